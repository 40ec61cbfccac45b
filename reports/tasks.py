"""What Celery does for reports: every few seconds, and when a period may have ended."""

from datetime import date, datetime, time
from time import monotonic

from celery import shared_task
from django.utils import timezone

from kernel.turns import often
from reports.actions.reports import take_due_dailies, take_due_reports, take_unless_taken
from reports.actions.rollups import IN_PASSING, follow_log, untold
from reports.models import ReportKind

# It gives way to others after so many seconds, however much there is to take in.
LONGEST_TURN = 0.5
FEW = 1_000
# Far behind, it takes more at once: many events of the same days cost little more than few.
MANY = 5_000
# What ended with the day may still be written down in the minute after.
JUST_AFTER_MIDNIGHT = time(0, 1)


@shared_task(name="reports.follow_log")
def follow_the_log() -> None:
    """Take into the roll-ups what was told since the last time."""
    now, end = timezone.now(), monotonic() + LONGEST_TURN
    limit = MANY if untold() > IN_PASSING else FEW
    while follow_log(at=now, limit=limit) and monotonic() < end:
        pass


@often("reports.take_weekly_reports", alone_as="reports")
def take_weekly_reports(day: str = "") -> None:
    """The week that holds a day, or the weeks that have ended and were not reported."""
    _take(ReportKind.WEEKLY, day)


@often("reports.take_monthly_reports", alone_as="reports")
def take_monthly_reports(day: str = "") -> None:
    """The month that holds a day, or the months that have ended and were not reported."""
    _take(ReportKind.MONTHLY, day)


@often("reports.take_mechanism_reports", alone_as="reports")
def take_mechanism_reports(day: str = "") -> None:
    """The same of the joint mechanism."""
    _take(ReportKind.MECHANISM, day)


@often("reports.take_daily_reports", alone_as="reports")
def take_daily_reports() -> None:
    """The day of each inspection in place that has ended at its hour and was not reported."""
    now = timezone.now()
    if _caught_up(now):
        take_due_dailies(at=now)


def _take(kind: str, day: str) -> None:
    now = timezone.now()
    if day:
        take_unless_taken(kind, date.fromisoformat(day), at=now)
    elif _caught_up(now):
        take_due_reports(kind, at=now)


def _caught_up(now: datetime) -> bool:
    """Say whether the roll-ups know what came in by the end of the period."""
    return timezone.localtime(now).time() >= JUST_AFTER_MIDNIGHT and untold() <= IN_PASSING
