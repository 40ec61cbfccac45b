"""The text of a report: begun from a template, edited beside frozen figures, guarded, issued once."""

import io
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import DatabaseError, transaction
from docx import Document
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from kernel.models import Event, Remark
from reports.models import Report, ReportFile, ReportText, TextTemplate, Wording
from tests.cast import City, make_clue
from tests.conftest import ApiOf
from tests.reports.city import make_counted_city, on
from tests.web.readers import reader

LATER = on("11-16", "00:01:00")
WRONG = "截至10月底，共收到环境问题线索9件，办结4件，平台办结率44.54%（4/9）。"
RIGHT = "截至10月底，共收到环境问题线索9件，办结4件，平台办结率44.44%（4/9）。"


@pytest.fixture
def october(city: City, api: ApiOf) -> str:
    """October's report, just taken: its id."""
    make_counted_city(city)
    status, report = ask(api, "/api/v1/reports", kind="monthly", day="2026-10-15")
    assert status == 201
    return str(report["id"])


def ask(api: ApiOf, path: str, who: str = "director2", **body: object) -> tuple[int, dict[str, Any]]:
    """The answer to a POST."""
    with time_machine.travel(LATER, tick=False):
        response = api(who).post(path, body)
    return response.status_code, response.json()


def act(api: ApiOf, pk: str, verb: str, who: str = "director2", **body: object) -> tuple[int, dict[str, Any]]:
    """The answer to a verb."""
    return ask(api, f"/api/v1/reports/{pk}/actions/{verb}", who, **body)


def test_a_report_begins_with_its_templates_words_and_their_figures(api: ApiOf, october: str) -> None:
    text = api("director2").get(f"/api/v1/reports/{october}").json()["text"]

    assert (text["status"], text["version"], text["template"]) == ("drafted", 1, 1)
    assert text["body"].startswith("截至10月底，全市共收到环境问题线索9件（自2026年8月1日首件起累计），办结4件")
    assert "平台办结率44.44%；" in text["body"]
    assert "监测断面未公布，达标断面未公布" in text["body"]
    assert api("director2").get(f"/api/v1/reports/{october}/text").json()["findings"] == []


def test_each_number_of_the_page_leads_to_its_rows(city: City, october: str) -> None:
    page = reader("director2").get(f"/reports/{october}").content.decode()

    address = "metric=platform_closure_rate&amp;as_of=2026-10-31T23%3A59%3A59%2B08%3A00&amp;part=numerator"
    position = Report.objects.get(pk=october).position
    assert f'<a class="qy-num" href="/dashboard/rows?{address}&amp;position={position}">44.44%</a>' in page


def test_words_are_edited_and_every_version_stays(api: ApiOf, october: str) -> None:
    before = api("director2").get(f"/api/v1/reports/{october}").json()

    status, edited = act(api, october, "edit", "dispatcher", body=RIGHT)

    assert (status, edited["text"]["body"], edited["text"]["version"]) == (200, RIGHT, 2)
    assert edited["content"] == before["content"]
    assert list(Wording.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
    event = Event.objects.get(type="report_text.edited")
    assert (event.data["contradictions"], RIGHT in str(event.data)) == (0, False)


def test_a_contradiction_refuses_issuing_until_somebody_says_why(api: ApiOf, october: str) -> None:
    act(api, october, "edit", body=WRONG)

    refused = act(api, october, "issue")
    status, issued = act(api, october, "issue", despite="沿用上级已公布的口径")

    assert (refused[0], refused[1]["code"]) == (422, "figures_contradicted")
    fault = refused[1]["errors"][0]
    assert (fault["pointer"], fault["code"]) == ("/body", "figure_contradicts")
    assert fault["detail"] == "44.54%：与系统口径不一致：44.44%（4/9，截至2026年10月底）"
    assert (status, issued["text"]["status"], issued["text"]["despite"]) == (200, "issued", "沿用上级已公布的口径")
    assert Remark.objects.get(name="despite").text == "沿用上级已公布的口径"


def test_a_number_that_nobody_knows_is_marked_and_refuses_nothing(api: ApiOf, october: str) -> None:
    act(api, october, "edit", body=RIGHT + "出动执法人员321人次。")

    findings = api("director2").get(f"/api/v1/reports/{october}/text").json()["findings"]

    assert findings == [{"number": "321", "verdict": "unknown", "sentence": "没有找到对应的数字"}]
    assert act(api, october, "issue")[0] == 200


def test_an_issued_text_is_frozen_at_every_door(api: ApiOf, october: str) -> None:
    act(api, october, "issue")

    status, problem = act(api, october, "edit", body=RIGHT)
    page = reader("director2").post(f"/reports/{october}/actions/edit", {"body": RIGHT, "once": "a" * 20})

    assert (status, problem["code"], problem["allowed"]) == (409, "transition_not_allowed", [])
    assert page.status_code == 409
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        ReportText.objects.update(body=WRONG)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Wording.objects.update(body=WRONG)


def test_nobody_edits_the_figures_of_a_report(api: ApiOf, october: str) -> None:
    response = api("director2").patch(f"/api/v1/reports/{october}", {"content": {"figures": []}})

    assert (response.status_code, response.json()["code"]) == (409, "report_frozen")
    assert api("unithead").patch(f"/api/v1/reports/{october}", {}).status_code == 404


def test_issuing_prints_the_files_again_with_the_words(api: ApiOf, october: str) -> None:
    act(api, october, "edit", body=f"{RIGHT}\n一、下一步工作\n抓紧整改。")
    act(api, october, "issue")

    files = {one.type: bytes(one.content) for one in ReportFile.objects.filter(report_id=UUID(october), issued=True)}
    words = [paragraph.text for paragraph in Document(io.BytesIO(files["docx"])).paragraphs]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"])).get_sheet_by_name("正文").to_python()
    pages = (
        "".join(page.extract_text() for page in PdfReader(io.BytesIO(files["pdf"])).pages)
        .replace("\n", "")
        .replace(" ", "")
    )
    assert words[3:6] == [RIGHT, "一、下一步工作", "抓紧整改。"]
    assert [RIGHT] in sheet
    assert "平台办结率44.44%（4/9）" in pages
    sent = api("director2").get(f"/api/v1/reports/{october}/file?type=docx").content
    assert sent == files["docx"]
    assert ReportFile.objects.filter(report_id=UUID(october), issued=False).count() == 3


@pytest.mark.parametrize(
    ("who", "verb", "status"),
    [
        ("dispatcher", "edit", 200), ("rectifier", "edit", 200), ("intake", "edit", 403), ("leader", "edit", 404),
        ("dispatcher", "issue", 403), ("director2", "issue", 200), ("unithead", "issue", 404),
    ],
)  # fmt: skip
def test_who_writes_and_who_issues(api: ApiOf, october: str, who: str, verb: str, status: int) -> None:
    body = {"body": RIGHT} if verb == "edit" else {}

    assert act(api, october, verb, who, **body)[0] == status


def test_a_draft_is_the_offices_alone_until_it_is_issued(api: ApiOf, october: str) -> None:
    before = api("leader").get(f"/api/v1/reports/{october}").json()["text"]

    act(api, october, "issue")

    assert before is None
    assert api("leader").get(f"/api/v1/reports/{october}").json()["text"]["status"] == "issued"


def test_the_office_writes_the_next_edition_and_older_reports_keep_theirs(api: ApiOf, october: str) -> None:
    path = "/api/v1/reports/templates"
    status, template = ask(api, path, kind="monthly", body="{as_of}，收到{clues_received}件。")
    _status, newer = ask(api, "/api/v1/reports", kind="monthly", day="2026-09-01")

    assert (status, template["edition"]) == (201, 2)
    assert (newer["text"]["template"], newer["text"]["body"]) == (2, "截至9月底，收到6件。")
    assert ReportText.objects.get(pk=UUID(october)).template.edition == 1
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        TextTemplate.objects.update(body="x")


def test_a_template_that_asks_for_an_unknown_figure_is_refused(api: ApiOf, october: str) -> None:
    status, problem = ask(api, "/api/v1/reports/templates", kind="monthly", body="共{clues_lost}件")

    assert (status, problem["errors"][0]["pointer"], problem["errors"][0]["code"]) == (422, "/body", "unknown_figure")
    assert ask(api, "/api/v1/reports/templates", "leader", kind="monthly", body="x")[0] == 403
    assert TextTemplate.objects.count() == 1


def test_a_correction_prints_what_it_changed_and_why(api: ApiOf, city: City, october: str) -> None:

    make_clue(city, at=on("10-30"))
    _status, second = ask(api, "/api/v1/reports", kind="monthly", day="2026-10-01", restates=october, reason="补录一件")

    changes = {one["label"]: one for one in second["content"]["changes"]}
    assert changes["收到线索"] == {
        "label": "收到线索", "before": "9", "after": "10", "difference": "+1", "why": "补录一件",
    }  # fmt: skip
    assert changes["平台办结率"]["difference"] == "-4.44个百分点"
    assert "办结线索" not in changes
    files = Report.objects.get(pk=second["id"]).files.get(type="docx")
    rows = [
        [cell.text for cell in row.cells]
        for table in Document(io.BytesIO(bytes(files.content))).tables
        for row in table.rows
    ]
    assert ["收到线索", "9", "10", "+1", "补录一件"] in rows
    assert "更正对照表" in reader("director2").get(f"/reports/{second['id']}").content.decode()
