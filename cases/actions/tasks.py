"""Rectification tasks from the draft of a plan to the work itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from agencies.queries.directory import agencies_below
from agencies.rules import is_command_office
from cases.actions.clocks import end_clock, set_clock_row
from cases.actions.clues import Reason, Words
from cases.actions.source_names import Source, refuse_known_task_source
from cases.actions.standings import keep_task, stand, standing_row
from cases.models import Clock, Clue, Inspection, Responsibility, Task, TaskKind, TaskOrigin, TaskStatus
from cases.policies import RECTIFICATION
from cases.queries.clues import has_tie
from cases.queries.identities import identities_of
from cases.workflow import TASK
from kernel.access import permit
from kernel.actor import Actor
from kernel.days import local_day
from kernel.errors import FieldError, GuardUnmet, TransitionNotAllowed
from kernel.events import record
from kernel.verb_texts import let_out_input
from kernel.verbs import Nothing, given

# The seven fields of a plan, and who accepts the work.
PLAN = (
    "goal", "measures", "deadline", "lead_agency", "responsible_agencies", "responsible_leader", "responsible_person",
    "acceptance_agency",
)  # fmt: skip


@dataclass(frozen=True)
class TaskPlan:
    """The plan of a task as far as it is known."""

    title: str = given(gettext_lazy("任务名称"), most=200)
    kind: str = given(gettext_lazy("任务类型"), default=TaskKind.INDIVIDUAL, choices=TaskKind)
    problem: str = given(gettext_lazy("存在问题"), default="", long=True)
    goal: str = given(gettext_lazy("整改目标"), default="", long=True)
    measures: tuple[str, ...] = given(gettext_lazy("整改措施"), default=())
    deadline: date | None = given(gettext_lazy("整改时限"), default=None)  # noqa: RUF009 -- it makes the field itself
    lead_agency: Agency | None = given(gettext_lazy("牵头单位"), default=None)  # noqa: RUF009 -- it makes the field itself
    responsible_agencies: tuple[Agency, ...] = given(gettext_lazy("责任单位"), default=())
    county_leader: str = given(gettext_lazy("包案县级领导"), default="", most=64)
    department_leader: str = given(gettext_lazy("部门领导"), default="", most=64)
    responsible_leader: str = given(gettext_lazy("责任领导"), default="", most=64)
    responsible_person: str = given(gettext_lazy("责任人"), default="", most=64)
    acceptance_agency: Agency | None = given(gettext_lazy("验收单位"), default=None)  # noqa: RUF009 -- it makes the field itself


@dataclass(frozen=True, kw_only=True)
class DraftTask(TaskPlan):
    """What is written down about a new task; a plan may be completed until it is approved."""

    origin: str = given(gettext_lazy("任务来源"), choices=TaskOrigin)
    starts_on: date | None = given(gettext_lazy("起始日期"), default=None)  # noqa: RUF009 -- it makes the field itself
    inspection: Inspection | None = given(gettext_lazy("所属督察"), default=None)  # noqa: RUF009 -- it makes the field itself
    number: str = given(gettext_lazy("任务编号"), default="", most=64)


def draft_task(
    plan: DraftTask, *, by: Actor, at: datetime, clue: Clue | None = None, source: Source | None = None
) -> Task:
    """Take a task into the book as a draft, which the agencies it names read; nobody has to do anything yet.

    Refuses (403) whoever has a tie to the clue that it comes from, at whatever door.
    """
    permit(clue is None or not has_tie(by, clue))
    plan, by = let_out_input(plan, by=by, identities=lambda: identities_of(by, clue))
    task = Task(
        number=plan.number or _next_number(at),
        starts_on=plan.starts_on or local_day(at),
        clue=clue,
        source_system=source.system if source else "",
        source_external_id=source.external_id if source else "",
        created_at=at,
        updated_at=at,
    )
    TASK.begin(task, TaskStatus.DRAFT)
    _refuse_known(plan, source, by=by)
    _take_over(task, plan)
    answering = [Responsibility(task=task, agency=agency) for agency in dict.fromkeys(plan.responsible_agencies)]
    facts = {"to_status": task.status, "clue": str(clue.pk) if clue else None}
    record(task, "task.drafted", by=by, at=at, data=facts, rows=[task, *answering, standing_row(task, at=at)])
    return task


def _next_number(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_task_serial')")
        return f"ZG{local_day(at):%Y%m%d}{cursor.fetchone()[0]:05d}"


def _refuse_known(plan: DraftTask, source: Source | None, *, by: Actor) -> None:
    """Refuse a number that is not the caller's to give or is taken, and a task that another system already gave us."""
    if plan.number and not (by.agency_id is None or is_command_office(by)):
        raise GuardUnmet(errors=[FieldError("/number", "not_yours", _("任务编号由攻坚办编排，请留空"))])
    if plan.number and Task.objects.filter(number=plan.number).exists():
        raise GuardUnmet(errors=[FieldError("/number", "number_taken", _("任务编号已被使用"))])
    refuse_known_task_source(source, by=by)


def _take_over(task: Task, plan: DraftTask) -> None:
    """The plan's fields as the task's own, or everything that contradicts itself."""
    task.title, task.origin, task.kind, task.problem = plan.title, plan.origin, plan.kind, plan.problem
    task.goal, task.measures, task.deadline = plan.goal, list(plan.measures), plan.deadline
    task.lead_agency, task.acceptance_agency = plan.lead_agency, plan.acceptance_agency
    task.county_leader, task.department_leader = plan.county_leader, plan.department_leader
    task.responsible_leader, task.responsible_person = plan.responsible_leader, plan.responsible_person
    task.inspection = plan.inspection
    errors = [*_bad_deadline(task), *_own_judge(plan), *_concerned(plan, task.clue)]
    if errors:
        raise GuardUnmet(errors=errors)


def _bad_deadline(task: Task) -> list[FieldError]:
    if task.deadline is None or task.deadline >= task.starts_on:
        return []
    return [FieldError("/deadline", "before_start", _("整改时限不能早于起始日期"))]


def _own_judge(plan: DraftTask) -> list[FieldError]:
    """Whoever has to put it right does not accept it."""
    if plan.acceptance_agency is None or plan.acceptance_agency not in (plan.lead_agency, *plan.responsible_agencies):
        return []
    return [FieldError("/acceptance_agency", "same_agency", _("验收单位不能是牵头单位或责任单位"))]


def _concerned(plan: DraftTask, clue: Clue | None) -> list[FieldError]:
    """Whoever the clue is about neither leads, nor answers, nor accepts."""
    below = agencies_below(clue.concerns_agency_id) if clue and clue.concerns_agency_id else set()
    named: dict[str, Sequence[Agency | None]] = {
        "/lead_agency": (plan.lead_agency,),
        "/responsible_agencies": plan.responsible_agencies,
        "/acceptance_agency": (plan.acceptance_agency,),
    }
    text = _("不得交给被反映单位或其下属单位")
    return [
        FieldError(pointer, "concerned_agency", text)
        for pointer, agencies in named.items()
        if any(agency and agency.pk in below for agency in agencies)
    ]


def revise_task(task: Task, plan: DraftTask, *, by: Actor, at: datetime) -> Task:
    """Complete or mend a plan that nobody has approved yet."""
    if task.status != TaskStatus.DRAFT:
        raise TransitionNotAllowed(status=task.status, allowed=TASK.open_to(task))
    plan, by = let_out_input(plan, by=by, identities=lambda: identities_of(by, task.clue))
    task.starts_on = plan.starts_on or task.starts_on
    _take_over(task, plan)
    task.version += 1
    task.updated_at = at
    task.save()
    Responsibility.objects.filter(task=task).exclude(agency__in=plan.responsible_agencies).delete()
    answering = [Responsibility(task=task, agency=agency) for agency in plan.responsible_agencies]
    Responsibility.objects.bulk_create(answering, ignore_conflicts=True)
    record(task, "task.plan_revised", by=by, at=at)
    return task


def approve_task(task: Task, _given: Nothing, *, by: Actor, at: datetime) -> Task:
    """批准方案: the plan is complete, and from now on the task counts."""
    move = TASK.advance(task, "approve")
    missing = [name for name in PLAN if not _planned(task, name)]
    if missing:
        text = _("批准前须填齐整改方案的七项内容和验收单位")
        raise GuardUnmet(errors=[FieldError(f"/{name}", "required", text) for name in missing])
    keep_task(task, at=at)
    stand(task, at=at)
    record(task, move, by=by, at=at)
    return task


def _planned(task: Task, name: str) -> object:
    return task.responsibilities.exists() if name == "responsible_agencies" else getattr(task, name)


def issue_task(task: Task, _given: Nothing, *, by: Actor, at: datetime) -> Task:
    """下达: the lead agency has it, and the clock of the deadline runs."""
    move = TASK.advance(task, "issue")
    task.issued_at = at
    keep_task(task, "issued_at", at=at)
    stand(task, at=at)
    run_deadline(task, at=at)
    facts = {"lead_agency": task.lead_agency_id, "deadline": str(task.deadline)}
    record(task, move, by=by, at=at, data=facts)
    return task


def run_deadline(task: Task, *, at: datetime) -> None:
    """Let the clock of the deadline run from now on, instead of the one that ran before."""
    end_clock(task, Clock.Kind.RECTIFICATION, at=at, cancelled=True)
    if task.due_at is not None:
        set_clock_row(task, Clock.Kind.RECTIFICATION, RECTIFICATION, since=at, due_at=task.due_at).save(
            force_insert=True
        )


def start_task(task: Task, _given: Nothing, *, by: Actor, at: datetime) -> Task:
    """启动整改: the work begins."""
    move = TASK.advance(task, "start")
    keep_task(task, at=at)
    stand(task, at=at)
    record(task, move, by=by, at=at)
    return task


def urge_task(task: Task, words: Words, *, by: Actor, at: datetime) -> Task:
    """催办: ask the unit to hurry; no deadline moves."""
    return _said(task, "urge", words, by=by, at=at)


def comment_task(task: Task, words: Words, *, by: Actor, at: datetime) -> Task:
    """Say something about the task."""
    return _said(task, "comment", words, by=by, at=at)


def _said(task: Task, verb: str, words: Words, *, by: Actor, at: datetime) -> Task:
    move = TASK.advance(task, verb)
    keep_task(task, at=at)
    record(task, move, by=by, at=at, remarks={"text": words.text})
    return task


def cancel_task(task: Task, why: Reason, *, by: Actor, at: datetime) -> Task:
    """取消: it counts nowhere from now on; nothing is deleted."""
    move = TASK.advance(task, "cancel")
    task.asked_deadline = None
    keep_task(task, "asked_deadline", at=at)
    stand(task, at=at)
    end_clock(task, Clock.Kind.RECTIFICATION, at=at, cancelled=True)
    record(task, move, by=by, at=at, remarks={"reason": why.reason})
    return task
