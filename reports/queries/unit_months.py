"""The office's figures for one unit, month by month, as the discipline organ reads them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from agencies.models import Agency
from cases.models import NOT_COUNTED, Clue, Task
from kernel.actor import Actor
from kernel.days import local_day
from kernel.models import Event
from reports.queries.figures import Wanted
from reports.queries.rollups import counts_in

MONTHS = 12
RETURNED = ("clue.sent_back", "task.acceptance_returned")
REBOUNDED = ("clue.reopened", "task.reopened")
FAKE = ("task.found_fake",)


@dataclass(frozen=True)
class MonthOfUnit:
    """One month: what was overdue at its end, and what was returned, came back or was found fake in it."""

    month: date
    upto: date
    overdue: int
    returned: int
    rebounds: int
    fakes: int


def months_of_unit(agency: Agency, *, reader: Actor, as_of: date, zone: ZoneInfo) -> list[MonthOfUnit]:
    """The last twelve months up to a day, newest first; overdue is what the registry counts for the reader."""
    clues = list(Clue.objects.filter(lead_agency=agency).exclude(status__in=NOT_COUNTED).values_list("pk", flat=True))
    tasks = list(Task.objects.filter(lead_agency=agency).values_list("pk", flat=True))
    told = _happenings([*clues, *tasks], since=_first_months(as_of)[-1], zone=zone)
    found = []
    for month in _first_months(as_of):
        upto = min(as_of, _last_day(month))
        end = datetime.combine(upto, time(23, 59, 59), tzinfo=zone)
        found.append(_month_of(month, upto, told, _overdue(agency, reader, end)))
    return found


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


def _last_day(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _month_of(month: date, upto: date, told: list[tuple[str, date]], overdue: int) -> MonthOfUnit:
    within = [name for name, day in told if month <= day <= upto]
    return MonthOfUnit(
        month=month,
        upto=upto,
        overdue=overdue,
        returned=sum(name in RETURNED for name in within),
        rebounds=sum(name in REBOUNDED for name in within),
        fakes=sum(name in FAKE for name in within),
    )


def _overdue(agency: Agency, reader: Actor, end: datetime) -> int:
    counts = counts_in(Wanted(), ["agency"], as_of=end, actor=reader).by["agency"].get(agency.pk)
    return counts.overdue if counts else 0
