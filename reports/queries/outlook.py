"""What lies ahead and what lies about: how old open clues are, and what falls due within thirty days.

Both look at open records alone, by the indexes that hold nothing else.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import Count, Model, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from cases.models import OPEN, UNFINISHED, Clue, Task
from cases.queries.clues import clues_visible_to
from cases.queries.tasks import tasks_visible_to
from kernel.actor import Actor
from kernel.apart import ordinary
from kernel.days import local_day
from kernel.errors import Words
from reports.queries.figures import Wanted

AHEAD = 30
DAY = timedelta(days=1)
M = TypeVar("M", bound=Model)
# How many days ago a clue was received: from, up to.
AGES: Mapping[str, tuple[int, int | None, Words]] = {
    "7": (0, 7, _("7天以内")),
    "30": (7, 30, _("8至30天")),
    "60": (30, 60, _("31至60天")),
    "90": (60, 90, _("61至90天")),
    "older": (90, None, _("90天以上")),
}
# An age that nobody knows.
UNDATED = "unknown"


@dataclass(frozen=True)
class Age:
    """So many open clues of an age."""

    key: str
    label: Words
    count: int


@dataclass(frozen=True)
class DueDay:
    """What falls due on one day."""

    day: date
    clues: int
    tasks: int


def open_clues(actor: Actor, wanted: Wanted) -> QuerySet[Clue]:
    """The open clues that this reader sees, among those wanted."""
    chosen = {
        "source_system": wanted.source,
        "batch_id": wanted.batch,
        "batch__inspection_id": wanted.inspection,
        "region__code__startswith": wanted.region_code,
        "received_at__gte": wanted.received_from,
        "received_at__lte": wanted.received_to,
    }
    clues = _of_case(clues_visible_to(actor).filter(status__in=OPEN).order_by(), wanted)
    return clues.filter(**{name: value for name, value in chosen.items() if value})


def unfinished_tasks(actor: Actor, wanted: Wanted) -> QuerySet[Task]:
    """The tasks that somebody still works on, among those wanted."""
    chosen = {
        "source_system": wanted.source,
        "inspection": wanted.inspection,
        "lead_agency__region__code__startswith": wanted.region_code,
    }
    tasks = _of_case(tasks_visible_to(actor).filter(status__in=UNFINISHED).order_by(), wanted)
    return tasks.filter(**{name: value for name, value in chosen.items() if value})


def _of_case(rows: "QuerySet[M]", wanted: Wanted) -> "QuerySet[M]":
    return rows if wanted.is_one_order else ordinary(rows, source=wanted.source)


def of_age(key: str, *, at: datetime) -> Q:
    """The condition that a clue is of an age."""
    if key == UNDATED:
        return Q(dates_unknown=True)
    begins, ends, _label = AGES[key]
    since = Q() if ends is None else Q(received_at__gte=at - ends * DAY)
    return Q(dates_unknown=False) & since & (Q(received_at__lt=at - begins * DAY) if begins else Q())


def ages_of(actor: Actor, wanted: Wanted, *, at: datetime, standing: int) -> list[Age]:
    """The open clues by age; what is left of those `standing` open is older than all the rest."""
    young = {key: Count("pk", filter=of_age(key, at=at)) for key in AGES if key != "older"}
    recent = open_clues(actor, wanted).filter(received_at__gte=at - AGES["90"][1] * DAY)  # type: ignore[operator]  # a number
    counts = recent.aggregate(**{f"n{key}": count for key, count in young.items()})
    undated = open_clues(actor, wanted).filter(dates_unknown=True).count()
    counts["nolder"] = max(0, standing - sum(counts.values()) - undated)
    ages = [Age(key, label, counts[f"n{key}"]) for key, (_begins, _ends, label) in AGES.items()]
    return [*ages, Age(UNDATED, _("日期不详"), undated)] if undated else ages


def due_between(clues: QuerySet[Clue], begins: datetime, ends: datetime) -> QuerySet[Clue]:
    """Those whose closing falls due in a span."""
    return clues.filter(due_at__gte=begins, due_at__lt=ends)


def due_days(actor: Actor, wanted: Wanted, *, at: datetime) -> list[DueDay]:
    """Day by day for thirty days, from today."""
    today = local_day(at)
    ahead = due_between(open_clues(actor, wanted), at, at + AHEAD * DAY)
    clues = Counter(dict(ahead.values_list(TruncDate("due_at")).annotate(count=Count("pk"))))
    tasks_ahead = unfinished_tasks(actor, wanted).filter(deadline__gte=today, deadline__lt=today + AHEAD * DAY)
    tasks = Counter(dict(tasks_ahead.values_list("deadline").annotate(count=Count("pk"))))
    days = (today + number * DAY for number in range(AHEAD))
    return [DueDay(day, clues[day], tasks[day]) for day in days]
