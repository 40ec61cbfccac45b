"""The database's clock: the one that every host of an installation shares."""

from datetime import datetime, timedelta

from django.db import connection


def database_now() -> datetime:
    """The instant by the database's clock, in UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


def clock_skew(*, at: datetime) -> timedelta:
    """How far this host's clock, which says `at` now, is ahead of the database's."""
    return at - database_now()
