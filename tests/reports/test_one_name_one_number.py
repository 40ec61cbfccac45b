"""One name is one definition: pages, papers and figures that use the same word print the same number."""

import re
from collections import Counter

import pytest
from django.db import transaction
from django.utils import timezone

from agencies.queries.directory import working_calendar
from cases.models import Clue, RoutingMode
from cases.queries.desk import UNDISPATCHED, desk_of, hours_at
from cases.queries.lines import line_of
from reports.actions.reports import TakeReport, take_report
from reports.metrics import METRICS
from reports.queries.answers import answer_to
from reports.queries.figures import Wanted
from reports.queries.questions import Question
from tests.cases.situations import clue_in
from tests.cast import City, make_clue
from tests.reports.city import due, on, tell
from tests.web.readers import reader

DAYS = re.compile(r"逾期 (\d+) 天")
NOON_OF_THE_16TH = on("11-16", "12:00:00")


def test_no_two_metrics_share_a_name() -> None:
    labels = Counter(str(metric.label) for metric in METRICS.values())

    assert [label for label, count in labels.items() if count > 1] == []


def test_the_days_overdue_on_the_rows_add_up_to_the_figure(city: City) -> None:
    for day in ("11-15", "11-14", "11-13", "11-10", "10-16", "11-16"):
        clue = make_clue(city, at=on("10-01"))
        Clue.objects.filter(pk=clue.pk).update(due_at=due(day))
    tell(Clue.objects.all())
    actor = city.actor("director2")

    texts = [line_of(clue, actor, at=NOON_OF_THE_16TH).due for clue in Clue.objects.order_by("-due_at")]
    figure = answer_to(Question(METRICS["clue_days_overdue"], Wanted(), NOON_OF_THE_16TH, actor)).whole.days_overdue

    printed = [int(found[1]) for one in texts if one and (found := DAYS.search(one.text))]
    assert printed == [1, 2, 3, 6, 31]
    assert sum(printed) == figure


def test_an_order_that_is_late_by_minutes_is_late_by_minutes(city: City) -> None:
    clue = clue_in(city, "dispatched")
    clue.due_at = on("11-16", "11:15:00")

    line = line_of(clue, city.actor("director2"), at=NOON_OF_THE_16TH)

    assert line.due is not None
    assert line.due.text == "逾期 45 分钟"


def test_what_waits_to_be_dispatched_is_the_same_number_on_the_desk_and_on_the_handover_sheet(city: City) -> None:
    proposed = RoutingMode.PROPOSED
    for mode, given_back, count in (("", False, 2), (proposed, False, 3), ("", True, 1), (proposed, True, 1)):
        for _number in range(count):
            clue = make_clue(city)
            Clue.objects.filter(pk=clue.pk).update(routing_mode=mode, given_back=given_back)
    now = timezone.localtime()
    actor = city.actor("dispatcher")

    desk = desk_of(actor, at=now, hours=hours_at(now, working_calendar()))
    sheet = reader("dispatcher").get("/handover")

    lists = {one.key: one.count for one in desk.sections if one.key in UNDISPATCHED}
    assert lists == {"undispatched": 2, "proposed": 4, "contested": 1}
    assert [count for _title, count in sheet.context["lists"]] == list(lists.values())
    assert sheet.context["waiting"].total == sum(lists.values())


def test_the_same_units_are_ranked_on_the_page_and_on_paper(city: City) -> None:
    for lead, refused, count in (("321181-hb", 1, 31), ("321112-hb", 1, 30)):
        for number in range(count):
            clue = make_clue(city, at=on("10-01"))
            ended = {"status": "not_accepted", "not_accepted_at": on("10-02")} if number < refused else {}
            Clue.objects.filter(pk=clue.pk).update(**{"status": "dispatched", "lead_agency": lead, **ended})
    tell(Clue.objects.all())
    with transaction.atomic():
        report = take_report(TakeReport("monthly", on("10-31").date()), by=city.actor("director2"), at=on("11-10"))

    page = reader("director2").get("/dashboard/by/agency?as_of=2026-10-31").context["board"]

    tables = {table["title"]: table for table in report.content["tables"]}
    assert [row["key"] for row in tables["单位排名"]["rows"]] == ["321181-hb"]
    assert [row["key"] for row in tables["不参加排名的单位"]["rows"]] == ["321112-hb"]
    assert "收到减不予受理满30件的参加排名" in tables["单位排名"]["note"]
    assert [(str(label), cells[4].compared) for label, cells in page.rows] == [
        ("镇江市丹阳生态环境局", True), ("镇江市丹徒生态环境局", False),
    ]  # fmt: skip


def test_a_county_has_the_same_rate_under_the_same_name_in_the_report_and_on_the_dashboard(city: City) -> None:
    for ended in ({"status": "closed", "closed_at": on("10-05"), "verdict": "substantiated"},
                  {"status": "not_accepted", "not_accepted_at": on("10-05")}, {}):  # fmt: skip
        clue = make_clue(city, at=on("10-01"))
        Clue.objects.filter(pk=clue.pk).update(**ended)
    tell(Clue.objects.all())
    with transaction.atomic():
        report = take_report(TakeReport("weekly", on("10-25").date()), by=city.actor("director2"), at=on("11-10"))

    board = reader("director2").get("/dashboard/by/region?as_of=2026-10-25").context["board"]

    [table] = [one for one in report.content["tables"] if one["dimension"] == "region"]
    shown = {str(metric.label): cell.figure.value for metric, cell in zip(board.columns, board.rows[1][1], strict=True)}
    [row] = [one for one in table["rows"] if one["label"] == str(board.rows[1][0])]
    printed = {name: cell["value"] for name, cell in zip(table["columns"], row["cells"], strict=True)}
    assert {name: shown[name] for name in printed} == printed
    assert any("办结率" in name for name in printed)


def test_a_month_with_nothing_overdue_prints_a_nought_and_not_a_dash(city: City) -> None:
    make_clue(city, at=on("10-20"))
    with transaction.atomic():
        take_report(TakeReport("monthly", on("10-31").date()), by=city.actor("director2"), at=on("11-10"))

    page = reader("director2").get("/dashboard/compared").content.decode()

    [line] = [one for one in page.split("<tr>") if "逾期未办结线索" in one]
    assert re.findall(r'<td class="qy-right qy-num">([^<]*)</td>', line)[0] == "0"


@pytest.mark.parametrize("who", ["director2", "discipline"])
def test_the_board_of_the_joint_mechanism_says_whose_its_totals_are(city: City, who: str) -> None:
    page = reader(who).get("/joint/").content.decode()

    assert f"统计范围：{city.actor(who).post.agency.name}可查阅的记录" in page  # type: ignore[union-attr]
