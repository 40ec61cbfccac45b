"""The office's figures for one unit, month by month, as the discipline organ reads them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from agencies.models import Agency
from cases.models import NOT_COUNTED, Clue, Task
from kernel.days import local_day
from kernel.models import Event

MONTHS = 12
RETURNED = ("clue.sent_back", "task.acceptance_returned")
REBOUNDED = ("clue.reopened", "task.reopened")
FAKE = ("task.found_fake",)


class Overdue:
    """Who counts what a unit has overdue: the registry of figures, lent by the house, for nobody counts for himself."""

    count: Callable[[str, datetime], int]


OVERDUE = Overdue()


@dataclass(frozen=True)
class MonthOfUnit:
    """One month: what was overdue at its end, and what was returned, came back or was found fake in it."""

    month: date
    upto: date
    overdue: int
    returned: int
    rebounds: int
    fakes: int


def months_of_unit(agency: Agency, *, as_of: date, zone: ZoneInfo) -> list[MonthOfUnit]:
    """The last twelve months up to a day, newest first."""
    clues = list(Clue.objects.filter(lead_agency=agency).exclude(status__in=NOT_COUNTED).values_list("pk", flat=True))
    tasks = list(Task.objects.filter(lead_agency=agency).values_list("pk", flat=True))
    told = _happenings([*clues, *tasks], since=_first_months(as_of)[-1], zone=zone)
    return [_month_of(agency, month, as_of, told, zone) for month in _first_months(as_of)]


def _first_months(as_of: date) -> list[date]:
    months = [as_of.replace(day=1)]
    while len(months) < MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months


def _happenings(subjects: list[UUID], *, since: date, zone: ZoneInfo) -> list[tuple[str, date]]:
    start = datetime.combine(since, time(), tzinfo=zone)
    types = (*RETURNED, *REBOUNDED, *FAKE)
    events = Event.objects.filter(subject_id__in=subjects, type__in=types, occurred_at__gte=start)
    return [(name, local_day(at, zone)) for name, at in events.values_list("type", "occurred_at")]


def _month_of(agency: Agency, month: date, as_of: date, told: list[tuple[str, date]], zone: ZoneInfo) -> MonthOfUnit:
    after = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    upto = min(as_of, after - timedelta(days=1))
    within = [name for name, day in told if month <= day <= upto]
    end = datetime.combine(upto, time(23, 59, 59), tzinfo=zone)
    return MonthOfUnit(
        month=month,
        upto=upto,
        overdue=OVERDUE.count(agency.pk, end),
        returned=sum(name in RETURNED for name in within),
        rebounds=sum(name in REBOUNDED for name in within),
        fakes=sum(name in FAKE for name in within),
    )
