"""Which rule is competent."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from agencies.models import RoutingRule
from agencies.queries.routing import rule_for
from tests.cast import City, read_the_directory

TODAY = date(2026, 11, 16)


def caught(region: str = "321181", types: tuple[str, ...] = ("air",), channel: str = "grid", text: str = "废气") -> str:
    rule = rule_for(region, pollution_types=types, channel=channel, text=text, on=TODAY)
    return rule.name if rule else ""


def test_the_lowest_position_that_matches_wins(city: City) -> None:
    assert caught() == "丹阳大气自动转办"
    assert caught(channel="letter") == "丹阳其他建议转办"


def test_a_rule_is_competent_only_for_all_of_a_clues_types(city: City) -> None:
    assert caught(types=("air", "soil")) == "丹阳其他建议转办"
    assert caught(types=()) == "丹阳其他建议转办"


def test_a_township_is_caught_by_its_countys_rule_and_another_county_by_none(city: City) -> None:
    assert caught(region="321181103") == "丹阳大气自动转办"
    assert caught(region="321112") == ""


@pytest.mark.parametrize("prefix", ["321100", "3211", "32", "321112"])
def test_a_citys_rule_may_be_written_by_code_or_by_prefix(city: City, prefix: str) -> None:
    RoutingRule.objects.create(name="全市", position=5, region_codes=[prefix], lead_id="321100-hb")

    assert caught(region="321112") == "全市"


def test_a_keyword_must_stand_in_the_text(city: City) -> None:
    RoutingRule.objects.create(name="油烟", position=1, keywords=["油烟", "烧烤"], lead_id="321100-hb")

    assert caught(text="楼下烧烤店扰民") == "油烟"
    assert caught() == "丹阳大气自动转办"


def test_a_rule_outside_its_term_is_not_asked(city: City) -> None:
    RoutingRule.objects.filter(position=10).update(valid_to=date(2026, 11, 15))
    RoutingRule.objects.create(name="明天起", position=1, lead_id="321100-hb", valid_from=date(2026, 11, 17))

    assert caught() == "丹阳其他建议转办"


def test_equal_positions_are_read_by_name(city: City) -> None:
    RoutingRule.objects.create(name="乙", position=1, lead_id="321100-hb")
    RoutingRule.objects.create(name="丙", position=1, lead_id="321100-hb")

    assert caught() == "丙"


def test_a_rule_comes_with_lead_and_co_handlers_at_a_fixed_cost(
    city: City, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    RoutingRule.objects.get(position=10).co_agencies.add(city.agencies["321100-hb"], city.agencies["321112-hb"])

    read_the_directory()

    with django_assert_num_queries(1):
        rule = rule_for("321181", pollution_types=["air"], channel="grid", text="", on=TODAY)
        assert rule is not None
        assert [rule.lead.name, *sorted(one.code for one in rule.co_agencies.all())] == [
            "镇江市丹阳生态环境局",
            "321100-hb",
            "321112-hb",
        ]
