"""The database's clock: the one that every host of an installation shares."""

import logging
from datetime import datetime, timedelta

from django.db import connection

log = logging.getLogger(__name__)
MOST_SKEW = timedelta(seconds=2)


def database_now() -> datetime:
    """The instant by the database's clock, in UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


def clock_skew(*, at: datetime) -> timedelta:
    """How far this host's clock, which says `at` now, is ahead of the database's."""
    return at - database_now()


def is_skewed(*, at: datetime) -> bool:
    """Say whether this host's clock, which says `at` now, and the database's are too far apart."""
    return abs(clock_skew(at=at)) > MOST_SKEW


def warn_of_skew(*, at: datetime) -> None:
    """Say so in the log: what people and events are told of time comes from this host."""
    skew = clock_skew(at=at)
    if abs(skew) > MOST_SKEW:
        log.error("this host's clock is %.1f seconds ahead of the database's", skew.total_seconds())
