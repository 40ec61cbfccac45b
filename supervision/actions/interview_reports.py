"""The report that an interview asks of its units: told in the compartment once before its day and once after it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.periods import Day
from kernel.actor import SYSTEM, Actor
from kernel.days import local_day
from kernel.errors import FieldError, GuardUnmet
from kernel.verbs import given
from supervision.actions.compartment_log import record_apart
from supervision.models import Interview, InterviewStatus
from supervision.workflow import INTERVIEW

WARNED_BEFORE = timedelta(days=3)


@dataclass(frozen=True)
class RegisterReport:
    """登记整改报告: on which day the units' report came."""

    reported_on: Day = given(gettext_lazy("收到报告日期"))  # noqa: RUF009 -- it makes the field itself


def register_report_interview(interview: Interview, told: RegisterReport, *, by: Actor, at: datetime) -> Interview:
    """Write down that the report came."""
    move = INTERVIEW.advance(interview, "register_report")
    faults = {
        ("", "already_reported", _("已登记过整改报告")): interview.reported_on is not None,
        ("/reported_on", "in_the_future", _("日期不能晚于今天")): told.reported_on > _day_of(at),
        ("/reported_on", "before_interview", _("不能早于约谈日期")): told.reported_on < interview.on,
    }
    errors = [FieldError(*fault) for fault, stands in faults.items() if stands]
    if errors:
        raise GuardUnmet(errors=errors)
    interview.reported_on = told.reported_on
    interview.save(update_fields=["version", "reported_on"])
    in_time = interview.report_due is None or told.reported_on <= interview.report_due
    record_apart(interview, move, by=by, at=at, data={"reported_on": str(told.reported_on), "on_time": in_time})
    return interview


def remind_of_reports(*, at: datetime) -> int:
    """Tell the side that keeps each interview whose report is due within three days, or overdue; once each."""
    today, told = _day_of(at), 0
    waiting = Interview.objects.filter(
        status=InterviewStatus.HELD, reported_on__isnull=True, report_due__lte=today + WARNED_BEFORE
    )
    for interview in waiting.order_by("pk").select_for_update(of=("self",)).select_related("kept_by_agency"):
        level = "red" if interview.report_due is not None and interview.report_due < today else "yellow"
        if interview.report_warned not in {level, "red"}:
            _warn(interview, level, at=at)
            told += 1
    return told


def _warn(interview: Interview, level: str, *, at: datetime) -> None:
    interview.report_warned = level
    interview.save(update_fields=["report_warned"])
    record_apart(interview, "interview.report_warned", by=SYSTEM, at=at, data={"level": level})


def _day_of(at: datetime) -> date:
    return local_day(at)
