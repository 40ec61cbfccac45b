"""Progress: reported for a period by whoever has to put it right, accepted by whoever may say so."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.clocks import office_zone
from cases.actions.standings import keep_task, stand
from cases.models import ProgressReport, Standing, Task, TaskKind, TaskStatus
from cases.periods import Period, period_named, period_of
from cases.workflow import TASK
from kernel.actor import Actor
from kernel.days import local_day
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.verbs import given


@dataclass(frozen=True)
class ReportProgress:
    """填报进度: what was done in a week (individual tasks, with a check on site) or a month (common ones)."""

    text: str = given(gettext_lazy("进展情况"), long=True)
    claimed_percent: int = given(gettext_lazy("自报完成比例（%）"), least=0, most=100)
    period: str = given(gettext_lazy("所属周期（如 2021-W48、2021-11；默认本期）"), default="", most=10)
    site_checked: bool = given(gettext_lazy("已现场检查"), default=False)
    checked_on: date | None = given(gettext_lazy("现场检查日期"), default=None)  # noqa: RUF009 -- it makes the field itself
    difficulty: str = given(gettext_lazy("存在困难"), default="", long=True)
    next_step: str = given(gettext_lazy("下步打算"), default="", long=True)


@dataclass(frozen=True)
class AcceptProgress:
    """认定进度: how much of the whole is really done; only this counts."""

    percent: int = given(gettext_lazy("认定完成比例（%）"), least=0, most=100)


def report_progress_task(task: Task, told: ReportProgress, *, by: Actor, at: datetime) -> Task:
    """Say how far it is; a late report is kept as late, and what was missed stays missed."""
    move = TASK.advance(task, "report_progress")
    today = local_day(at)
    period = _period(task, told, today)
    _guard_report(task, told, today)
    report = ProgressReport(
        task=task,
        period=period.name,
        text=told.text,
        difficulty=told.difficulty,
        next_step=told.next_step,
        site_checked=told.site_checked,
        checked_on=told.checked_on,
        claimed_percent=told.claimed_percent,
        is_late=at >= period.ends_at(office_zone()),
        agency_id=by.agency_id,
        person_id=by.person.pk if by.person else None,
        submitted_at=at,
    )
    keep_task(task, at=at)
    facts = {"period": period.name, "percent": told.claimed_percent, "site_checked": told.site_checked}
    record(task, move, by=by, at=at, data={**facts, "late": report.is_late}, rows=[report])
    return task


def _period(task: Task, told: ReportProgress, today: date) -> Period:
    """The period that is told about: by its name, or the present one; never one to come."""
    weekly = task.kind == TaskKind.INDIVIDUAL
    try:
        period = period_named(told.period) if told.period else period_of(today, weekly=weekly)
    except ValueError:
        raise GuardUnmet(errors=[FieldError("/period", "unknown_period", _("没有这个周期"))]) from None
    if ("W" in period.name) != weekly:
        text = _("个性任务按周填报，如 2021-W48；共性任务按月填报，如 2021-11")
        raise GuardUnmet(errors=[FieldError("/period", "wrong_cadence", text)])
    if period.starts_on > today:
        raise GuardUnmet(errors=[FieldError("/period", "in_the_future", _("不能填报尚未开始的周期"))])
    return period


def _guard_report(task: Task, told: ReportProgress, today: date) -> None:
    errors = []
    if told.site_checked != (told.checked_on is not None):
        errors.append(FieldError("/checked_on", "required", _("现场检查须与检查日期同时填写")))
    if told.checked_on and told.checked_on > today:
        errors.append(FieldError("/checked_on", "in_the_future", _("检查日期不能晚于今天")))
    if task.kind == TaskKind.INDIVIDUAL and not told.site_checked:
        errors.append(FieldError("/site_checked", "site_check_missing", _("个性任务每周须现场检查后填报")))
    if errors:
        raise GuardUnmet(errors=errors)


def accept_progress_task(task: Task, accepted: AcceptProgress, *, by: Actor, at: datetime) -> Task:
    """Say how much is really done, of what the newest report claims; it carries it, and the pace follows."""
    move = TASK.advance(task, "accept_progress")
    newest = _newest_of_cycle(task)
    _refuse_unreported(newest, accepted.percent)
    task.accepted_percent = accepted.percent
    keep_task(task, "accepted_percent", at=at)
    stand(task, at=at)
    if newest and newest.accepted_at is None:
        newest.accepted_percent, newest.accepted_at = accepted.percent, at
        newest.save(update_fields=["accepted_percent", "accepted_at"])
    record(task, move, by=by, at=at, data={"percent": accepted.percent})
    return task


def _newest_of_cycle(task: Task) -> ProgressReport | None:
    """The newest report since the task began, or began again."""
    reports = ProgressReport.objects.filter(task=task)
    begun = Standing.objects.filter(task=task, state=TaskStatus.REOPENED).order_by("-since").first()
    return reports.filter(submitted_at__gte=begun.since).first() if begun else reports.first()


def _refuse_unreported(newest: ProgressReport | None, percent: int) -> None:
    """Only what a report claims is accepted, and no more than that."""
    if newest is None:
        raise GuardUnmet(errors=[FieldError("/percent", "report_missing", _("还没有填报进度，不能认定"))])
    if percent > newest.claimed_percent:
        text = _("不能超过最近一次自报的%(percent)s%%") % {"percent": newest.claimed_percent}
        raise GuardUnmet(errors=[FieldError("/percent", "above_claim", text)])
