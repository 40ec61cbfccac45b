"""What lies ahead and what lies about: how old open clues are, and what falls due within thirty days.

Both look at open records alone, by the indexes that hold nothing else.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from cases.models import OPEN, UNFINISHED, Clue, Task
from cases.queries.clues import clues_visible_to
from cases.queries.tasks import tasks_visible_to
from kernel.actor import Actor
from kernel.apart import ordinary
from kernel.days import local_day
from kernel.errors import Words
from reports.queries.figures import Wanted, that_count

AHEAD = 30
DAY = timedelta(days=1)
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


def open_clues(actor: Actor, wanted: Wanted, *, at: datetime) -> QuerySet[Clue]:
    """The clues that the registry counts as open now, by the index that holds nothing else."""
    return _open(actor, wanted, at).filter(split_from__isnull=True)


def open_parts(actor: Actor, wanted: Wanted, *, at: datetime) -> QuerySet[Clue]:
    """The open parts of split clues, which stand beside the others and in no count but their own."""
    return _open(actor, wanted, at).filter(split_from__isnull=False)


def _open(actor: Actor, wanted: Wanted, at: datetime) -> QuerySet[Clue]:
    return that_count(clues_visible_to(actor).filter(status__in=OPEN).order_by(), wanted, as_of=at)


def unfinished_tasks(actor: Actor, wanted: Wanted) -> QuerySet[Task]:
    """The tasks that somebody still works on, among those wanted."""
    chosen = {
        "source_system": wanted.source,
        "inspection": wanted.inspection,
        "lead_agency__region__code__startswith": wanted.region_code,
    }
    tasks = tasks_visible_to(actor).filter(status__in=UNFINISHED).order_by()
    if not wanted.is_one_order:
        tasks = ordinary(tasks, source=wanted.source)
    return tasks.filter(**{name: value for name, value in chosen.items() if value})


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
    recent = open_clues(actor, wanted, at=at).filter(received_at__gte=at - AGES["90"][1] * DAY)  # type: ignore[operator]  # a number
    counts = recent.aggregate(**{f"n{key}": count for key, count in young.items()})
    undated = open_clues(actor, wanted, at=at).filter(dates_unknown=True).count()
    counts["nolder"] = max(0, standing - sum(counts.values()) - undated)
    ages = [Age(key, label, counts[f"n{key}"]) for key, (_begins, _ends, label) in AGES.items()]
    return [*ages, Age(UNDATED, _("日期不详"), undated)] if undated else ages


def due_between(clues: QuerySet[Clue], begins: datetime, ends: datetime) -> QuerySet[Clue]:
    """Those whose closing falls due in a span."""
    return clues.filter(due_at__gte=begins, due_at__lt=ends)


def due_days(actor: Actor, wanted: Wanted, *, at: datetime) -> list[DueDay]:
    """Day by day for thirty days, from today."""
    today = local_day(at)
    ahead = due_between(open_clues(actor, wanted, at=at), at, at + AHEAD * DAY)
    clues = Counter(dict(ahead.values_list(TruncDate("due_at")).annotate(count=Count("pk"))))
    tasks_ahead = unfinished_tasks(actor, wanted).filter(deadline__gte=today, deadline__lt=today + AHEAD * DAY)
    tasks = Counter(dict(tasks_ahead.values_list("deadline").annotate(count=Count("pk"))))
    days = (today + number * DAY for number in range(AHEAD))
    return [DueDay(day, clues[day], tasks[day]) for day in days]
