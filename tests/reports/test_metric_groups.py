"""Groups: every known key, in order, with what falls into it."""

from collections.abc import Iterator

import pytest
import time_machine

from cases.models import Clue
from tests.cast import NOON, City, make_batch, make_clue
from tests.conftest import ApiOf
from tests.reports.city import make_counted_city, on, tell
from tests.reports.test_metrics import AS_OF, asked, by_key


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """It is 16 November 2026."""
    with time_machine.travel(NOON):
        yield


@pytest.fixture
def counted(city: City) -> dict[str, Clue]:
    """The counted city."""
    return make_counted_city(city)


def test_by_county_every_county_is_there_even_at_nothing(counted: dict[str, Clue], api: ApiOf) -> None:
    body = asked(api, "platform_closure_rate", as_of=AS_OF, group_by="region")

    assert [(g["key"], g["label"], g["numerator"], g["denominator"], g["value"]) for g in body["groups"]] == [
        ("321100", "镇江市", 0, 0, None),
        ("321112", "丹徒区", 1, 1, "100.00"),
        ("321181", "丹阳市", 3, 8, "37.50"),
    ]


def test_by_agency_it_is_the_present_lead_and_the_rest_is_nobodys(
    city: City, counted: dict[str, Clue], api: ApiOf
) -> None:
    body = asked(api, "clues_received", as_of=AS_OF, group_by="agency")

    assert by_key(body) == {"321112-hb": 1, "321181-hb": 7, "none": 1}
    assert len(body["groups"]) == len(city.agencies) + 1


def test_pollution_types_overlap_and_the_note_says_so(counted: dict[str, Clue], api: ApiOf) -> None:
    body = asked(api, "clues_received", as_of=AS_OF, group_by="pollution_type")

    assert (by_key(body), body["value"]) == ({"air": 9, "water": 1}, 9)
    assert "各类之和可能大于总数" in body["note"]
    assert len(body["groups"]) == 12


@pytest.mark.parametrize("dimension", ["batch", "inspection"])
def test_orders_stand_under_where_they_came_from_and_the_rest_together(
    city: City, counted: dict[str, Clue], api: ApiOf, dimension: str
) -> None:
    batch = make_batch(city, at=on("11-15", "09:00:00"))
    make_clue(city, at=on("11-15", "10:00:00"), channel="inspection", batch=batch)

    body = asked(api, "clues_received", group_by=dimension)
    groups = [(group["label"], group["value"]) for group in body["groups"]]

    name = batch.inspection.name
    assert groups == [(f"{name} 第一批" if dimension == "batch" else name, 1), ("非督察交办", body["value"] - 1)]


def test_by_channel_the_office_reads_each_and_others_one_less(counted: dict[str, Clue], api: ApiOf) -> None:
    office = asked(api, "clues_received", as_of=AS_OF, group_by="channel")
    leader = asked(api, "clues_received", by="leader", as_of=AS_OF, group_by="channel")

    assert by_key(office) == {"discipline_transfer": 1, "hotline_12345": 6, "inspection": 2}
    assert by_key(leader) == {"superior": 1, "hotline_12345": 6, "inspection": 2}
    assert {"discipline_transfer"} == {g["key"] for g in office["groups"]} - {g["key"] for g in leader["groups"]}


def test_by_month_of_receipt_here_with_no_month_left_out(counted: dict[str, Clue], api: ApiOf) -> None:
    Clue.objects.filter(source_external_id="A").update(received_at=on("06-30", "23:59:59"))
    Clue.objects.filter(source_external_id="F").update(received_at=on("09-01", "00:00:00"))
    tell(Clue.objects.all())

    body = asked(api, "clues_received", as_of=AS_OF, group_by="month")

    assert [(group["key"], group["value"]) for group in body["groups"]] == [
        ("2026-06", 1),
        ("2026-07", 0),
        ("2026-08", 2),
        ("2026-09", 3),
        ("2026-10", 3),
    ]


@pytest.mark.parametrize("dimension", ["region", "agency", "channel", "month"])
@pytest.mark.parametrize("metric", ["clues_received", "clues_open", "clues_overdue"])
def test_groups_add_up_to_the_whole(counted: dict[str, Clue], api: ApiOf, metric: str, dimension: str) -> None:
    body = asked(api, metric, as_of=AS_OF, group_by=dimension)

    assert sum(group["value"] for group in body["groups"]) == body["value"]
    assert [group["key"] for group in body["groups"]] == sorted(group["key"] for group in body["groups"])


def test_an_empty_city_has_its_counties_and_no_month(city: City, api: ApiOf) -> None:
    groups = {name: asked(api, "clues_open", group_by=name)["groups"] for name in ("region", "month")}

    assert [group["value"] for group in groups["region"]] == [0, 0, 0]
    assert groups["month"] == []


def test_a_reopened_clue_is_grouped_like_any_other(city: City, api: ApiOf) -> None:
    clue = make_clue(city, at=on("09-01"))
    Clue.objects.filter(pk=clue.pk).update(cycle=2)

    assert by_key(asked(api, "clues_open", group_by="region")) == {"321181": 1}
