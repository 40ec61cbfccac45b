"""公示异议: whoever objects to what is made public stops its days, until somebody has answered."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.queries.directory import working_calendar
from cases.actions.rebounds import begin_again
from cases.actions.standings import keep_task
from cases.deadlines import Calendar, working_days_after
from cases.models import Objection, ObjectionResult, Task, TaskStatus
from cases.periods import Day
from cases.workflow import TASK
from kernel.actor import Actor
from kernel.days import local_day
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.verbs import given
from kernel.workflow import Move

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class RegisterObjection:
    """登记异议: when it came and what it says; never who said it."""

    raised_on: Day = given(gettext_lazy("收到异议日期"))  # noqa: RUF009 -- it makes the field itself
    text: str = given(gettext_lazy("异议内容（不写提出人）"), long=True, most=2000)


@dataclass(frozen=True)
class AnswerObjection:
    """答复异议: which one, whether it stands, and the answer."""

    objection: Objection = given(gettext_lazy("异议"))  # noqa: RUF009 -- it makes the field itself
    result: str = given(gettext_lazy("核查结果"), choices=ObjectionResult)
    answer: str = given(gettext_lazy("答复"), long=True, most=2000)


def register_objection_task(task: Task, said: RegisterObjection, *, by: Actor, at: datetime) -> Task:
    """Write an objection down: the days of the public notice stand still."""
    move = TASK.advance(task, "register_objection")
    today = local_day(at)
    shown = local_day(task.disclosed_at) if task.disclosed_at else today
    faults = {
        ("/raised_on", "in_the_future", _("日期不能晚于今天")): said.raised_on > today,
        ("/raised_on", "before_disclosure", _("不能早于公示日期")): said.raised_on < shown,
    }
    errors = [FieldError(*fault) for fault, stands in faults.items() if stands]
    if errors:
        raise GuardUnmet(errors=errors)
    if task.notice_left is None:
        task.notice_left = _working_days(said.raised_on, task.notice_until or today, working_calendar())
    keep_task(task, "notice_left", at=at)
    row = Objection(task=task, raised_on=said.raised_on, text=said.text, recorded_at=at)
    facts = {"objection": str(row.pk), "date": str(said.raised_on)}
    record(task, move, by=by, at=at, data=facts, remarks={"text": said.text}, rows=[row])
    return task


def answer_objection_task(task: Task, said: AnswerObjection, *, by: Actor, at: datetime) -> Task:
    """Answer it: one that stands begins the task again; after the last one the days that were left run on."""
    upheld = said.result == ObjectionResult.UPHELD
    move = TASK.advance(task, "answer_objection", to=TaskStatus.REOPENED if upheld else task.status)
    row = Objection.objects.select_for_update().filter(task=task, pk=said.objection.pk, answered_at=None).first()
    if row is None:
        raise GuardUnmet(errors=[FieldError("/objection", "nothing_to_answer", _("没有这件待答复的异议"))])
    row.result, row.answer, row.answered_at = said.result, said.answer, at
    row.save(update_fields=["result", "answer", "answered_at"])
    if upheld:
        begin_again(task, at=at)
    else:
        _run_on(task, at=at)
    told = move if upheld else Move(move.event, move.from_status, "")
    facts = {"objection": str(row.pk), "result": said.result, "until": str(task.notice_until or "")}
    record(task, told, by=by, at=at, data=facts, remarks={"answer": said.answer})
    return task


def _run_on(task: Task, *, at: datetime) -> None:
    """The days that were left run from today, unless another objection still waits."""
    if not task.objections.filter(answered_at=None).exists():
        left, task.notice_left = task.notice_left or 0, None
        if left:
            task.notice_until = working_days_after(local_day(at), left, working_calendar())
    keep_task(task, "notice_left", "notice_until", at=at)


def _working_days(after: date, until: date, calendar: Calendar) -> int:
    """How many working days lie after one day up to another."""
    days = (until - after).days
    return sum(calendar.is_working(after + number * ONE_DAY) for number in range(1, days + 1))
