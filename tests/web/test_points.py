"""Points on the dashboard: whose, which, how coloured, and at what cost."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Clue
from reports.queries.figures import Wanted
from reports.queries.outlook import open_clues
from reports.queries.points import located_clues
from tests.cases.situations import clue_in
from tests.cast import NOON, City
from tests.web.readers import HTMX, reader

DAY = timedelta(days=1)
PLACE = {"wgs84_lon": Decimal("119.581000"), "wgs84_lat": Decimal("32.001000")}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """It is 16 November 2026."""
    with time_machine.travel(NOON):
        yield


def placed(city: City, status: str = "signed", **changes: Any) -> Clue:
    """A clue that stands somewhere."""
    return clue_in(city, status, **{**PLACE, **changes})


def shown(query: str = "", who: str = "dispatcher") -> Any:
    """What the points were made of."""
    answer = reader(who).get(f"/dashboard/points{query}")
    assert answer.status_code == 200
    return answer.context


def test_each_open_clue_with_coordinates_is_a_point_that_leads_to_it(city: City) -> None:
    clue, _closed, _nowhere = placed(city), placed(city, "closed"), clue_in(city, "signed")

    page = reader("dispatcher").get("/dashboard/points").content.decode()

    assert page.count('<path class="qy-point is-" d="M480.0 360.0h.01"/>') == 1
    assert f'<a href="/clues/{clue.pk}" aria-label="' in page
    assert f'id="clue-{clue.pk}"' in page
    assert "显示 1 件，有坐标 1 件，未办结 2 件" in page
    assert "不表示任何界线" in page


def test_a_point_has_the_colour_of_its_clock(city: City) -> None:
    late = placed(city, due_at=NOON - DAY)
    near = placed(city, due_at=NOON + DAY)
    calm = placed(city, due_at=NOON + 30 * DAY)
    timeless = placed(city, due_at=None)

    tones = {point.line.clue.pk: point.tone for point in shown()["points"]}

    assert tones == {late.pk: "red", near.pk: "amber", calm.pk: "", timeless.pk: ""}


def test_a_reader_sees_only_the_points_of_clues_that_are_theirs(city: City) -> None:
    led, elsewhere = placed(city), placed(city, lead_agency="321112-hb")

    seen = {who: {line.clue.pk for line in shown(who=who)["lines"]} for who in ("dispatcher", "handler")}

    assert seen == {"dispatcher": {led.pk, elsewhere.pk}, "handler": {led.pk}}


def test_points_are_narrowed_as_the_page_is(city: City) -> None:
    placed(city)

    assert [len(shown(query)["lines"]) for query in ("?region_code=321181", "?region_code=321112")] == [1, 0]
    assert reader("dispatcher").get("/dashboard/points?dance=1").status_code == 400


def test_of_many_points_the_newest_are_drawn_and_the_rest_are_counted(city: City) -> None:
    placed(city, at=NOON - DAY)
    new = placed(city, at=NOON)

    found = located_clues(city.actor("dispatcher"), Wanted(), at=timezone.now(), most=1)

    assert ([clue.pk for clue in found.clues], found.with_place, found.standing) == ([new.pk], 2, 2)


def test_what_the_discipline_organ_sent_reads_as_sent_from_above_outside_the_office(city: City) -> None:
    placed(city, channel="discipline_transfer")

    channels = {who: shown(who=who)["lines"][0].channel for who in ("dispatcher", "handler")}

    assert channels == {"dispatcher": "纪委移送", "handler": "上级交办"}


def test_without_points_the_page_says_so_and_the_dashboard_loads_it_when_seen(city: City) -> None:
    assert "没有带坐标的未办结线索" in reader("dispatcher").get("/dashboard/points").content.decode()

    assert b'hx-get="/dashboard/points"' in reader("dispatcher").get("/dashboard").content
    assert b"/dashboard/points" not in reader("dispatcher").get("/dashboard?as_of=2026-11-01").content
    assert b"<html" not in reader("dispatcher").get("/dashboard/points", headers=HTMX).content


def test_points_cost_the_same_at_one_and_at_ten(city: City) -> None:
    client = reader("dispatcher")
    costs = []
    for count in (1, 9):
        for _number in range(count):
            placed(city)
        client.get("/dashboard/points")
        with CaptureQueriesContext(connection) as queries:
            client.get("/dashboard/points")
        costs.append(len(queries))

    assert costs[0] == costs[1]
    assert costs[1] <= 9


def test_the_newest_points_are_found_by_an_index_that_holds_nothing_else(city: City) -> None:
    placed(city)
    newest = open_clues(city.actor("dispatcher"), Wanted(), at=timezone.now()).filter(
        wgs84_lon__isnull=False, wgs84_lat__isnull=False
    )

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        plan = newest.order_by("-received_at", "-id")[:500].explain()

    assert "clue_open_with_place" in plan
