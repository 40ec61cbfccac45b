"""The monthly: quality, kinds of tasks, enforcement and accountability among its figures and in its words."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from docx import Document
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from cases.actions.enforcement import FiledCase, file_case
from cases.models import Clue, ClueRating, LookBack
from reports.actions.reports import TakeReport, take_report
from reports.actions.templates import WriteTemplate, template_in_use, write_template
from reports.models import Report, ReportFile, ReportKind, TextTemplate
from reports.prose.marks import problems_of
from reports.prose.usual import USUAL
from reports.queries.texts import marks_of
from tests.cases.tasks import task_in
from tests.cast import City
from tests.config.scenario_reports import printed_on
from tests.reports.city import make_counted_city, on
from tests.supervision.test_accountability import THREE, keep
from tests.web.readers import reader

LATER = on("11-16", "00:06:00")
OLD = "{as_of}共收到{clues_received}件。"


@pytest.fixture
def october(city: City) -> Report:
    """October's report of a city in which something of everything happened."""
    made = make_counted_city(city)
    Clue.objects.filter(pk=made["A"].pk).update(first_returned_at=on("09-10"), first_reopened_at=on("09-12"))
    asked_on, rated_on = on("09-21"), on("09-22")
    with transaction.atomic():
        for letter, told in (("A", {"rated_at": rated_on, "satisfied": True}), ("B", {})):
            ClueRating.objects.create(clue=made[letter], invited_at=asked_on, **told)
        done = task_in(city, "written_off", at=on("10-01"))
        task_in(city, "in_progress", at=on("10-01"), kind="common")
        LookBack.objects.create(task=done, looked_on=date(2026, 10, 20), result="rebound", recorded_at=LATER)
        facts = FiledCase("演示1号", city.agencies["321181-hb"], "演示企业", date(2026, 10, 2))
        file_case(facts, by=city.actor("unithead"), at=on("10-03"))
        keep(city, THREE, on=date(2026, 10, 20))
        return take_report(TakeReport("monthly", date(2026, 10, 1)), by=city.actor("director2"), at=LATER)


def figures(report: Report) -> dict[str, tuple[Any, ...]]:
    """Numerator and denominator by metric."""
    return {one["metric"]: (one["numerator"], one["denominator"]) for one in report.content["figures"]}


def test_the_monthly_freezes_how_well_clues_and_tasks_were_handled(october: Report) -> None:
    told = figures(october)

    assert {name: told[name] for name in ("returned_rate", "reopened_rate", "satisfaction_rate", "rating_rate")} == {
        "returned_rate": (1, 9), "reopened_rate": (1, 9), "satisfaction_rate": (1, 1), "rating_rate": (1, 2),
    }  # fmt: skip
    assert (told["rebound_rate"], told["decision_rate"], told["penalty_closure_rate"]) == ((1, 1), (0, 1), (0, 1))
    assert told["acceptance_on_time_rate"][1] > 0
    assert told["closure_rate_strict"] == (4, 8)


def test_the_words_of_the_monthly_cite_them_and_the_guard_knows_every_number(october: Report) -> None:
    body = october.text.body

    for words in (
        "退回重办率11.11%（1/9），重启率11.11%（1/9）；满意率100.00%（1/1），参评率50.00%（1/2）",
        "其中个性任务1项，完成个性任务1项；共性任务1项，完成共性任务0项。反弹率100.00%（1/1）",
        "立案1件，处罚决定0件，处罚决定率0.00%（0/1），结案率0.00%（0/1）",
        "公开通报的问责人数3人，处理人次4人次",
    ):
        assert words in body
    assert problems_of(body, marks_of(body, october)) == []


def test_each_file_and_the_page_print_the_new_figures(october: Report) -> None:
    files = dict(ReportFile.objects.filter(report=october).values_list("type", "content"))
    document = Document(io.BytesIO(bytes(files["docx"])))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    book = CalamineWorkbook.from_filelike(io.BytesIO(bytes(files["xlsx"])))
    sheet = {value for row in book.get_sheet_by_name("总体情况").to_python() for value in row}
    paper = "".join(page.extract_text() for page in PdfReader(io.BytesIO(bytes(files["pdf"]))).pages)
    page = printed_on(reader("director2").get(f"/reports/{october.pk}").content)

    for label, value in (("满意率", "100.00%（1/1）"), ("反弹率", "100.00%（1/1）"), ("参评率", "50.00%（1/2）")):
        assert {label, value} <= cells
        assert {label, value} <= sheet
        assert label in paper
        assert value in page


def test_a_new_figure_of_the_words_leads_to_its_rows(october: Report) -> None:
    page = reader("director2").get(f"/reports/{october.pk}").content.decode()

    assert "metric=satisfaction_rate&amp;as_of=2026-10-31" in page


def test_new_usual_words_follow_the_old_ones_of_an_office_that_never_wrote_its_own(city: City) -> None:
    TextTemplate.objects.create(kind="monthly", edition=1, body=OLD, written_at=on("01-01"))

    first, again = (template_in_use("monthly", at=LATER + timedelta(days=day)) for day in (0, 1))

    assert (first.edition, first.body) == (2, USUAL[ReportKind.MONTHLY].strip())
    assert again == first


def test_an_office_keeps_its_own_words(city: City) -> None:
    TextTemplate.objects.create(kind="monthly", edition=1, body=USUAL[ReportKind.MONTHLY].strip(), written_at=LATER)
    with transaction.atomic():
        own = write_template(WriteTemplate("monthly", OLD), by=city.actor("director2"), at=LATER)

    assert (template_in_use("monthly", at=LATER), own.edition) == (own, 2)
