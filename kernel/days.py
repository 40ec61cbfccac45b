"""The one way between instants and days: instants are kept in UTC, whose days begin at eight in the morning here."""

from datetime import date, datetime, time, tzinfo

from django.utils.timezone import get_default_timezone


def local_day(at: datetime, zone: tzinfo | None = None) -> date:
    """The day of an instant on the office's calendar, or on that of another zone; never `at.date()`."""
    return at.astimezone(zone or get_default_timezone()).date()


def start_of(day: date) -> datetime:
    """The instant at which a day begins on the office's calendar."""
    return datetime.combine(day, time.min, tzinfo=get_default_timezone())
