"""A point outside its region is taken, marked and asked about; no rule, bulk act or program sends it."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agencies.actions.demo import keep_city
from agencies.data import known_reaches
from agencies.models import Region
from agencies.queries.directory import directory
from cases.models import Clue
from cases.queries.ledgers import doubted_places
from kernel.models import Event
from tests.cases.ledgers import imported, row, written
from tests.cases.situations import clue_in, program_of
from tests.cast import City, make_clue
from tests.conftest import ApiOf
from tests.web.readers import reader
from tests.workers import drain

MARK = "location_outside_region"
NEW = {"description": "云阳街道夜间废气", "channel": "hotline_12345", "region_code": "321181"}
BEIJING = {"lon": "116.4", "lat": "39.9", "coord_sys": "wgs84"}
AT_HOME = {"lon": "119.58", "lat": "31.98", "coord_sys": "wgs84"}
FORM = NEW | {"priority": "general", "legal_path": "env_business"}
LEAD = "321181-hb"
# A place of a branch that lies at the edge of its county, as maps print it.
EDGES = {
    "321181113": (119.83, 32.10),
    "321181104": (119.70, 31.76),
    "321182104": (119.93, 32.02),
    "321183107": (119.00, 31.72),
    "321183109": (119.08, 32.14),
    "321112100": (119.65, 32.29),
    "321112402": (119.36, 31.83),
    "321102401": (119.55, 32.27),
    "321111007": (119.27, 32.12),
}


@pytest.fixture(autouse=True)
def _reach(city: City) -> None:
    """丹阳 has a place; 丹徒 has none of its own, and its city neither."""
    Region.objects.filter(pk="321181").update(**known_reaches()["321181"])


def placed(city: City, **facts: Any) -> Clue:
    """A clue of 丹阳 that lies in Beijing."""
    place = {"lon": Decimal("116.4"), "lat": Decimal("39.9"), "coord_sys": "wgs84"}
    return make_clue(city, **{**place, **facts})


def marks(clue: Clue) -> list[str]:
    clue.refresh_from_db()
    return clue.marks


@pytest.mark.parametrize(("place", "outside"), [(BEIJING, True), (AT_HOME, False)], ids=["Beijing", "at home"])
def test_every_program_door_marks_a_point_outside_its_region(
    api: ApiOf,
    tmp_path: Path,
    place: dict[str, str],
    outside: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    client = api("intake")
    body: dict[str, Any] = NEW | place

    posted = client.post("/api/v1/clues", body).json()
    put = client.put("/api/v1/sources/12345/clues/1", {**body, "version": 1}).json()
    batch = client.post("/api/v1/clues/batch", {"items": [body]}).json()["results"][0]
    imported(written(tmp_path, row(经度=place["lon"], 纬度=place["lat"])))

    told = [posted["marks"], put["marks"], batch["marks"], Clue.objects.get(source_system="old").marks]
    assert [MARK in one for one in told] == [outside] * 4
    assert (posted["outside_region_km"] or 0) > 800 if outside else posted["outside_region_km"] is None


def test_a_page_asks_back_once_and_saves_with_the_tick(city: City) -> None:
    client = reader("intake")

    asked = client.post("/clues/new", FORM | BEIJING)
    saved = client.post("/clues/new", FORM | BEIJING | {"place_stands": "on"})

    assert (asked.status_code, saved.status_code) == (422, 302)
    assert "公里，仍按此登记" in asked.content.decode()
    assert Clue.objects.get().marks == [MARK]


def test_the_edit_page_asks_whether_to_save_and_not_whether_to_register(city: City) -> None:
    clue = make_clue(city)
    was = {f"was-{name}": "" for name in BEIJING}

    asked = reader("intake").post(
        f"/clues/{clue.pk}/edit", {"version": clue.version, "priority": clue.priority, **was, **BEIJING}
    )

    page = asked.content.decode()
    assert (asked.status_code, "公里，仍按此保存" in page, "仍按此登记" in page) == (422, True, False)


def test_a_page_asks_nothing_about_a_point_at_home(city: City) -> None:
    assert reader("intake").post("/clues/new", FORM | AT_HOME).status_code == 302
    assert Clue.objects.get().marks == []


def test_an_edit_that_moves_the_point_asks_back_and_one_that_brings_it_home_takes_the_mark(city: City) -> None:
    clue = make_clue(city)
    client, path = reader("intake"), f"/clues/{clue.pk}/edit"
    form = {"title": "", "address": "", "priority": "general"}

    asked = client.post(path, form | BEIJING | {"was-priority": "general"})
    saved = client.post(path, form | BEIJING | {"was-priority": "general", "place_stands": "on"})
    away = marks(clue)
    client.post(path, form | AT_HOME | {"was-priority": "general", "was-lon": "116.400000"})

    assert (asked.status_code, saved.status_code, away, marks(clue)) == (422, 302, [MARK], [])


def test_the_page_and_the_desk_show_the_mark_until_somebody_confirms_with_a_reason(city: City, api: ApiOf) -> None:
    clue, client = placed(city), reader("dispatcher")
    shown = [client.get(path).content.decode() for path in (f"/clues/{clue.pk}", "/desk")]
    listed = client.get("/clues/?outside_region=true").content.decode()

    away = clue.outside_region_km
    answer = api("dispatcher").post(f"/api/v1/clues/{clue.pk}/actions/confirm_place", {"reason": "跨界排口"})

    assert all("地点与区划不符" in page for page in shown)
    assert clue.number in listed
    assert (answer.status_code, answer.json()["marks"]) == (200, [])
    assert Event.objects.get(type="clue.place_confirmed").data["km"] == away


def test_an_imported_closed_clue_is_asked_about_where_it_can_be_answered_and_its_mark_is_taken(
    city: City, api: ApiOf, tmp_path: Path
) -> None:
    imported(written(tmp_path, row(经度=BEIJING["lon"], 纬度=BEIJING["lat"])))
    clue = Clue.objects.get(status="closed", outside_region_km__isnull=False)
    asked, told = (reader(name).get(f"/clues/{clue.pk}").content.decode() for name in ("dispatcher", "unithead"))

    answer = api("dispatcher").post(f"/api/v1/clues/{clue.pk}/actions/confirm_place", {"reason": "跨界排口"})

    assert [("公里。" in page, "说明理由确认地点" in page) for page in (asked, told)] == [(True, True), (True, False)]
    assert "更正坐标" not in asked
    assert (answer.status_code, marks(clue), doubted_places("old")) == (200, [], 0)


def test_a_confirmed_place_stays_confirmed_until_it_moves(city: City, api: ApiOf) -> None:
    clue, client = placed(city), api("dispatcher")
    path = f"/api/v1/clues/{clue.pk}"
    client.post(f"{path}/actions/confirm_place", {"reason": "跨界排口"})

    client.patch(path, {"title": "新标题"}, headers={"If-Match": client.get(path)["ETag"]})
    kept = marks(clue)
    client.patch(path, {"lon": "116.5"}, headers={"If-Match": client.get(path)["ETag"]})

    assert (kept, marks(clue)) == ([], [MARK])


def test_correcting_the_region_compares_again(city: City, api: ApiOf) -> None:
    clue = placed(city)

    body = {"field": "region_code", "value": "321112", "reason": "核对原件"}
    api("dispatcher").post(f"/api/v1/clues/{clue.pk}/actions/correct", body)

    assert marks(clue) == []


def test_a_newer_version_of_its_source_compares_again(city: City, api: ApiOf) -> None:
    client, path = api("intake"), "/api/v1/sources/12345/clues/1"
    client.put(path, {**NEW, **BEIJING, "version": 1})

    assert client.put(path, {**NEW, **AT_HOME, "version": 2}).json()["marks"] == []


def test_a_rule_leaves_it_to_a_person(city: City) -> None:
    clue = placed(city)

    drain()

    clue.refresh_from_db()
    assert (clue.status, clue.proposed_lead_id, clue.rules_off) == ("registered", None, True)
    assert clue.routing_reason == "地点与区划不符，请人工核对"
    assert Event.objects.filter(type="clue.place_doubted").count() == 1


def test_neither_a_program_nor_a_bulk_act_sends_it_and_a_person_does(city: City, api: ApiOf) -> None:
    facts: dict[str, Any] = {"proposed_lead": city.agencies[LEAD], "routing_mode": "propose", "rules_off": False}
    clue = clue_in(city, "registered", **facts, outside_region_km=900)
    path = f"/api/v1/clues/{clue.pk}/actions/dispatch"

    program = program_of("321100-hq").post(path, {"lead_agency": LEAD})
    bulk = reader("dispatcher").post("/desk/confirm", {"ids": [f"{clue.pk}:{clue.version}"]}).content.decode()
    by_hand = api("dispatcher").post(path, {"lead_agency": LEAD})

    assert (program.status_code, program.json()["errors"][0]["code"]) == (422, MARK)
    assert "地点与区划不符" in bulk
    assert by_hand.status_code == 200


def test_a_region_without_a_place_is_compared_with_the_one_above_or_not_at_all(city: City) -> None:
    beijing = Decimal("116.4"), Decimal("39.9")
    Region.objects.create(code="321181001", name="云阳街道", level="township", parent_id="321181")

    reaches = directory().reaches

    assert reaches.km_outside("321181001", *beijing) == reaches.km_outside("321181", *beijing)
    assert reaches.km_outside("321112", *beijing) is None


@pytest.mark.parametrize("code", EDGES)
def test_no_edge_of_the_demo_city_is_outside(code: str) -> None:
    Region.objects.filter(pk="321181").update(centre_lon=None, centre_lat=None, reach_km=None)
    Region.objects.filter(code__startswith="3211").update(centre_lon=None, centre_lat=None, reach_km=None)
    for known, facts in known_reaches().items():
        Region.objects.filter(pk=known).update(**facts)
    keep_city()
    lon, lat = (Decimal(str(degree)) for degree in EDGES[code])

    assert directory().reaches.km_outside(code, lon, lat) is None


def test_a_datum_that_was_left_alone_hinders_no_other_edit(city: City, api: ApiOf) -> None:
    clue, client = make_clue(city), api("dispatcher")
    Clue.objects.update(coord_sys="wgs84")
    path = f"/api/v1/clues/{clue.pk}"

    title = client.patch(path, {"title": "新标题"}, headers={"If-Match": client.get(path)["ETag"]})
    half = client.patch(path, {"lon": "116.5"}, headers={"If-Match": client.get(path)["ETag"]})

    assert (title.status_code, half.status_code) == (200, 422)


def test_the_parts_of_a_clue_lie_where_it_does_and_wait_for_a_person_too(city: City, api: ApiOf) -> None:
    clue = placed(city)
    parts = [{"description": "夜间废气"}, {"description": "河道黑臭", "region_code": "321112"}]

    answer = api("dispatcher").post(f"/api/v1/clues/{clue.pk}/actions/split", {"parts": parts})
    drain()

    made = list(Clue.objects.filter(split_from=clue).order_by("id"))
    assert answer.status_code == 200
    assert [(one.lon, one.lat, one.coord_sys) for one in made] == [(clue.lon, clue.lat, "wgs84")] * 2
    # 丹徒 has no place to compare it with.
    assert [MARK in one.marks for one in made] == [True, False]
    assert made[0].lead_agency_id is None
