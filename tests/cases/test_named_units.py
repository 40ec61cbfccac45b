"""A complaint that names whoever would get it is sent by no rule, no bulk act and no program: a person decides."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from agencies.models import Agency, Person, Post
from cases.models import Clue
from cases.queries.named_units import named_in
from tests.cases.situations import clue_in, program_of
from tests.cast import City, make_clue, read_the_directory
from tests.conftest import ApiOf
from tests.web.readers import reader
from tests.workers import drain

LEAD = "321181-hb"
# Ways to say the lead, 镇江市丹阳生态环境局, or who stands above it.
NAMED = [
    "镇江市丹阳生态环境局",
    "镇江市 丹阳 生态环境局",
    "镇江市丹阳生态环境局（执法一队）",
    "丹阳生态环境局",
    "丹阳市生态环境局",
    "丹阳环保局",
    "丹阳市环保局",
    "镇江丹阳环境局",
    "丹\u200b阳环保局",
    "镇江市生态环境局",
    "镇江环保局",
    "市环保局",
    "丹阳市人民政府",
    "丹阳市政府",
    "丹阳政府",
    "小丹环保所",
    "演示局长",
    "演示代理局长",
]
OTHERS = ["丹阳市某化工厂", "镇江市丹徒生态环境局", "生态环境", "丹阳市云阳街道", "环保"]
FIELDS = ["description", "title", "subject_name"]


@pytest.fixture(autouse=True)
def _known(city: City) -> None:
    """The lead has an alias, a head with a name, and somebody who is named to stand in."""
    Agency.objects.filter(pk=LEAD).update(aliases=["小丹环保所"])
    Person.objects.filter(username="unithead").update(name="演示局长")
    deputy = Person.objects.create(username="deputy", name="演示代理局长")
    Post.objects.filter(person__username="handler").update(substitute=deputy)


def about(city: City, field: str, name: str, **facts: Any) -> Clue:
    """A clue that speaks of somebody in one of its fields."""
    words = {"description": f"向{name}反映多次无人处理，夜间异味", "title": f"投诉{name}"}
    return make_clue(city, **{field: words.get(field, name), **facts})


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("name", NAMED)
def test_a_clue_that_names_its_unit_waits_for_a_person(city: City, name: str, field: str) -> None:
    clue = about(city, field, name)

    drain()

    clue = Clue.objects.get(pk=clue.pk)
    assert (clue.status, clue.lead_agency_id, clue.proposed_lead_id, clue.rules_off) == ("registered", None, None, True)
    assert "点名了承办单位" in clue.routing_reason


@pytest.mark.parametrize("name", OTHERS)
def test_a_clue_that_names_others_goes_its_way(city: City, name: str) -> None:
    clue = about(city, "description", name)

    drain()

    assert Clue.objects.get(pk=clue.pk).status == "dispatched"


def test_an_order_of_an_inspection_that_names_its_unit_is_not_even_proposed(city: City) -> None:
    clue = about(city, "description", "丹阳环保局", channel="inspection")

    drain()

    assert Clue.objects.get(pk=clue.pk).proposed_lead_id is None


def test_a_proposal_made_before_the_name_was_written_is_refused_in_bulk_and_dispatched_by_hand(
    city: City, api: ApiOf
) -> None:
    facts: dict[str, Any] = {"proposed_lead": city.agencies[LEAD], "routing_mode": "propose", "rules_off": False}
    clue = clue_in(city, "registered", **facts, title="投诉丹阳环保局不作为")

    bulk = reader("dispatcher").post("/desk/confirm", {"ids": [f"{clue.pk}:{clue.version}"]}).content.decode()
    by_hand = api("dispatcher").post(f"/api/v1/clues/{clue.pk}/actions/dispatch", {"lead_agency": LEAD})

    assert "点名了承办单位" in bulk
    assert (by_hand.status_code, by_hand.json()["lead_agency"]) == (200, LEAD)


@pytest.mark.parametrize("field", ["lead_agency", "co_agencies"])
def test_a_program_does_not_send_it_there_either(city: City, field: str) -> None:
    clue = clue_in(city, "registered", title="投诉丹阳环保局不作为")
    order = {"lead_agency": "321112-hb", "co_agencies": []} | {field: LEAD if field == "lead_agency" else [LEAD]}

    answer = program_of("321100-hq").post(f"/api/v1/clues/{clue.pk}/actions/dispatch", order)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unit_named")
    assert Clue.objects.get(pk=clue.pk).status == "registered"


def test_looking_for_names_asks_only_whether_the_directory_is_still_the_same(
    city: City, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clue = make_clue(city)
    read_the_directory()

    with django_assert_num_queries(1):
        named_in(clue, {LEAD, "321112-hb"})
