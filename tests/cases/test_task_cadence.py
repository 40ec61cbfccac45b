"""Progress is reported by the week or by the month, and a report that did not come is a fact."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from cases.actions.missed_reports import sweep_missed_reports
from cases.actions.notices import tell_posts
from cases.actions.progress import AcceptProgress, ReportProgress
from cases.models import MissedReport, Notice, ProgressReport, Task
from cases.periods import month_of, period_named, periods_within, week_of
from kernel.errors import GuardUnmet
from kernel.models import Event
from kernel.turns import calendar, turns_since
from tests.cases.tasks import BODIES, do, prepare, task_in
from tests.cast import City
from tests.conftest import ApiOf

# Monday the 2nd of November 2026, eight in the morning here.
MONDAY = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
DAY = timedelta(days=1)


def sweep(at: datetime) -> int:
    """One turn of the schedule."""
    with transaction.atomic():
        return sweep_missed_reports(at=at)


def missed() -> list[str]:
    """The periods that were missed, the oldest first."""
    return list(MissedReport.objects.order_by("ends_on").values_list("period", flat=True))


def report(city: City, task: Task, at: datetime, period: str = "") -> Task:
    """The lead tells of a period."""
    told = ReportProgress("铺设管网", 30, period, site_checked=True, checked_on=at.date())
    return do(city, task, "report_progress", told, by="handler", at=at)


def test_a_week_without_a_report_is_missed_once_after_sunday_midnight(city: City) -> None:
    task_in(city, "in_progress", at=MONDAY)
    sunday_midnight = MONDAY + WEEK - timedelta(hours=8)

    before, after, again = sweep(sunday_midnight - timedelta(seconds=1)), sweep(sunday_midnight), sweep(MONDAY + WEEK)

    assert (before, after, again) == (0, 1, 0)
    row = MissedReport.objects.get()
    assert (row.period, row.starts_on, row.ends_on) == ("2026-W45", date(2026, 11, 2), date(2026, 11, 8))
    assert Event.objects.filter(type="task.report_missed").count() == 1


def test_whoever_starts_late_finds_every_week_that_was_missed_meanwhile(city: City) -> None:
    task = task_in(city, "in_progress", at=MONDAY)
    report(city, task, MONDAY + WEEK + DAY)

    assert sweep(MONDAY + 4 * WEEK) == 3
    assert missed() == ["2026-W45", "2026-W47", "2026-W48"]


def test_a_report_that_came_late_does_not_undo_what_was_missed(city: City) -> None:
    task = task_in(city, "in_progress", at=MONDAY)
    sweep(MONDAY + WEEK)

    report(city, task, MONDAY + WEEK, period="2026-W45")

    assert ProgressReport.objects.get().is_late
    assert missed() == ["2026-W45"]


def test_a_week_in_which_work_only_began_or_ended_asks_for_no_report(city: City) -> None:
    task = task_in(city, "in_progress", at=MONDAY + DAY)
    prepare(task, "accept_progress", at=MONDAY + DAY)
    task.reports.update(period="2026-W01")
    do(city, task, "accept_progress", AcceptProgress(40), at=MONDAY + WEEK + DAY)
    do(city, task, "request_acceptance", at=MONDAY + 2 * WEEK + DAY)

    sweep(MONDAY + 4 * WEEK)

    assert missed() == ["2026-W46"]


def test_a_common_task_is_told_of_by_the_month(city: City) -> None:
    task = task_in(city, "in_progress", at=MONDAY - 2 * DAY, kind="common")
    told = ReportProgress("排查完毕", 30)

    sweep(datetime(2026, 12, 1, 0, tzinfo=UTC))
    do(city, task, "report_progress", told, by="handler", at=datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC))
    sweep(datetime(2027, 1, 1, tzinfo=UTC))

    assert missed() == ["2026-11"]
    assert ProgressReport.objects.get().period == "2026-12"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (ReportProgress("x", 1), "site_check_missing"),
        (ReportProgress("x", 1, site_checked=True), "required"),
        (ReportProgress("x", 1, "2026-11", site_checked=True, checked_on=MONDAY.date()), "wrong_cadence"),
        (ReportProgress("x", 1, "2026-W46", site_checked=True, checked_on=MONDAY.date()), "in_the_future"),
        (ReportProgress("x", 1, "2026-W99", site_checked=True, checked_on=MONDAY.date()), "unknown_period"),
        (ReportProgress("x", 1, site_checked=True, checked_on=date(2026, 11, 3)), "in_the_future"),
    ],
)
def test_a_report_that_cannot_be_true_is_refused_with_its_code(city: City, told: ReportProgress, code: str) -> None:
    task = task_in(city, "in_progress", at=MONDAY)

    with pytest.raises(GuardUnmet) as refused:
        do(city, task, "report_progress", told, by="handler", at=MONDAY)

    assert code in {error.code for error in refused.value.errors}
    assert ProgressReport.objects.count() == 0


def test_what_is_accepted_stands_with_the_report_it_answers(city: City, api: ApiOf) -> None:
    task = task_in(city, "in_progress", at=MONDAY)
    report(city, task, MONDAY + DAY)

    do(city, task, "accept_progress", AcceptProgress(25), by="rectifier", at=MONDAY + 2 * DAY)

    line = api("handler").get(f"/api/v1/tasks/{task.pk}/progress").json()["results"][0]
    assert (line["claimed_percent"], line["accepted_percent"], line["late"]) == (30, 25, False)


def test_the_lead_and_the_office_hear_of_a_missed_report(city: City) -> None:
    task_in(city, "in_progress", at=MONDAY)
    sweep(MONDAY + WEEK)

    tell_posts(Event.objects.get(type="task.report_missed"), at=MONDAY + WEEK)

    posts = Notice.objects.filter(kind="task.report_missed").values_list("post", flat=True)
    assert set(posts) == {"321181-hb:unithead", "321100-hq:rectification"}


def test_the_schedule_looks_for_missing_reports_just_after_midnight() -> None:
    line = calendar()["cases.sweep_missed_reports"]

    assert turns_since(line, None, MONDAY) == [MONDAY - timedelta(hours=7, minutes=55)]


def test_periods_are_weeks_from_monday_and_calendar_months() -> None:
    assert [one.name for one in periods_within(date(2026, 12, 22), date(2027, 1, 17), weekly=True)] == [
        "2026-W53", "2027-W01", "2027-W02",
    ]  # fmt: skip
    assert (month_of(date(2026, 2, 3)).ends_on, month_of(date(2026, 12, 31)).ends_on) == (
        date(2026, 2, 28),
        date(2026, 12, 31),
    )
    assert period_named("2027-W01") == week_of(date(2027, 1, 6))
    assert period_named("2026-11") == month_of(date(2026, 11, 30))


def test_to_another_agency_the_progress_of_a_task_is_not_there(city: City, api: ApiOf) -> None:
    task = task_in(city, "in_progress")

    refused = api("colleague").post(f"/api/v1/tasks/{task.pk}/progress", BODIES["report_progress"])

    assert refused.status_code == 404
