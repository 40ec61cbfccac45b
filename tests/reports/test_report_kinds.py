"""What each kind of report prints, and what it leaves out."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction

from cases.models import Clue, LookBack, MissedReport, ProgressReport
from reports.actions.reports import TakeReport, office_reader, take_report
from reports.models import Report, ReportKind
from reports.prose.filling import NUMBERS
from reports.prose.marks import problems_of
from reports.queries.blocks import Scope
from reports.queries.figures import Wanted
from reports.queries.rollups import counts_in
from reports.queries.tallies import Tally
from reports.queries.texts import marks_of
from reports.queries.units import ranked_units
from supervision.actions.sections import read_sections, take_in_sections
from tests.cases.tasks import do, new_task, task_in
from tests.cast import City, make_batch, make_clue
from tests.conftest import ApiOf
from tests.reports.city import make_counted_city, on, tell

LATER = on("11-16", "00:06:00")
HEAD = "断面编码,断面名称,水体,责任政府,考核目标,月份,水质类别"
SECTIONS = (
    "S01,演示城南,演示河,321181,Ⅲ,2026-09,Ⅲ类",
    "S01,演示城南,演示河,321181,Ⅲ,2026-10,劣Ⅴ类",
    "S02,演示城北,演示河,321112,Ⅲ,2026-10,Ⅱ类",
)


def taken(city: City, kind: str, day: date, **more: Any) -> Report:
    """A report of the kind, taken in the middle of November."""
    with transaction.atomic():
        return take_report(TakeReport(kind, day, **more), by=city.actor("director2"), at=LATER)


def measure(city: City) -> None:
    """Two sections, one of which turned 劣Ⅴ in October."""
    with transaction.atomic():
        take_in_sections(read_sections("\n".join([HEAD, *SECTIONS]).encode()), by=city.actor("dispatcher"), at=LATER)


def lines(report: Report, title: str) -> dict[str, str]:
    """The lines of a block."""
    return {
        label: text for block in report.content["blocks"] if block["title"] == title for label, text in block["lines"]
    }


def table(report: Report, title: str) -> dict[str, list[Any]]:
    """The rows of a table by their labels: texts, counts, or percentages."""
    found = next(one for one in report.content["tables"] if one["title"] == title)
    return {row["label"]: [cell.get("text", cell.get("value")) for cell in row["cells"]] for row in found["rows"]}


def test_the_daily_report_tells_the_day_beside_the_whole(city: City) -> None:
    batch = make_batch(city, at=on("11-15", "09:00:00"))
    old = make_clue(city, at=on("11-10", "10:00:00"), channel="inspection", batch=batch)
    make_clue(city, at=on("11-15", "10:00:00"), channel="call", batch=batch, pollution_types=("air", "water"))
    make_clue(city, at=on("11-15", "11:00:00"), channel="letter", batch=batch, priority="key")
    closed = {"status": "closed", "closed_at": on("11-12"), "verdict": "substantiated"}
    Clue.objects.filter(pk=old.pk).update(**closed)

    report = taken(city, "daily", date(2026, 11, 15), inspection=batch.inspection)

    assert lines(report, "本日交办") == {
        "批次": "第一批", "本日交办件": "2", "其中来电": "1", "其中来信": "1", "其中重点": "1", "领导批示": "0",
    }  # fmt: skip
    assert table(report, "行政区域")["丹阳市"] == [2, 3, 1, 0, 2]
    assert table(report, "污染类型") == {"大气": [2, 3, 1, 0, 2], "水": [1, 1, 0, 0, 1]}
    grid = table(report, "核查与办结")
    assert (grid["属实"], grid["未核定"], grid["合计"]) == ([1, 0, 0, 1], [0, 0, 2, 2], [1, 0, 2, 3])
    assert set(lines(report, "边督边改（累计）").values()) == {"未统计"}
    assert "责令整改未统计，立案处罚未统计" in report.text.body


def test_the_weekly_report_tells_pace_site_checks_and_what_falls_due(city: City) -> None:
    checked = task_in(city, "in_progress", at=on("10-01"))
    late = task_in(city, "in_progress", at=on("10-01"), deadline=date(2026, 11, 1))
    with transaction.atomic():
        ProgressReport.objects.create(
            task=checked, period="2026-W46", text="x", site_checked=True, checked_on=date(2026, 11, 12),
            claimed_percent=50, submitted_at=on("11-13"),
        )  # fmt: skip
        MissedReport.objects.create(
            task=late, period="2026-W46", starts_on=date(2026, 11, 9), ends_on=date(2026, 11, 15), recorded_at=LATER
        )
    make_clue(city, at=on("11-10"))

    report = taken(city, "weekly", date(2026, 11, 15))

    assert lines(report, "序时进度")["红（逾期）"] == "1"
    assert lines(report, "现场检查和填报") == {"个性任务现场检查率": "50.00%（1/2）", "未按期填报": "1"}
    due = Clue.objects.get().due_at
    assert due is not None
    soon = "1" if due <= on("11-15", "23:59:59") + timedelta(days=30) else "0"
    assert lines(report, "未来30天到期")["将到期线索"] == soon


def test_units_under_thirty_clues_are_listed_without_a_rank(city: City) -> None:
    for _ in range(31):
        make_clue(city, at=on("10-01"))
    first, *others = Clue.objects.order_by("pk")
    Clue.objects.update(status="dispatched", lead_agency="321181-hb")
    Clue.objects.filter(pk=others[-1].pk).update(lead_agency="321112-hb")
    Clue.objects.filter(pk=first.pk).update(first_returned_at=on("10-20"))
    tell(Clue.objects.all())

    ranked, few = ranked_units(scope := _october(), _counted(scope))

    assert [(row["label"], row["cells"][0]["value"]) for row in ranked["rows"]] == [("镇江市丹阳生态环境局", 1)]
    assert [row["label"] for row in few["rows"]] == ["镇江市丹徒生态环境局"]
    assert few["rows"][0]["cells"][1]["text"] == "0/1"
    returned = ranked["rows"][0]["cells"][ranked["columns"].index("退回重办率")]
    assert (returned["numerator"], returned["denominator"]) == (1, 30)


def _october() -> Scope:
    return Scope(Wanted(), on("10-01", "00:00:00"), on("10-31", "23:59:59"), office_reader())


def _counted(scope: Scope) -> Tally:
    return counts_in(scope.wanted, ["agency"], as_of=scope.as_of, actor=scope.reader)


def test_the_sections_of_a_month_stand_beside_those_of_the_month_before(city: City) -> None:
    measure(city)

    report = taken(city, "sections", date(2026, 10, 1))

    assert table(report, "各断面水质") == {
        "演示城南": ["丹阳市人民政府", "Ⅲ类", "劣Ⅴ类", "Ⅲ类", "降", "不达标"],
        "演示城北": ["丹徒区人民政府", "Ⅲ类", "Ⅱ类", "—", "—", "达标"],
    }
    told = lines(report, "断面水质")
    assert (told["断面达标率"], told["劣Ⅴ类断面名单"], told["新增劣Ⅴ类断面"]) == ("50.00%（1/2）", "演示城南", "1")
    assert "断面达标率50.00%（1/2），上月断面达标率100.00%（1/1）" in report.text.body


def test_a_month_without_readings_says_that_nothing_was_published(city: City) -> None:
    report = taken(city, "sections", date(2026, 10, 1))

    assert lines(report, "断面水质") == {"当月监测数据": "未公布"}
    assert "监测断面未公布" in report.text.body


def test_the_assessment_tells_facts_by_county_and_neither_score_nor_fine(city: City) -> None:
    make_counted_city(city)
    measure(city)
    task = task_in(city, "written_off", at=on("10-01"))
    with transaction.atomic():
        LookBack.objects.create(task=task, looked_on=date(2026, 10, 20), result="rebound", recorded_at=LATER)

    report = taken(city, "assessment", date(2026, 10, 1))

    facts = dict(zip(report.content["tables"][0]["columns"], table(report, "各县市区事实")["丹阳市"], strict=True))
    assert (facts["收到线索"], facts["办结线索"], facts["断面达标"]) == (8, 3, "0.00")
    assert facts["反弹率"] == "100.00"
    printed = json.dumps({**report.content, "tables": report.content["tables"][0]["columns"]}, ensure_ascii=False)
    assert [word for word in ("罚款（元）", "处罚决定", "立案", "得分", "分数", "名次") if word in printed] == []


def test_the_rectification_report_has_the_shape_that_officials_know(city: City) -> None:
    inspection = make_batch(city, at=on("09-01")).inspection
    task_in(city, "verified", at=on("10-01"), inspection=inspection)
    new_task(city, at=on("10-01"), inspection=inspection)
    do(city, new_task(city, at=on("10-01"), inspection=inspection), "approve", at=on("10-02"))
    new_task(city, at=on("10-01"))

    report = taken(city, "rectification", date(2026, 10, 31), inspection=inspection)

    assert "整改任务2项，完成整改任务1项，整改完成率50.00%（1/2）" in report.text.body
    assert [
        part for part in ("组织领导", "压实整改责任", "制度机制", "责任追究", "下一步") if part not in report.text.body
    ] == []
    assert lines(report, "责任追究") == {
        "移送责任追究问题": "未公布", "问责人数": "未公布", "处理人次": "未公布",
    }  # fmt: skip


def test_every_fact_of_every_kind_can_be_cited_by_its_name(city: City) -> None:
    make_counted_city(city)
    measure(city)
    task_in(city, "in_progress", at=on("10-01"))
    inspection = make_batch(city, at=on("10-01")).inspection
    narrowed = {ReportKind.DAILY: {"inspection": inspection}, ReportKind.RECTIFICATION: {"inspection": inspection}}

    reports = [taken(city, kind, date(2026, 10, 1), **narrowed.get(kind, {})) for kind in ReportKind]

    assert {name for report in reports for name in report.content["facts"]} - NUMBERS == set()
    assert [report.kind for report in reports if "{" in report.text.body] == []
    wrong = {report.kind: problems_of(report.text.body, marks_of(report.text.body, report)) for report in reports}
    assert wrong == {kind.value: [] for kind in ReportKind}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"kind": "sections", "source": "12345"}, "mixed_scopes"),
        ({"kind": "assessment", "source": "12345"}, "mixed_scopes"),
        ({"kind": "assessment", "inspection": "{0}"}, "mixed_scopes"),
        ({"kind": "rectification"}, "required"),
        ({"kind": "rectification", "inspection": "{0}", "source": "12345"}, "inspection_or_source"),
        ({"kind": "weekly", "inspection": "{0}"}, "not_daily"),
    ],
)
def test_a_report_never_mixes_two_scopes(city: City, api: ApiOf, body: dict[str, str], code: str) -> None:
    inspection = make_batch(city, at=on("10-01")).inspection_id
    with time_machine.travel(LATER, tick=False):
        asked = {name: value.format(inspection) for name, value in body.items()}
        answer = api("director2").post("/api/v1/reports", {**asked, "day": "2026-10-01"})

    assert (answer.status_code, [error["code"] for error in answer.json()["errors"]]) == (422, [code])
    assert not Report.objects.exists()
