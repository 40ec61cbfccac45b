"""The dashboard's outlook: ages, what falls due, today beside the frozen month, quality, and the wall."""

import io
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from cases.actions.clues import Reason
from cases.actions.investigations import send_back_clue
from reports.queries.figures import Wanted
from reports.queries.wall import tone_of, wall_of
from tests.cases.situations import clue_in
from tests.cases.tasks import task_in, written_off
from tests.cast import NOON, City, make_clue
from tests.web.readers import reader

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """It is 16 November 2026."""
    with time_machine.travel(NOON):
        yield


def context(path: str, who: str = "dispatcher") -> Any:
    """What the page was made of."""
    answer = reader(who).get(path)
    assert answer.status_code == 200
    return answer.context


def test_open_clues_stand_by_their_age_and_each_age_opens_its_rows(city: City) -> None:
    for days in (1, 7, 8, 30, 31, 90, 91, 400):
        make_clue(city, at=NOON - days * DAY + timedelta(hours=1))
    clue_in(city, "closed", at=NOON - 200 * DAY)

    ages = {age.key: age.count for age in context("/dashboard/outlook")["ages"]}

    assert ages == {"7": 2, "30": 2, "60": 1, "90": 1, "older": 2}
    assert {key: context(f"/dashboard/ahead?age={key}")["count"] for key in ages} == ages


def test_what_falls_due_within_thirty_days_stands_under_its_day(city: City) -> None:
    for days in (0, 3, 29, 30):
        clue_in(city, "signed", due_at=NOON + days * DAY + timedelta(hours=1))
    task_in(city, "in_progress", deadline=date(2026, 11, 19))
    task_in(city, "verified", deadline=date(2026, 11, 19))

    found = context("/dashboard/outlook")

    assert (found["due_clues"], found["due_tasks"]) == (3, 1)
    [day] = [one for one in found["due"] if one.day == date(2026, 11, 19)]
    assert (day.clues, day.tasks) == (1, 1)
    assert context("/dashboard/ahead?what=clues&due=2026-11-19")["count"] == 1
    assert context("/dashboard/ahead?what=tasks&due=2026-11-19")["count"] == 1


def test_the_past_tells_no_outlook(city: City) -> None:
    address = b"/dashboard/outlook"

    assert address in reader("dispatcher").get("/dashboard").content
    assert address not in reader("dispatcher").get("/dashboard?as_of=2026-11-01").content


@pytest.mark.parametrize("query", ["age=8", "due=soon", "what=people", "due=2026-13-45"])
def test_what_lies_ahead_refuses_what_means_nothing(city: City, query: str) -> None:
    assert reader("dispatcher").get(f"/dashboard/ahead?{query}").status_code == 400


def test_a_change_without_a_base_is_a_dash_and_one_of_a_rate_is_in_points(city: City) -> None:
    clue_in(city, "closed", at=NOON - 40 * DAY)
    clue_in(city, "signed")

    lines = {line["metric"].name: line for line in context("/dashboard/compared")["compared"]}

    assert [change.in_words for change in lines["clues_received"]["changes"]] == ["+100.00%", "—"]
    assert [change.in_words for change in lines["platform_closure_rate"]["changes"]] == ["−50.00 个百分点", "—"]


def test_quality_stands_beside_the_closure_rates(city: City) -> None:
    send_back_clue(clue_in(city, "reported"), Reason("未到现场"), by=city.actor("dispatcher"), at=NOON)

    cells = {cell.figure.metric.name: cell for cell in context("/dashboard/quality")["cells"]}

    assert list(cells) == ["on_time_rate", "returned_rate", "reopened_rate", "rebound_rate", "missed_report_rate"]
    assert cells["returned_rate"].value == "100.00%"
    assert context(cells["returned_rate"].address)["count"] == 1


def test_units_with_few_cases_stand_last_and_unranked(city: City) -> None:
    for _number in range(30):
        clue_in(city, "signed")
    clue_in(city, "closed", lead_agency="321112-hb")

    board = context("/dashboard/by/agency")["board"]

    led = [(label, cells[4].compared) for label, cells in board.rows]
    assert led == [("镇江市丹阳生态环境局", True), ("镇江市丹徒生态环境局", False)]


@pytest.mark.parametrize(
    "path",
    [
        "/dashboard",
        "/dashboard/quality",
        "/dashboard/tasks",
        "/dashboard/compared",
        "/dashboard/since",
        "/dashboard/outlook",
        "/dashboard/by/agency",
        "/dashboard/ahead",
    ],
)
def test_a_part_costs_the_same_at_one_and_at_ten_clues(city: City, path: str) -> None:
    client = reader("dispatcher")
    costs = []
    for count in (1, 9):
        for _number in range(count):
            clue_in(city, "signed")
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        costs.append(len(queries))

    assert costs[0] == costs[1]
    assert costs[1] <= 26


def test_a_board_that_there_is_not_is_not_found(city: City) -> None:
    assert reader("dispatcher").get("/dashboard/by/person").status_code == 404


def test_the_wall_is_a_pdf_of_units_and_names_are_for_the_office_by_choice(city: City) -> None:
    task_in(city, "in_progress", responsible_person="演示责任人")

    plain = wall_of(city.actor("dispatcher"), Wanted(), at=NOON, names=False).regions
    named = wall_of(city.actor("dispatcher"), Wanted(), at=NOON, names=True).regions
    answer = reader("dispatcher").get("/dashboard/wall.pdf")

    assert ([task.person for task in plain[0].tasks], [task.person for task in named[0].tasks]) == (
        [""],
        ["演示责任人"],
    )
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert [reader(who).get("/dashboard/wall.pdf?names=1").status_code for who in ("dispatcher", "unithead")] == [
        200,
        403,
    ]


def test_a_task_on_the_wall_has_the_colour_of_its_clock(city: City) -> None:
    task = task_in(city, "in_progress")
    assert [tone_of(task, left) for left in (31, 30, 8, 7, 0, -1)] == [
        "plain",
        "blue",
        "blue",
        "yellow",
        "yellow",
        "red",
    ]
    done = written_off(city, task_in(city, "publicised"), at=NOON)
    assert tone_of(done, -5) == "grey"


def test_the_wall_shows_every_unfinished_task_first_and_says_how_many_completed_ones_it_leaves_out(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.queries.wall.MOST_COMPLETED", 1)
    unfinished = [task_in(city, "in_progress") for _turn in range(3)]
    for _turn in range(2):
        task_in(city, "publicised")

    region = wall_of(city.actor("dispatcher"), Wanted(), at=NOON, names=False).regions[0]
    sheet = PdfReader(io.BytesIO(reader("dispatcher").get("/dashboard/wall.pdf").content)).pages[0].extract_text()

    assert ["green" in task.tone for task in region.tasks] == [False] * len(unfinished) + [True]
    assert (region.total, region.unfinished) == (5, 3)
    assert "共 5 项任务：未完成 3 项，已完成 2 项" in sheet
    assert "显示 4 / 共 5" in sheet
