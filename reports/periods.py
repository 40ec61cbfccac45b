"""The periods of reports: a day, a week from Monday, a calendar month; arithmetic over civil days."""

from datetime import date, datetime, time, timedelta, tzinfo

from cases.periods import ONE_DAY, Period, month_of, week_of

MIDNIGHT = "24:00"


def period_of(kind: str, day: date) -> Period:
    """The period of the kind that holds the day."""
    if kind == "weekly":
        return week_of(day)
    return Period(day.isoformat(), day, day) if kind == "daily" else month_of(day)


def first_instant(period: Period, zone: tzinfo) -> datetime:
    """The midnight with which it begins, on the office's wall clock."""
    return datetime.combine(period.starts_on, time(0), tzinfo=zone)


def last_second(period: Period, zone: tzinfo) -> datetime:
    """The instant as of which its report is: a second before the cut-off."""
    return period.ends_at(zone) - timedelta(seconds=1)


def cutoff_of(day: date, hour: str, zone: tzinfo) -> datetime:
    """The instant at which a day of an inspection's dailies ends: `16:00`, `17:00`, or `24:00` for midnight."""
    if hour == MIDNIGHT:
        return datetime.combine(day + ONE_DAY, time(0), tzinfo=zone)
    return datetime.combine(day, time.fromisoformat(hour), tzinfo=zone)


def complete_periods(kind: str, *, after: date | None, today: date) -> list[Period]:
    """The periods that are over and begin after the last one known, oldest first; without one, the latest alone."""
    latest = period_of(kind, period_of(kind, today).starts_on - ONE_DAY)
    if after is None:
        return [latest]
    found = []
    current = period_of(kind, after + ONE_DAY)
    while current.starts_on <= latest.starts_on:
        found.append(current)
        current = period_of(kind, current.ends_on + ONE_DAY)
    return found
