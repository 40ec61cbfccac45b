"""What is asked of rectification tasks."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from agencies.queries.directory import agencies_above, agencies_below
from agencies.rules import in_business, is_command_office
from cases.models import (
    COMPLETED,
    NOT_BEGUN,
    Acceptance,
    Disclosure,
    LookBack,
    Milestone,
    MissedReport,
    Objection,
    Pace,
    ProgressReport,
    Responsibility,
    Satchel,
    SponsorVisit,
    Task,
    TaskStatus,
)
from cases.queries.clues import has_tie
from cases.task_rules import TASK_DECIDING, TASK_PERMISSIONS, TASK_PERSON_ONLY
from cases.workflow import TASK
from kernel.access import unless_tied
from kernel.actor import Actor
from kernel.apart import ordinary

WORDS = ("number", "title", "problem", "goal", "source_external_id")
HUNDRED = 100


def tasks_visible_to(actor: Actor) -> QuerySet[Task]:
    """The command office sees every task, an agency what it or one below it leads, answers for or accepts.

    Administrators see none.
    """
    if is_command_office(actor):
        return Task.objects.all()
    if not in_business(actor) or actor.agency_id is None:
        return Task.objects.none()
    below = agencies_below(actor.agency_id)
    return Task.objects.filter(_named_in(below) & _concerns_others(actor.agency_id, below))


def _named_in(agencies: set[str]) -> Q:
    answering = Responsibility.objects.filter(task=OuterRef("pk"), agency__in=agencies)
    return Q(lead_agency__in=agencies) | Q(acceptance_agency__in=agencies) | Q(Exists(answering))


def _concerns_others(agency: str, below: set[str]) -> Q:
    """As with the clue it came from: hidden from whom that is about, and from those above who were not given it."""
    about_nobody = Q(clue__isnull=True) | Q(clue__concerns_agency__isnull=True)
    about_own_house = Q(clue__concerns_agency__in=agencies_above(agency))
    return about_nobody | ~about_own_house & (~Q(clue__concerns_agency__in=below) | _named_in({agency}))


def may_task(actor: Actor, verb: str, task: Task) -> bool:
    """Say whether this actor may ever do this to this task, whatever its status."""
    return _holds(actor, verb, task) and not (verb in TASK_DECIDING and is_tied(actor, task))


def _holds(actor: Actor, verb: str, task: Task) -> bool:
    if actor.client is not None and verb in TASK_PERSON_ONLY:
        return False
    return TASK_PERMISSIONS[f"cases.{verb}_task"](actor, task)


def is_tied(actor: Actor, task: Task) -> bool:
    """Say whether the actor has a tie to the clue that the task came from."""
    return task.clue is not None and has_tie(actor, task.clue)


def verbs_open_to_task(actor: Actor, task: Task) -> list[str]:
    """What this actor may do to this task now: who and when, met once."""
    held = [verb for verb in TASK.open_to(task) if not _pointless(verb, task) and _holds(actor, verb, task)]
    return unless_tied(held, TASK_DECIDING, lambda: is_tied(actor, task))


def _pointless(verb: str, task: Task) -> bool:
    """A verb whose condition is plainly not there is not offered as a button."""
    conditions = {
        "approve_extension": task.asked_deadline is not None,
        "refuse_extension": task.asked_deadline is not None,
        "request_extension": task.asked_deadline is None,
        "record_visit": bool(task.sponsor),
        "answer_objection": task.notice_left is not None,
        "confirm_write_off": task.write_off_asked_agency_id is not None,
        "request_write_off": task.write_off_asked_agency_id is None,
    }
    return not conditions.get(verb, True)


def tasks_for_reading(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """With everything that one task or a page of tasks shows, in a fixed number of queries."""
    return tasks.select_related("lead_agency", "acceptance_agency", "inspection").prefetch_related(
        Prefetch("responsibilities", Responsibility.objects.select_related("agency").order_by("agency_id")),
        "milestones",
    )


def planned_percent(task: Task, *, on: date) -> int:
    """How much of it is planned to be accepted by the end of a day; without milestones all of it at the deadline."""
    milestones = list(task.milestones.all())
    if not milestones:
        return HUNDRED if task.deadline is not None and task.deadline < on else 0
    done = sum(one.weight for one in milestones if one.due_on < on)
    return done * HUNDRED // sum(one.weight for one in milestones)


def pace_of(task: Task, *, on: date) -> str | None:
    """How the accepted work stands to the planned one on a day; None for a task that was cancelled."""
    if task.status == TaskStatus.CANCELLED:
        return None
    if task.status in COMPLETED:
        return Pace.DONE
    if task.status != TaskStatus.DRAFT and task.deadline is not None and task.deadline < on:
        return Pace.OVERDUE
    if task.status != TaskStatus.DRAFT and task.accepted_percent < planned_percent(task, on=on):
        return Pace.BEHIND
    return Pace.NOT_STARTED if task.status in NOT_BEGUN else Pace.ON_SCHEDULE


def at_pace(tasks: QuerySet[Task], pace: str, *, on: date) -> QuerySet[Task]:
    """Those of this pace on a day, as `pace_of` has it."""
    late = Q(deadline__lt=on)
    return (
        tasks.annotate(planned=planned_by(OuterRef("pk"), on=on))
        .annotate(
            pace=Case(
                When(status=TaskStatus.CANCELLED, then=Value("")),
                When(status__in=COMPLETED, then=Value(Pace.DONE)),
                When(status=TaskStatus.DRAFT, then=Value(Pace.NOT_STARTED)),
                When(late, then=Value(Pace.OVERDUE)),
                When(accepted_percent__lt=F("planned"), then=Value(Pace.BEHIND)),
                When(status__in=NOT_BEGUN, then=Value(Pace.NOT_STARTED)),
                default=Value(Pace.ON_SCHEDULE),
                output_field=CharField(),
            )
        )
        .filter(pace=pace)
    )


def planned_by(task: OuterRef, *, on: date) -> Coalesce:
    """The planned percent of a task whose deadline is not past, in SQL."""
    passed = Coalesce(Sum("weight", filter=Q(due_on__lt=on)), 0) * HUNDRED / Sum("weight")
    curve = Milestone.objects.filter(task=task).order_by().values("task").annotate(percent=passed)
    return Coalesce(Subquery(curve.values("percent")), Value(0), output_field=IntegerField())


def plan_of(task: Task) -> dict[str, Any]:
    """A task's plan under the names of its input."""
    columns = (
        "title", "origin", "kind", "problem", "goal", "starts_on", "deadline", "lead_agency", "county_leader",
        "department_leader", "responsible_leader", "responsible_person", "acceptance_agency", "inspection",
    )  # fmt: skip
    return {
        **{name: getattr(task, name) for name in columns},
        "measures": tuple(task.measures),
        "responsible_agencies": tuple(row.agency for row in task.responsibilities.all()),
    }


def search_tasks(tasks: QuerySet[Task], text: str) -> QuerySet[Task]:
    """Those that hold each of the words."""
    for word in text.split():
        like = Q()
        for name in WORDS:
            like |= Q(**{f"{name}__icontains": word})
        tasks = tasks.filter(like)
    return tasks


@dataclass(frozen=True)
class Parts:
    """Everything that was written down under a task."""

    reports: list[ProgressReport]
    missed: list[MissedReport]
    acceptances: list[Acceptance]
    disclosures: list[Disclosure]
    objections: list[Objection]
    visits: list[SponsorVisit]
    look_backs: list[LookBack]
    satchels: list[Satchel]


def parts_of(task: Task) -> Parts:
    """The same in one query for each kind of line."""
    return Parts(
        reports=list(reports_of(task)),
        missed=list(task.missed.all()),
        acceptances=list(task.acceptances.select_related("decided_agency", "decided_by").prefetch_related("files")),
        disclosures=list(task.disclosures.all()),
        objections=list(task.objections.all()),
        visits=list(task.visits.all()),
        look_backs=list(task.look_backs.all()),
        satchels=list(Satchel.objects.filter(task=task)),
    )


def open_objections_of(task: Task) -> QuerySet[Objection]:
    """What the public objected to and nobody has answered yet."""
    return Objection.objects.filter(task=task, answered_at=None)


def milestones_of(task: Task) -> QuerySet[Milestone]:
    """The days of its planned curve, in order."""
    return Milestone.objects.filter(task=task)


def reports_of(task: Task) -> QuerySet[ProgressReport]:
    """Its progress reports, newest first."""
    return ProgressReport.objects.filter(task=task).select_related("agency", "person")


def missed_visible_to(actor: Actor) -> QuerySet[MissedReport]:
    """The reports that did not come, of the tasks this reader sees; newest first."""
    missed = ordinary(MissedReport.objects.select_related("task", "agency"), path="task__")
    return missed if is_command_office(actor) else missed.filter(task__in=tasks_visible_to(actor))
