"""How often somebody asked within one minute, counted where two processes cannot both miss it."""

from datetime import datetime

from django.db import connection

COUNT = """
INSERT INTO kernel_requestcount (caller, minute, count) VALUES (%s, %s, 1)
ON CONFLICT (caller, minute) DO UPDATE SET count = kernel_requestcount.count + 1 RETURNING count
"""


def count_of_minute(caller: str, *, at: datetime) -> int:
    """Count one more, and say how many this minute has seen."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [caller, at.replace(second=0, microsecond=0)])
        return int(cursor.fetchone()[0])
