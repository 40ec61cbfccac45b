"""The demo city is what the REST contract says, and loading it twice changes nothing."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.hashers import check_password

from agencies.actions.demo import load_demo_city
from agencies.models import Agency, Person, Post, Region, RoutingRule
from agencies.queries.agencies import agencies_named
from agencies.queries.directory import agencies_below
from agencies.queries.posts import holds_post_in, posts_held_by
from agencies.queries.routing import rule_for
from agencies.rules import ADMINISTRATORS
from kernel.models import Event

AT = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 16)
# Counties and the townships that the city's ledger of 2021 names.
LEDGER = {
    "京口区": "象山街道 谏壁街道 大市口街道 正东路街道",
    "润州区": "宝塔路街道 和平路街道 七里甸街道 官塘桥街道",
    "丹徒区": "辛丰镇 谷阳镇 上党镇 宝堰镇 高资街道",
    "丹阳市": "云阳街道 皇塘镇 导墅镇 访仙镇 珥陵镇",
    "扬中市": "三茅街道 新坝镇 油坊镇 八桥镇",
    "句容市": "华阳街道 宝华镇 下蜀镇 茅山镇 后白镇",
}


@pytest.fixture(autouse=True)
def _demo_city(db: None) -> None:
    load_demo_city(password="a demo password", at=AT)


@pytest.mark.parametrize("county", LEDGER)
def test_every_unit_of_the_ledger_is_there_under_exactly_its_name(county: str) -> None:
    towns = [f"{town}办事处" if town.endswith("街道") else f"{town}人民政府" for town in LEDGER[county].split()]
    units = [f"镇江市{county[:2]}生态环境局", f"{county}住房和城乡建设局", f"{county}人民政府", *towns]

    codes = [[agency.code for agency in agencies_named(unit)] for unit in units]

    region = Region.objects.get(name=county)
    assert [len(found) for found in codes] == [1] * len(units)
    assert all(code.startswith(region.code) for (code,) in codes)


def test_the_city_has_exactly_six_counties_and_the_real_township_codes() -> None:
    counties = Region.objects.filter(level="county").order_by("code").values_list("code", flat=True)

    assert list(counties) == ["321102", "321111", "321112", "321181", "321182", "321183"]
    assert Region.objects.get(name="珥陵镇").code == "321181102"


def test_every_agency_of_the_contract_is_there() -> None:
    codes = ["hq", "jw", "jw-hb", "hb", "zj", "cg", "ga", "jcy"]
    wanted = {f"321100-{code}" for code in codes} | {"321100", "321112-jw", "321102-hb", "321183-zj", "321181"}

    assert set(Agency.objects.filter(pk__in=wanted).values_list("pk", flat=True)) == wanted


def test_an_ecology_branch_is_seen_from_its_line_and_its_territory() -> None:
    assert "321181-hb" in agencies_below("321100-hb")
    assert "321181-hb" in agencies_below("321181")
    assert "321181-hb" not in agencies_below("321100-hb", by_line=False)
    assert agencies_below("321100-jw") == {"321100-jw", "321100-jw-hb", "321112-jw"}
    assert not agencies_below("321100") & {"321100-jw", "321112-jw", "321100-jw-hb"}


def test_the_director_also_heads_the_ecology_bureau_and_director2_holds_nothing_else() -> None:
    director, director2 = Person.objects.get(username="director"), Person.objects.get(username="director2")

    assert [post.code for post in posts_held_by(director, on=TODAY)] == ["321100-hq:director", "321100-hb:unithead"]
    assert [post.code for post in posts_held_by(director2, on=TODAY)] == ["321100-hq:director"]
    assert not holds_post_in(director2, agencies_below("321100-hb"), on=TODAY)


def test_administrators_hold_no_business_post() -> None:
    administrators = Person.objects.filter(posts__role__in=ADMINISTRATORS)

    assert sorted(person.username for person in administrators) == ["auditor", "secadmin", "sysadmin"]
    assert Post.objects.filter(person__in=administrators).exclude(role__in=ADMINISTRATORS).count() == 0


def test_everybody_has_the_one_password_and_a_visibly_made_up_name() -> None:
    people = list(Person.objects.all())

    assert len(people) == 16
    assert all(check_password("a demo password", person.password) for person in people)
    assert all(person.name.startswith("演示") and person.pinyin.startswith("yan shi") for person in people)


@pytest.mark.parametrize(
    ("channel", "types", "mode"),
    [
        ("hotline_12345", ["air"], "dispatch"),
        ("monitoring", ["water", "noise"], "dispatch"),
        ("hotline_12345", ["soil"], "propose"),
        ("letter", ["air"], "propose"),
        ("inspection", [], "propose"),
    ],
)
@pytest.mark.parametrize("region", ["321102", "321112101", "321183"])
def test_ordinary_clues_are_dispatched_and_others_proposed(
    region: str, channel: str, types: list[str], mode: str
) -> None:
    rule = rule_for(region, pollution_types=types, channel=channel, text="", on=TODAY)

    assert rule is not None
    assert (rule.mode, rule.lead_id) == (mode, f"{region[:6]}-hb")


def test_loading_again_changes_nothing_that_people_changed() -> None:
    before = [model.objects.count() for model in (Region, Agency, Person, Post, RoutingRule)]
    Agency.objects.filter(pk="321181-hb").update(contact_name="演示新联络员")

    load_demo_city(password="a demo password", at=AT)

    assert [model.objects.count() for model in (Region, Agency, Person, Post, RoutingRule)] == before
    assert Agency.objects.get(pk="321181-hb").contact_name == "演示新联络员"
    assert Event.objects.filter(type="city.loaded").count() == 1


def test_another_password_is_given_to_everybody() -> None:
    load_demo_city(password="another password", at=AT)

    assert all(check_password("another password", person.password) for person in Person.objects.all())
