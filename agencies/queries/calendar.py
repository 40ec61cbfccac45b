"""Which days offices work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from agencies.data import statutory_days
from agencies.models import CalendarDay, CalendarYear

SATURDAY = 5
YearKey = tuple[int, int, str]


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


def working_calendar() -> WorkingCalendar:
    """The calendar as it stands now; its days are read again only after a notice was loaded."""
    return _calendar_of(tuple(CalendarYear.objects.order_by("year").values_list("year", "version", "source")))


def published_years() -> list[int]:
    """The years whose notice has been loaded, oldest first."""
    return list(CalendarYear.objects.order_by("year").values_list("year", flat=True))


@lru_cache(maxsize=4)
def _calendar_of(years: tuple[YearKey, ...]) -> WorkingCalendar:
    """The days of exactly these versions; a year's source names the content it was loaded from."""
    overrides = dict(CalendarDay.objects.values_list("day", "is_working"))
    version = sum(version for _, version, _ in years)
    return WorkingCalendar(version, frozenset(year for year, _, _ in years), overrides)


@cache
def _statutory_days() -> frozenset[date]:
    return frozenset(row.day for row in statutory_days())
