"""What figures of rectification tasks count: how each task a reader may see stood at an instant."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    OuterRef,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Left

from cases.models import (
    COMPLETED,
    FOREVER,
    NOT_BEGUN,
    Pace,
    Standing,
    Task,
    TaskStatus,
)
from cases.queries.tasks import planned_by, tasks_visible_to
from kernel.actor import Actor
from kernel.apart import ordinary
from kernel.days import local_day
from reports.metrics import Counts
from reports.queries.figures import Wanted
from reports.queries.keys import NOBODY, WIDTHS
from reports.queries.tallies import Tally

NOT_COUNTED = (TaskStatus.DRAFT, TaskStatus.CANCELLED)
# The counts in which a task of a pace takes part.
TAKES_PART = {
    Pace.DONE: ("tasks", "tasks_completed"),
    Pace.ON_SCHEDULE: ("tasks", "tasks_unfinished", "tasks_on_schedule"),
    Pace.BEHIND: ("tasks", "tasks_unfinished"),
    Pace.NOT_STARTED: ("tasks", "tasks_unfinished"),
    Pace.OVERDUE: ("tasks", "tasks_unfinished", "tasks_overdue"),
}


def tasks_wanted(actor: Actor, wanted: Wanted) -> QuerySet[Task]:
    """The tasks among those wanted that this reader may see now, whatever their status."""
    chosen = {
        "source_system": wanted.source,
        "inspection": wanted.inspection,
        "lead_agency__region__code__startswith": wanted.region_code,
        "created_at__gte": wanted.received_from,
        "created_at__lte": wanted.received_to,
    }
    tasks = tasks_visible_to(actor).filter(**{name: value for name, value in chosen.items() if value})
    return tasks if wanted.is_one_order else ordinary(tasks, source=wanted.source)


def task_population(actor: Actor, wanted: Wanted, *, as_of: datetime) -> QuerySet[Standing]:
    """How each task stood then that counted then and that this reader may see now, with its `pace` of that day."""
    tasks = tasks_wanted(actor, wanted)
    ending = Standing.objects.alias(ends=Coalesce("until", FOREVER))
    then = ending.filter(ends__gt=as_of, since__lte=as_of)
    if tasks.query.has_filters():
        then = then.filter(task__in=tasks)
    return _with_pace(then.exclude(state__in=NOT_COUNTED), on=local_day(as_of))


def _with_pace(standings: QuerySet[Standing], *, on: date) -> QuerySet[Standing]:
    return standings.annotate(planned=planned_by(OuterRef("task"), on=on)).annotate(
        pace=Case(
            When(state__in=COMPLETED, then=Value(Pace.DONE)),
            When(deadline__lt=on, then=Value(Pace.OVERDUE)),
            When(accepted_percent__lt=F("planned"), then=Value(Pace.BEHIND)),
            When(state__in=NOT_BEGUN, then=Value(Pace.NOT_STARTED)),
            default=Value(Pace.ON_SCHEDULE),
            output_field=CharField(),
        )
    )


def tally_tasks(standings: QuerySet[Standing], dimensions: Sequence[str] = (), *, level: str = "county") -> Tally:
    """Every count of tasks, whole and by each dimension: a query for each."""
    whole = _counts(standings, Value("", output_field=CharField())).get(NOBODY, Counts())
    return Tally(whole=whole, by={name: _counts(standings, task_key(name, level)) for name in dimensions})


def task_key(name: str, level: str) -> Combinable:
    """What parts standings, or anything else of a task, by a dimension."""
    if name == "region":
        return Left("task__lead_agency__region_id", WIDTHS[level])
    columns = {"agency": "lead_agency_id", "origin": "origin", "kind": "kind", "inspection": "inspection_id"}
    return Cast(F(f"task__{columns[name]}"), CharField())


def _counts(standings: QuerySet[Standing], key: Combinable) -> dict[str, Counts]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in standings.order_by().annotate(key=key).values("key", "pace").annotate(count=Count("*")):
        found[row["key"] or NOBODY].update(dict.fromkeys(TAKES_PART[Pace(row["pace"])], row["count"]))
    return {name: Counts(**numbers) for name, numbers in found.items()}


def tasks_behind(standings: "QuerySet[Any]", terms: str) -> QuerySet[Task]:
    """The tasks that `tasks_completed` or another count counts."""
    return Task.objects.filter(pk__in=counted_in(standings, terms).values("task"))


def counted_in(standings: "QuerySet[Any]", terms: str) -> "QuerySet[Any]":
    """The standings that the count counts."""
    return standings.filter(pace__in=[pace for pace, counts in TAKES_PART.items() if terms in counts])
