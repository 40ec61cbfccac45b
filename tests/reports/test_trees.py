"""Agencies with all below them: a parent's figure is its own and its children's, by the tree of the instant."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from agencies.actions.register import keep_row
from agencies.models import Agency, Tree
from agencies.queries.trees import parents_at
from kernel.actor import SYSTEM
from tests.cases.tasks import do, new_task, task_in
from tests.cast import NOON, City
from tests.conftest import ApiOf
from tests.reports.city import make_counted_city, on, roll_up
from tests.web.readers import reader

BOTH_TREES = ("agency_line", "agency_territory")


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """It is 16 November 2026."""
    with time_machine.travel(NOON):
        yield


def by_agency(api: ApiOf, metric: str, group_by: str, **query: str) -> dict[str, Any]:
    """What stands under each agency under which anything does."""
    body = api("intake").get("/api/v1/metrics", {"metric": metric, "group_by": group_by, **query}).json()
    return {group["key"]: group["value"] for group in body["groups"] if group["value"]}


@pytest.mark.parametrize("counted", ["from the clues", "from the roll-ups"])
@pytest.mark.parametrize("tree", BOTH_TREES)
def test_a_parent_s_figure_is_its_own_and_its_children_s(city: City, api: ApiOf, tree: str, counted: str) -> None:
    make_counted_city(city)
    if counted == "from the roll-ups":
        roll_up()

    own, whole = (by_agency(api, "clues_received", name, as_of="2026-10-31") for name in ("agency", tree))

    parents = parents_at(Tree(tree.removeprefix("agency_")), at=on("10-31"))
    for code, value in whole.items():
        children = [child for child, parent in parents.items() if parent == code]
        assert value == own.get(code, 0) + sum(whole.get(child, 0) for child in children)
    assert whole["321100-hb" if tree == "agency_line" else "321100"] == 8


def test_a_move_changes_no_past_figure_and_every_later_one(city: City, api: ApiOf) -> None:
    make_counted_city(city)
    roll_up()
    moments = ("2026-10-31", "2026-11-10T11:59:59+08:00")
    before = [by_agency(api, "clues_received", "agency_line", as_of=moment) for moment in moments]
    branch = Agency.objects.get(code="321181-hb")
    branch.line_parent_id = "321112-hb"
    keep_row(branch, "agency", by=SYSTEM, at=on("11-10"))

    assert [by_agency(api, "clues_received", "agency_line", as_of=moment) for moment in moments] == before
    assert by_agency(api, "clues_received", "agency_line", as_of="2026-11-10T12:00:00+08:00")["321112-hb"] == 8


def test_tasks_stand_under_every_agency_above_their_lead(city: City, api: ApiOf) -> None:
    task_in(city, "verified")
    other = city.agencies["321112-hb"]
    do(city, new_task(city, lead_agency=other, responsible_agencies=(other,)), "approve")

    found = by_agency(api, "tasks_total", "agency_territory")

    assert found == {"321181-hb": 1, "321181": 1, "321112-hb": 1, "321112": 1, "321100": 2}


@pytest.mark.parametrize("metric", ["clues_received", "tasks_total"])
def test_what_stands_under_an_agency_opens_with_its_children_s_rows(city: City, api: ApiOf, metric: str) -> None:
    make_counted_city(city)
    task_in(city, "verified")
    [told] = [value for key, value in by_agency(api, metric, "agency_line").items() if key == "321100-hb"]

    rows = reader("dispatcher").get(f"/dashboard/rows?metric={metric}&group_by=agency_line&key=321100-hb")

    assert rows.context["count"] == told


def test_the_note_says_that_agencies_overlap(city: City, api: ApiOf) -> None:
    body = api("intake").get("/api/v1/metrics?metric=clues_received&group_by=agency_line").json()

    assert "上级等于本级加下级" in body["note"]
