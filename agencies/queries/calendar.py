"""Which days offices work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from agencies.data import statutory_days
from agencies.models import CalendarDay, CalendarYear

SATURDAY = 5


@dataclass(frozen=True)
class WorkingCalendar:
    """The published days as loaded; beyond them weekends and statutory days, and every such year is unpublished."""

    version: int
    years: frozenset[int]
    overrides: Mapping[date, bool]

    def is_working(self, day: date) -> bool:
        """Say whether offices work on `day`, as far as anybody can know."""
        if day.year in self.years:
            return self.overrides.get(day, day.weekday() < SATURDAY)
        return day.weekday() < SATURDAY and day not in _statutory_days()

    def is_published(self, year: int) -> bool:
        """Say whether the notice for `year` has been loaded."""
        return year in self.years


def read_calendar() -> WorkingCalendar:
    """The calendar as the notices loaded so far make it; two queries."""
    versions = dict(CalendarYear.objects.values_list("year", "version"))
    overrides = dict(CalendarDay.objects.values_list("day", "is_working"))
    return WorkingCalendar(sum(versions.values()), frozenset(versions), overrides)


@cache
def _statutory_days() -> frozenset[date]:
    return frozenset(row.day for row in statutory_days())
