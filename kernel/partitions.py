"""Months of the event log, made ahead; rows of a month nobody made fall into the DEFAULT partition."""

from datetime import datetime

from django.db import connection

AHEAD = 3


def make_partitions(now: datetime) -> list[str]:
    """Make this month's and the next three months' partitions (UTC) where they are missing; says which it made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kernel_make_event_months(%s, %s)", [now, AHEAD])
        return [name for (name,) in cursor.fetchall()]


def strays() -> int:
    """How many events fell into the DEFAULT partition; more than none is worth a warning."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kernel_event_default")
        return int(cursor.fetchone()[0])
