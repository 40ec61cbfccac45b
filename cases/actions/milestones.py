"""The planned curve: days by which so much of the work is to be accepted."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.standings import keep_task
from cases.models import Milestone, Task
from cases.workflow import TASK
from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.verbs import given


@dataclass(frozen=True)
class AddMilestone:
    """时间节点: what is to be done by a day, and how much of the whole it is."""

    name: str = given(gettext_lazy("节点内容"), most=200)
    due_on: date = given(gettext_lazy("完成日期"))  # noqa: RUF009 -- it makes the field itself
    weight: int = given(gettext_lazy("权重"), default=1, least=1, most=1000)


@dataclass(frozen=True)
class RemoveMilestone:
    """Which one."""

    milestone: Milestone = given(gettext_lazy("节点"))  # noqa: RUF009 -- it makes the field itself


def add_milestone_task(task: Task, planned: AddMilestone, *, by: Actor, at: datetime) -> Task:
    """Add a day to the curve, between the start and the deadline."""
    move = TASK.advance(task, "add_milestone")
    if planned.due_on < task.starts_on:
        raise GuardUnmet(errors=[FieldError("/due_on", "before_start", _("节点日期不能早于起始日期"))])
    if task.deadline and planned.due_on > task.deadline:
        raise GuardUnmet(errors=[FieldError("/due_on", "after_deadline", _("节点日期不能晚于整改时限"))])
    keep_task(task, at=at)
    added = Milestone(task=task, name=planned.name, due_on=planned.due_on, weight=planned.weight)
    facts = {"milestone": str(added.pk), "due_on": str(planned.due_on), "weight": planned.weight}
    record(task, move, by=by, at=at, data=facts, rows=[added])
    return task


def remove_milestone_task(task: Task, which: RemoveMilestone, *, by: Actor, at: datetime) -> Task:
    """Take a day off the curve."""
    move = TASK.advance(task, "remove_milestone")
    if which.milestone.task_id != task.pk:
        raise GuardUnmet(errors=[FieldError("/milestone", "of_another_task", _("节点不属于本任务"))])
    keep_task(task, at=at)
    facts = {"milestone": str(which.milestone.pk), "due_on": str(which.milestone.due_on)}
    which.milestone.delete()
    record(task, move, by=by, at=at, data=facts)
    return task
