"""What a clue leaves to be put right: a task is ordered, and the clue closed for the time being."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.clocks import end_clock
from cases.actions.clues import ALL_CLOCKS, keep
from cases.actions.tasks import DraftTask, TaskPlan, draft_task
from cases.models import COMPLETED, Clue, Task, TaskOrigin, TaskStatus, Verdict
from cases.workflow import CLUE
from kernel.actor import Actor
from kernel.days import local_day
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.verbs import given


@dataclass(frozen=True)
class OrderTask(TaskPlan):
    """下达整改任务: the plan so far; who handles the clue leads where nobody else is named."""


@dataclass(frozen=True)
class CloseInterim:
    """阶段性办结: why it cannot be finished now, and when it will be."""

    reason: str = given(gettext_lazy("理由"), long=True, most=2000)
    planned_finish: date = given(gettext_lazy("计划完成日期"))  # noqa: RUF009 -- it makes the field itself
    despite_verdict: str = given(gettext_lazy("核查结论为不属实仍须整改的理由"), default="", long=True, most=2000)


def order_task_clue(clue: Clue, plan: OrderTask, *, by: Actor, at: datetime) -> Task:
    """Order that it be put right: a draft, whose plan is completed and approved as any other's."""
    move = CLUE.advance(clue, "order_task")
    fields = {name: getattr(plan, name) for name in plan.__dataclass_fields__}
    lead = plan.lead_agency or clue.lead_agency
    answering = plan.responsible_agencies or ((lead,) if lead else ())
    wanted = {**fields, "origin": TaskOrigin.COMPLAINT, "lead_agency": lead, "responsible_agencies": answering}
    task = draft_task(DraftTask(**wanted), by=by, at=at, clue=clue)
    keep(clue, at=at)
    record(clue, move, by=by, at=at, data={"task": str(task.pk), "number": task.number})
    return task


def close_interim_clue(clue: Clue, why: CloseInterim, *, by: Actor, at: datetime) -> Clue:
    """阶段性办结: what was found stands, what must be put right is a task with a day."""
    move = CLUE.advance(clue, "close_interim")
    _guard_interim(clue, why, at=at)
    clue.interim_closed_at, clue.planned_finish = at, why.planned_finish
    clue.extension_asked_days = None
    keep(clue, "interim_closed_at", "planned_finish", "extension_asked_days", at=at)
    end_clock(clue, *ALL_CLOCKS, at=at)
    facts = {"verdict": clue.verdict, "cycle": clue.cycle, "planned_finish": str(why.planned_finish)}
    words = {"reason": why.reason, "despite_verdict": why.despite_verdict}
    record(clue, move, by=by, at=at, data=facts, remarks=words)
    return clue


def _guard_interim(clue: Clue, why: CloseInterim, *, at: datetime) -> None:
    """A task, a day to come, and for what was found untrue a reason of its own: all that is missing."""
    errors = []
    if not Task.objects.filter(clue=clue).exclude(status=TaskStatus.CANCELLED).exists():
        errors.append(FieldError("/task", "task_missing", _("阶段性办结前须先下达整改任务")))
    if why.planned_finish < local_day(at):
        errors.append(FieldError("/planned_finish", "before_start", _("计划完成日期不能早于今天")))
    if clue.verdict == Verdict.UNSUBSTANTIATED and not why.despite_verdict.strip():
        text = _("核查结论为不属实，须说明仍须整改的理由")
        errors.append(FieldError("/despite_verdict", "verdict_unsubstantiated", text))
    if errors:
        raise GuardUnmet(errors=errors)


def unaccepted_tasks(clue: Clue) -> list[FieldError]:
    """What still stands against closing a clue that was closed for the time being."""
    states = set(Task.objects.filter(clue=clue).values_list("status", flat=True))
    if not states or (states & set(COMPLETED) and states <= {*COMPLETED, TaskStatus.CANCELLED}):
        return []
    return [FieldError("/task", "task_not_accepted", _("整改任务尚未验收通过，不能转办结"))]
