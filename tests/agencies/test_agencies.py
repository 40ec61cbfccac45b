"""Agencies, regions, and what the database refuses of them."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from agencies.models import Agency, Region
from agencies.queries.agencies import agencies_named, agency_names
from agencies.queries.directory import agencies_below
from agencies.queries.regions import (
    county_code,
    current_counties,
    current_regions,
    prefixes_of,
    region_names,
    region_prefix,
    within_region,
)
from tests.cast import City, read_the_directory

BRANCHES = {"321181-hb", "321112-hb"}


def test_an_agency_sees_itself_and_all_below_it_by_line_and_by_territory(city: City) -> None:
    assert agencies_below("321100-hb") == {"321100-hb", *BRANCHES}
    assert agencies_below("321181") == {"321181", "321181-hb"}
    assert agencies_below("321100") == set(city.agencies) - {"321100-jw", "321100-jw-hb", "321112-jw", "321100-jcy"}
    assert agencies_below("321181-hb") == {"321181-hb"}


def test_each_parent_can_be_followed_alone(city: City) -> None:
    assert agencies_below("321100-hb", by_line=False) == {"321100-hb"}
    assert agencies_below("321181", by_territory=False) == {"321181"}
    assert agencies_below("321100-hb", by_line=False, by_territory=False) == {"321100-hb"}


def test_agencies_below_costs_one_query_and_survives_a_circle(
    city: City, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Agency.objects.filter(pk="321100-hb").update(line_parent="321181-hb")

    read_the_directory()

    with django_assert_num_queries(1):
        below = agencies_below("321181-hb")

    assert below == {"321100-hb", *BRANCHES}


def test_names_are_found_by_code_and_agencies_by_their_exact_name(city: City) -> None:
    assert agency_names(["321181-hb"]) == {"321181-hb": "镇江市丹阳生态环境局"}
    assert len(agency_names()) == len(city.agencies)
    assert [one.code for one in agencies_named(" 镇江市丹阳生态环境局 ")] == ["321181-hb"]
    assert agencies_named("丹阳生态环境局") == []


@pytest.mark.parametrize(
    ("code", "prefix", "county"),
    [
        ("321100", "3211", "321100"),
        ("321181", "321181", "321181"),
        ("321181102", "321181102", "321181"),
        ("320000", "32", "320000"),
    ],
)
def test_a_regions_prefix_covers_all_below_it(code: str, prefix: str, county: str) -> None:
    assert (region_prefix(code), county_code(code)) == (prefix, county)
    assert prefix in prefixes_of(code)


def test_a_clue_in_a_township_is_within_its_county_and_city(city: City) -> None:
    Region.objects.create(code="321181102", name="珥陵镇", level="township", parent_id="321181")

    found = Region.objects.filter(within_region("321100", field="parent"))

    assert {region.code for region in found} == {"321181", "321112", "321181102"}
    assert {"3211", "321100", "321181", "321181102"} <= set(prefixes_of("321181102"))


def test_a_region_that_was_abolished_is_not_current(city: City) -> None:
    Region.objects.filter(pk="321112").update(valid_to=date(2025, 12, 31))

    assert [region.code for region in current_counties(on=date(2026, 1, 1))] == ["321181"]
    assert [region.code for region in current_regions(on=date(2025, 12, 31))] == ["321100", "321112", "321181"]
    assert region_names()["321112"] == "丹徒区"


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"code": "32118", "level": "county"}, "region_code_has_six_or_nine_digits"),
        ({"code": "321181", "level": "township"}, "region_township_alone_needs_nine_digits"),
        ({"code": "321181102", "level": "county"}, "region_township_alone_needs_nine_digits"),
        ({"code": "321181", "level": "county", "parent_id": "321181"}, "region_is_not_its_own_parent"),
        ({"code": "321181", "level": "county", "valid_to": date(1949, 1, 1)}, "region_ends_after_it_begins"),
    ],
)
@pytest.mark.django_db
def test_the_database_refuses_a_region_that_cannot_be(values: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Region.objects.create(name="某地", **values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"code": "321100:hq"}, "agency_code_is_letters_digits_and_hyphens"),
        ({"code": "x", "kind": "club"}, "agency_kind_is_known"),
        ({"code": "x", "line_parent_id": "x"}, "agency_is_not_its_own_line_parent"),
        ({"code": "x", "territory_parent_id": "x"}, "agency_is_not_its_own_territory_parent"),
    ],
)
def test_the_database_refuses_an_agency_that_cannot_be(city: City, values: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Agency.objects.create(**{"name": "某局", "kind": "bureau", "region_id": "321100", **values})
