"""How often somebody asked within one minute, and how often in vain, counted where no two processes can miss it."""

from datetime import datetime

from django.db import connection

COUNT = """
INSERT INTO kernel_requestcount (caller, minute, count) VALUES (%s, %s, 1)
ON CONFLICT (caller, minute) DO UPDATE SET count = kernel_requestcount.count + 1 RETURNING count
"""

COUNT_ERROR = "UPDATE kernel_requestcount SET errors = errors + 1 WHERE caller = %s AND minute = %s"


def count_of_minute(caller: str, *, at: datetime) -> int:
    """Count one more, and say how many this minute has seen."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [caller, at.replace(second=0, microsecond=0)])
        return int(cursor.fetchone()[0])


def count_error(caller: str, *, at: datetime) -> None:
    """Note that one of the requests counted in this minute was refused or failed."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ERROR, [caller, at.replace(second=0, microsecond=0)])
