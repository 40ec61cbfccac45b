"""What comes back: a rectification that was none, one that did not last, and looks back."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.clues import Reason
from cases.actions.standings import keep_task, stand
from cases.actions.tasks import run_deadline
from cases.models import Acceptance, Failure, LookBack, LookBackResult, ObjectionResult, Task, TaskStatus
from cases.periods import Day
from cases.workflow import TASK
from kernel.actor import Actor
from kernel.days import local_day
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.verbs import given
from kernel.workflow import Move

ENDS = (
    "cycle", "failure", "verified_at", "disclosed_at", "written_off_at", "write_off_asked_by",
    "write_off_asked_agency", "monitored_until", "accepted_percent", "notice_until", "notice_left",
)  # fmt: skip


@dataclass(frozen=True)
class MarkFake:
    """认定虚假整改: of which sort, and why."""

    failure: str = given(gettext_lazy("情形"), choices=Failure)
    reason: str = given(gettext_lazy("认定理由"), long=True, most=2000)


@dataclass(frozen=True)
class Look:
    """回头看: when, and what was found."""

    date: Day = given(gettext_lazy("回头看日期"))  # noqa: RUF009 -- it makes the field itself
    result: str = given(gettext_lazy("结果"), choices=LookBackResult)
    findings: str = given(gettext_lazy("检查情况"), default="", long=True)


def mark_fake_task(task: Task, found: MarkFake, *, by: Actor, at: datetime) -> Task:
    """It was only said to be done: it begins again, and a referral is proposed."""
    move = TASK.advance(task, "mark_fake")
    task.failure = found.failure
    facts = {"failure": found.failure, "cycle": task.cycle}
    begin_again(task, at=at)
    record(task, move, by=by, at=at, data=facts, remarks={"reason": found.reason})
    record(task, "task.referral_proposed", by=by, at=at, data=facts)
    return task


def reopen_task(task: Task, why: Reason, *, by: Actor, at: datetime) -> Task:
    """重启整改: it has to be put right once more; the old completion stays in figures of that time."""
    move = TASK.advance(task, "reopen")
    begin_again(task, at=at)
    record(task, move, by=by, at=at, data={"cycle": task.cycle}, remarks={"reason": why.reason})
    return task


def look_back_task(task: Task, found: Look, *, by: Actor, at: datetime) -> Task:
    """回头看: a rebound begins the task again."""
    rebound = found.result == LookBackResult.REBOUND
    move = TASK.advance(task, "look_back", to=TaskStatus.REOPENED if rebound else task.status)
    if found.date > local_day(at):
        raise GuardUnmet(errors=[FieldError("/date", "in_the_future", _("回头看日期不能晚于今天"))])
    row = LookBack(
        task=task,
        looked_on=found.date,
        result=found.result,
        findings=found.findings,
        agency_id=by.agency_id,
        recorded_at=at,
    )
    if rebound:
        begin_again(task, at=at)
    else:
        keep_task(task, at=at)
    told = move if rebound else Move(move.event, move.from_status, "")
    facts = {"result": found.result, "date": str(found.date), "look_back": str(row.pk)}
    record(task, told, by=by, at=at, data=facts, remarks={"findings": found.findings}, rows=[row])
    return task


def begin_again(task: Task, *, at: datetime) -> None:
    """A new cycle, with nothing accepted yet and the deadline's clock running."""
    task.cycle += 1
    task.verified_at = task.disclosed_at = task.written_off_at = task.monitored_until = None
    task.notice_until = task.notice_left = None
    task.write_off_asked_by = task.write_off_asked_agency = None
    task.accepted_percent = 0
    Acceptance.objects.filter(task=task, decision="").update(decision=Acceptance.Decision.RETURNED, decided_at=at)
    said = {"result": ObjectionResult.UPHELD, "answer": _("任务重新整改，一并核查"), "answered_at": at}
    task.objections.filter(answered_at=None).update(**said)
    keep_task(task, *ENDS, at=at)
    stand(task, at=at)
    run_deadline(task, at=at)
