"""The periods of progress reports: a week from Monday to Sunday, or a calendar month."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

# For inputs that have a field named `date`.
Day = date
ONE_DAY = timedelta(days=1)
WEEK = timedelta(days=7)
DECEMBER = 12
NAMED = re.compile(r"(\d{4})-(?:W(\d{2})|(\d{2}))")


@dataclass(frozen=True)
class Period:
    """`2021-W48` or `2021-11`, with its first and last day."""

    name: str
    starts_on: date
    ends_on: date

    def ends_at(self, zone: tzinfo) -> datetime:
        """The midnight after its last day: the cut-off."""
        return datetime.combine(self.ends_on + ONE_DAY, time(0), tzinfo=zone)


def week_of(day: date) -> Period:
    """The week that holds the day."""
    monday = day - timedelta(days=day.weekday())
    year, week, _weekday = day.isocalendar()
    return Period(f"{year}-W{week:02d}", monday, monday + 6 * ONE_DAY)


def month_of(day: date) -> Period:
    """The calendar month that holds the day."""
    first = day.replace(day=1)
    following = date(first.year + 1, 1, 1) if first.month == DECEMBER else date(first.year, first.month + 1, 1)
    return Period(f"{first:%Y-%m}", first, following - ONE_DAY)


def period_of(day: date, *, weekly: bool) -> Period:
    """The week or month that holds the day."""
    return week_of(day) if weekly else month_of(day)


def period_named(name: str) -> Period:
    """The period of that name; ValueError where there is none."""
    found = NAMED.fullmatch(name)
    if found is None:
        raise ValueError(name)
    year, week, month = found.groups()
    return week_of(date.fromisocalendar(int(year), int(week), 1)) if week else month_of(date(int(year), int(month), 1))


def periods_within(first: date, last: date, *, weekly: bool) -> Iterator[Period]:
    """Every whole period that begins on or after the first day and ends on or before the last, in order."""
    period = period_of(first, weekly=weekly)
    while period.ends_on <= last:
        if period.starts_on >= first:
            yield period
        period = period_of(period.ends_on + ONE_DAY, weekly=weekly)
