"""A later deadline of a task: asked for by the lead, decided by the director."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.clues import Reason
from cases.actions.standings import keep_task, stand
from cases.actions.tasks import run_deadline
from cases.models import Task
from cases.workflow import TASK
from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.verbs import Nothing, given


@dataclass(frozen=True)
class AskDeadline:
    """申请调整时限: until when, and why."""

    deadline: date = given(gettext_lazy("申请调整至"))  # noqa: RUF009 -- it makes the field itself
    reason: str = given(gettext_lazy("理由"), long=True, most=2000)


def request_extension_task(task: Task, asked: AskDeadline, *, by: Actor, at: datetime) -> Task:
    """Ask for another deadline; nothing moves yet."""
    move = TASK.advance(task, "request_extension")
    if task.asked_deadline is not None:
        raise GuardUnmet(errors=[FieldError("", "extension_pending", _("已有调整时限的申请待审批"))])
    if task.deadline and asked.deadline <= task.deadline:
        raise GuardUnmet(errors=[FieldError("/deadline", "not_later", _("须晚于现在的整改时限"))])
    task.asked_deadline = asked.deadline
    keep_task(task, "asked_deadline", at=at)
    facts = {"from": str(task.deadline), "to": str(asked.deadline)}
    record(task, move, by=by, at=at, data=facts, remarks={"reason": asked.reason})
    return task


def approve_extension_task(task: Task, _given: Nothing, *, by: Actor, at: datetime) -> Task:
    """Grant what was asked; the clock runs to the new day."""
    move = TASK.advance(task, "approve_extension")
    before, task.deadline = task.deadline, _asked(task)
    task.asked_deadline = None
    keep_task(task, "deadline", "asked_deadline", at=at)
    stand(task, at=at)
    if task.issued_at is not None:
        run_deadline(task, at=at)
    record(task, move, by=by, at=at, data={"from": str(before), "to": str(task.deadline)})
    return task


def refuse_extension_task(task: Task, why: Reason, *, by: Actor, at: datetime) -> Task:
    """Decline what was asked; nothing moves."""
    move = TASK.advance(task, "refuse_extension")
    asked = _asked(task)
    task.asked_deadline = None
    keep_task(task, "asked_deadline", at=at)
    record(task, move, by=by, at=at, data={"to": str(asked)}, remarks={"reason": why.reason})
    return task


def _asked(task: Task) -> date:
    if task.asked_deadline is None:
        raise GuardUnmet(errors=[FieldError("", "nothing_asked", _("没有待审批的调整申请"))])
    return task.asked_deadline
