"""The periods of reports: arithmetic over civil days."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    def begins(self, zone: tzinfo) -> datetime:
        """Its first instant on the office's wall clock."""
        return datetime.combine(self.first, time(0), tzinfo=zone)

    def ends(self, zone: tzinfo) -> datetime:
        """Its last second on the office's wall clock."""
        return datetime.combine(self.last, time(23, 59, 59), tzinfo=zone)

    def is_over(self, now: datetime, zone: tzinfo) -> bool:
        """Say whether its last second has passed."""
        return now > self.ends(zone)


def period_of(kind: str, day: date) -> Period:
    """The period of the kind that holds the day: itself, its week from Monday, its calendar month."""
    if kind == "weekly":
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=6))
    if kind == "monthly":
        first = day.replace(day=1)
        return Period(first, (first + timedelta(days=31)).replace(day=1) - DAY)
    return Period(day, day)


def complete_periods(kind: str, *, after: date | None, today: date) -> list[Period]:
    """The periods that are over and begin after the last one known, oldest first; without one, the latest alone."""
    latest = period_of(kind, period_of(kind, today).first - DAY)
    if after is None:
        return [latest]
    found = []
    current = period_of(kind, after + DAY)
    while current.first <= latest.first:
        found.append(current)
        current = period_of(kind, current.last + DAY)
    return found
