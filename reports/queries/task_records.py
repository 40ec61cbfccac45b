"""What figures count of the records beside tasks: looks back, acceptances, reports that came or did not."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    Count,
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.aggregates import Aggregate
from django.db.models.functions import Coalesce, ExtractDay
from django.db.models.lookups import Exact

from agencies.queries.trees import down_from, parents_at
from cases.models import Acceptance, LookBack, LookBackResult, Milestone, MissedReport, Pace, ProgressReport, Task
from kernel.days import local_day
from reports.counts import Counts
from reports.queries.grouping import counted_by, merged
from reports.queries.keys import NOBODY, TREES
from reports.queries.questions import Question
from reports.queries.tallies import Tally
from reports.queries.task_figures import counted_in, tally_tasks, task_key, task_population, tasks_behind

Rows = QuerySet[Any]
ONE_SECOND = timedelta(seconds=1)


def tally_asked_tasks(question: Question) -> Tally:
    """How the tasks stood, and what the metric needs of the records beside them."""
    standings = task_population(question.actor, question.wanted, as_of=question.as_of)
    known = Tally(Counts(), {name: {} for name in question.dimensions})
    if question.terms - BESIDE.keys():
        known = tally_tasks(standings, question.dimensions, level=question.level)
    keys = {name: task_key(name, question.level) for name in question.dimensions}
    parts = [
        (name, counted_by(rows, keys, how))
        for name in sorted(question.terms & BESIDE.keys())
        for rows, how in [BESIDE[name](standings, question)]
    ]
    return merged(known, parts)


def _without_plan(standings: Rows, _question: Question) -> tuple[Rows, Aggregate]:
    unfinished = standings.exclude(pace=Pace.DONE)
    return unfinished.exclude(Exists(Milestone.objects.filter(task=OuterRef("task")))), Count("pk")


def _days_overdue(standings: Rows, question: Question) -> tuple[Rows, Aggregate]:
    late = Value(question.day, DateField()) - F("deadline")
    days = ExtractDay(ExpressionWrapper(late, DurationField()))
    return standings.filter(pace=Pace.OVERDUE).annotate(days=days), Sum("days")


def _looked_back(standings: Rows, question: Question) -> tuple[Rows, Aggregate]:
    looks = LookBack.objects.filter(task=OuterRef("task"), looked_on__lte=question.day)
    return standings.filter(Exists(looks)), Count("pk")


def _rebounded(standings: Rows, question: Question) -> tuple[Rows, Aggregate]:
    looks = LookBack.objects.filter(task=OuterRef("task"), looked_on__lte=question.day)
    return standings.filter(Exists(looks.exclude(result=LookBackResult.KEPT))), Count("pk")


def _decided(standings: Rows, question: Question) -> tuple[Rows, Aggregate]:
    return Acceptance.objects.filter(task__in=standings.values("task"), decided_at__lte=question.as_of), Count("pk")


def _returned(standings: Rows, question: Question) -> tuple[Rows, Aggregate]:
    decided, how = _decided(standings, question)
    return decided.filter(decision=Acceptance.Decision.RETURNED), how


def _made(standings: Rows, question: Question) -> tuple[Rows, Aggregate]:
    made = ProgressReport.objects.filter(task__in=standings.values("task"), submitted_at__lte=question.as_of)
    return made.filter(is_late=False), Count("pk")


def _missed(standings: Rows, question: Question) -> tuple[Rows, Aggregate]:
    """It was missed when its period ended, whenever that was written down."""
    over = local_day(question.as_of + ONE_SECOND)
    return MissedReport.objects.filter(task__in=standings.values("task"), ends_on__lt=over), Count("pk")


# What is counted of the records beside tasks, and how.
BESIDE = {
    "tasks_without_plan": _without_plan,
    "task_days_overdue": _days_overdue,
    "tasks_looked_back": _looked_back,
    "tasks_rebounded": _rebounded,
    "acceptances_decided": _decided,
    "acceptances_returned": _returned,
    "reports_made": _made,
    "reports_missed": _missed,
}


def tasks_of(question: Question, terms: str, key: str = "") -> QuerySet[Task]:
    """The tasks that a count of this family counts, or to which what it counts belongs."""
    standings = _standings_of(question, key)
    if not question.terms & BESIDE.keys():
        return tasks_behind(standings, terms)
    return Task.objects.filter(pk__in=_beside(standings, question, terms))


def task_ids_of(question: Question, terms: str, key: str = "") -> list[UUID]:
    """The ids of the same tasks: asked of the standings alone, for within a query of tasks each would be reckoned anew.

    Where nothing was analysed yet, as in the transaction that loads them, that took minutes.
    """
    if question.terms & BESIDE.keys():
        return list(tasks_of(question, terms, key).order_by().values_list("pk", flat=True))
    return list(counted_in(_standings_of(question, key), terms).order_by().values_list("task_id", flat=True))


def _standings_of(question: Question, key: str) -> Rows:
    standings = task_population(question.actor, question.wanted, as_of=question.as_of)
    for dimension in question.dimensions:
        standings = _under(standings, dimension, key, question)
    return standings


def _under(standings: Rows, dimension: str, key: str, question: Question) -> Rows:
    if dimension in TREES:
        agencies = down_from(key, parents_at(TREES[dimension], at=question.as_of))
        return standings.filter(task__lead_agency__in=agencies)
    under = Coalesce(task_key(dimension, question.level), Value(NOBODY))
    return standings.filter(Exact(under, key))


def _beside(standings: Rows, question: Question, terms: str) -> Rows:
    found = Task.objects.none().values("pk")
    for name in terms.split():
        if name in BESIDE:
            found = found | Task.objects.filter(pk__in=BESIDE[name](standings, question)[0].values("task")).values("pk")
    return found
