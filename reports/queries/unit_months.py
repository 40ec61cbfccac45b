"""The office's figures for one unit, month by month, as the discipline organ reads them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from agencies.models import Agency
from cases.models import NOT_COUNTED, Clue, ClueStatus, Task
from cases.periods import month_of
from cases.queries.clues import clues_visible_to
from kernel.actor import Actor
from kernel.apart import ordinary
from kernel.days import local_day
from kernel.models import Event
from reports.queries.figures import Wanted, with_state
from reports.queries.populations import Moved, population_among
from reports.queries.rollups import counts_in

MONTHS = 12
RETURNED = ("clue.sent_back", "task.acceptance_returned")
REBOUNDED = ("clue.reopened", "task.reopened")
FAKE = ("task.found_fake",)


@dataclass(frozen=True)
class MonthOfUnit:
    """One month: what was overdue at its end, and what was returned, came back or was found fake in it.

    One order is one, whatever was split: parts that the unit leads are told `beside` and in no other number.
    """

    month: date
    upto: date
    overdue: int
    returned: int
    rebounds: int
    fakes: int
    beside: "Beside"


@dataclass(frozen=True)
class Beside:
    """The same of the parts of split clues."""

    overdue: int
    returned: int
    rebounds: int


def months_of_unit(agency: Agency, *, reader: Actor, as_of: date, zone: ZoneInfo) -> list[MonthOfUnit]:
    """The last twelve months up to a day, newest first; overdue is what the registry counts for the reader."""
    clues = ordinary(Clue.objects.filter(lead_agency=agency)).exclude(status__in=NOT_COUNTED)
    tasks = ordinary(Task.objects.filter(lead_agency=agency))
    since = _first_months(as_of)[-1]
    told = _happenings([*_ids(clues.filter(split_from__isnull=True)), *_ids(tasks)], since=since, zone=zone)
    of_parts = _happenings(_ids(clues.filter(split_from__isnull=False)), since=since, zone=zone)
    found = []
    for month in _first_months(as_of):
        upto = min(as_of, month_of(month).ends_on)
        end = datetime.combine(upto, time(23, 59, 59), tzinfo=zone)
        mine = _within(told, month, upto)
        beside = _beside(_within(of_parts, month, upto), _overdue_parts(agency, reader, end))
        found.append(_month_of(month, upto, mine, _overdue(agency, reader, end), beside))
    return found


def _ids(records: QuerySet[Any]) -> list[UUID]:
    return list(records.values_list("pk", flat=True))


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


def _within(told: list[tuple[str, date]], month: date, upto: date) -> list[str]:
    return [name for name, day in told if month <= day <= upto]


def _beside(told: list[str], overdue: int) -> Beside:
    return Beside(overdue, _how_many(RETURNED, told), _how_many(REBOUNDED, told))


def _month_of(month: date, upto: date, told: list[str], overdue: int, beside: Beside) -> MonthOfUnit:
    return MonthOfUnit(
        month=month,
        upto=upto,
        overdue=overdue,
        returned=_how_many(RETURNED, told),
        rebounds=_how_many(REBOUNDED, told),
        fakes=_how_many(FAKE, told),
        beside=beside,
    )


def _how_many(names: tuple[str, ...], told: list[str]) -> int:
    return sum(name in names for name in told)


def _overdue_parts(agency: Agency, reader: Actor, end: datetime) -> int:
    """The parts that the unit led then and that were open and past their day, as they were known then."""
    parts = clues_visible_to(reader).filter(split_from__isnull=False)
    found = population_among(parts, Wanted(), as_of=end, actor=reader)
    late = Q(state="open", due__lt=end) & ~Q(status=ClueStatus.MERGED)
    mine = with_state(found.settled.filter(lead_agency=agency), as_of=end).filter(late)
    moved = [one for one in found.moved.values() if agency.pk in one.keys("agency") and _is_late(one, end)]
    return mine.count() + len(moved)


def _is_late(part: Moved, end: datetime) -> bool:
    due = part.told.get("due")
    is_open = part.counts_in("parts") and not part.counts_in("parts_ended")
    return is_open and due is not None and datetime.fromisoformat(due) < end


def _overdue(agency: Agency, reader: Actor, end: datetime) -> int:
    counts = counts_in(Wanted(), ["agency"], as_of=end, actor=reader).by["agency"].get(agency.pk)
    return counts.overdue if counts else 0
