"""The one way between instants and days: instants are kept in UTC, whose days begin at eight in the morning here."""

import re
from datetime import date, datetime, time, tzinfo
from typing import Any

from django.utils.timezone import get_default_timezone

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
LAST_SECOND = time(23, 59, 59)


def local_day(at: datetime, zone: tzinfo | None = None) -> date:
    """The day of an instant on the office's calendar, or on that of another zone; never `at.date()`."""
    return at.astimezone(zone or get_default_timezone()).date()


def start_of(day: date) -> datetime:
    """The instant at which a day begins on the office's calendar."""
    return datetime.combine(day, time.min, tzinfo=get_default_timezone())


def in_local_time(facts: Any) -> Any:
    """Facts of an event with every instant, as it was written down, at the office's own offset."""
    if isinstance(facts, dict):
        return {name: in_local_time(value) for name, value in facts.items()}
    if isinstance(facts, list):
        return [in_local_time(value) for value in facts]
    if isinstance(facts, str) and INSTANT.fullmatch(facts):
        return datetime.fromisoformat(facts).astimezone(get_default_timezone()).isoformat()
    return facts


def days_late(due_at: datetime, at: datetime) -> int:
    """How many days of the calendar an instant lies after the day on which something was due; 0 while it is not past.

    The one definition of days overdue: on pages and papers, in letters and in figures.
    """
    return (local_day(at) - local_day(due_at)).days if due_at < at else 0


def ends_a_day(at: datetime) -> bool:
    """Say whether it is the last second of a day, with which deadlines in days end."""
    return at.astimezone(get_default_timezone()).time().replace(microsecond=0) == LAST_SECOND
