"""Weekly and monthly reports: taken once for each period, frozen with their files, corrected by a further version."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from docx import Document
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from cases.models import Clue
from kernel.models import Event
from reports.actions.reports import TakeReport, take_due_dailies, take_due_reports, take_report
from reports.models import Report, ReportFile
from reports.periods import complete_periods, period_of
from reports.printing.heading import heading_of
from tests.cast import City, make_batch, make_clue
from tests.conftest import ApiOf
from tests.reports.city import ZONE, make_counted_city, on, tell

LATER = on("11-16", "00:01:00")


@pytest.fixture
def counted(city: City) -> dict[str, Clue]:
    """The city counted by hand."""
    return make_counted_city(city)


def october(city: City) -> Report:
    """October's report, taken in November."""
    with transaction.atomic():
        return take_report(TakeReport("monthly", date(2026, 10, 15)), by=city.actor("director"), at=LATER)


def figure(report: Report, name: str) -> Any:
    """The frozen value of a metric."""
    return next(one["value"] for one in report.content["figures"] if one["metric"] == name)


@pytest.mark.parametrize(
    ("kind", "day", "first", "last"),
    [
        ("weekly", "2026-11-15", "2026-11-09", "2026-11-15"),
        ("weekly", "2026-11-16", "2026-11-16", "2026-11-22"),
        ("monthly", "2028-02-29", "2028-02-01", "2028-02-29"),
        ("monthly", "2026-12-31", "2026-12-01", "2026-12-31"),
        ("daily", "2026-11-16", "2026-11-16", "2026-11-16"),
    ],
)
def test_a_period_has_its_first_and_last_day(kind: str, day: str, first: str, last: str) -> None:
    found = period_of(kind, date.fromisoformat(day))

    assert (found.starts_on, found.ends_on) == (date.fromisoformat(first), date.fromisoformat(last))


def test_periods_that_were_missed_are_caught_up_oldest_first() -> None:
    missed = complete_periods("weekly", after=date(2026, 10, 25), today=date(2026, 11, 16))

    assert [period.starts_on.isoformat() for period in missed] == ["2026-10-26", "2026-11-02", "2026-11-09"]


def test_a_month_ends_with_its_last_second_on_the_office_s_clock(city: City, counted: dict[str, Clue]) -> None:
    report = october(city)

    assert report.as_of == datetime(2026, 10, 31, 23, 59, 59, tzinfo=ZONE)
    assert [figure(report, name) for name in ("clues_received", "clues_closed", "clues_open")] == [9, 4, 3]
    assert figure(report, "platform_closure_rate") == "44.44"


def test_what_changes_afterwards_changes_neither_figures_nor_files(
    city: City, api: ApiOf, counted: dict[str, Clue]
) -> None:
    report = october(city)
    path = f"/api/v1/reports/{report.pk}"
    before = [api("director").get(f"{path}/file?type={kind}").content for kind in ("docx", "xlsx", "pdf")]
    shown = api("director").get(path).json()

    Clue.objects.update(status="void", closed_at=None, not_accepted_at=None, written_off_at=None, duplicate_of=None)
    tell(Clue.objects.all())
    after = [api("director").get(f"{path}/file?type={kind}").content for kind in ("docx", "xlsx", "pdf")]

    assert after == before
    assert api("director").get(path).json() == shown


def test_a_report_read_again_still_says_the_office_s_time(city: City, counted: dict[str, Clue]) -> None:
    again = Report.objects.get(pk=october(city).pk)

    assert heading_of(again).as_of == "统计截至 2026-10-31 23:59:59"


def test_the_database_refuses_to_change_a_report_or_a_file(city: City, counted: dict[str, Clue]) -> None:
    report = october(city)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        ReportFile.objects.filter(report=report).delete()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(content={})


def test_each_file_prints_the_same_figures_with_their_numerators(city: City, counted: dict[str, Clue]) -> None:
    files = {file.type: bytes(file.content) for file in october(city).files.all()}

    document = Document(io.BytesIO(files["docx"]))
    words = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    book = CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"])).get_sheet_by_name("总体情况").to_python()
    pages = "".join(page.extract_text() for page in PdfReader(io.BytesIO(files["pdf"])).pages)
    assert "44.44%（4/9）" in words
    assert ["平台办结率", "44.44%（4/9）", 4.0, 9.0] in [row[:4] for row in book]
    assert "44.44%（4/9）" in pages.replace("\n", "")


def take_what_is_due(at: datetime) -> int:
    """How many reports the tasks take between them at an instant."""
    periodic = [report for kind in ("weekly", "monthly", "mechanism") for report in take_due_reports(kind, at=at)]
    return len(periodic + take_due_dailies(at=at))


def test_a_period_is_reported_once_whoever_starts_late(city: City, counted: dict[str, Clue]) -> None:
    with transaction.atomic():
        first = take_what_is_due(LATER)
    with transaction.atomic():
        second = take_what_is_due(LATER + timedelta(hours=5))

    assert (first, second) == (3, 0)
    assert sorted(Report.objects.values_list("kind", "first_day")) == [
        ("mechanism", date(2026, 10, 1)),
        ("monthly", date(2026, 10, 1)),
        ("weekly", date(2026, 11, 9)),
    ]


def test_weeks_missed_are_taken_as_of_their_own_ends(city: City, counted: dict[str, Clue]) -> None:
    with transaction.atomic():
        take_what_is_due(LATER)
    with transaction.atomic():
        take_what_is_due(LATER + timedelta(days=15))

    weeks = Report.objects.filter(kind="weekly").order_by("first_day")
    assert [week.first_day.isoformat() for week in weeks] == ["2026-11-09", "2026-11-16", "2026-11-23"]
    assert [f"{week.as_of.astimezone(ZONE):%m-%d %H:%M:%S}" for week in weeks][1] == "11-22 23:59:59"


def test_a_day_is_reported_while_an_inspection_is_in_place(city: City) -> None:
    batch = make_batch(city, at=on("11-15", "09:00:00"))
    make_clue(city, at=on("11-15", "10:00:00"), channel="inspection", batch=batch)
    make_clue(city, at=on("11-15", "10:00:00"))

    with transaction.atomic():
        take_what_is_due(LATER)

    daily = Report.objects.get(kind="daily")
    assert (daily.first_day, figure(daily, "clues_received")) == (date(2026, 11, 15), 1)


def ask(api: ApiOf, who: str = "director", **body: object) -> tuple[int, dict[str, Any]]:
    """The answer to a wish for a report."""
    with time_machine.travel(LATER, tick=False):
        response = api(who).post("/api/v1/reports", body)
    return response.status_code, response.json()


def test_a_correction_is_a_further_version_and_says_why(city: City, api: ApiOf, counted: dict[str, Clue]) -> None:
    _status, first = ask(api, kind="monthly", day="2026-10-01")
    unsaid = ask(api, kind="monthly", day="2026-10-01", restates=first["id"])
    status, second = ask(api, kind="monthly", day="2026-10-01", restates=first["id"], reason="补录两件")
    twice, again = ask(api, kind="monthly", day="2026-10-31")

    assert (unsaid[0], unsaid[1]["errors"][0]["pointer"]) == (422, "/reason")
    assert (status, second["version"], second["restates"]) == (201, 2, first["id"])
    assert (twice, again["code"]) == (409, "report_exists")
    assert Event.objects.filter(type="report.restated").count() == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"kind": "weekly", "day": "2026-11-16"}, 422, "period_not_over"),
        ({"kind": "daily", "day": "2026-11-01"}, 422, "required"),
        ({"kind": "daily", "day": "2026-11-01", "inspection": "{0}", "source": "12345"}, 422, "inspection_or_source"),
        ({"kind": "yearly", "day": "2026-11-01"}, 400, "invalid_choice"),
        ({"kind": "weekly"}, 400, "required"),
    ],
)
def test_a_report_that_cannot_be_is_refused_by_name(
    city: City, api: ApiOf, body: dict[str, str], status: int, code: str
) -> None:
    inspection = make_batch(city, at=on("10-01")).inspection_id
    answer, problem = ask(api, **{name: value.format(inspection) for name, value in body.items()})

    assert (answer, problem["errors"][0]["code"]) == (status, code)
    assert not Report.objects.exists()


def test_units_read_no_city_report_and_take_none(city: City, api: ApiOf, counted: dict[str, Clue]) -> None:
    report = october(city)

    assert api("leader").get(f"/api/v1/reports/{report.pk}").status_code == 200
    assert api("unithead").get(f"/api/v1/reports/{report.pk}").status_code == 404
    assert api("unithead").get("/api/v1/reports").json()["results"] == []
    assert ask(api, "unithead", kind="weekly", day="2026-11-01")[0] == 403
