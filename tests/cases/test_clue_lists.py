"""Lists of clues: keyset pages, filters, limits."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from pytest_django import DjangoAssertNumQueries, Settings
from rest_framework.test import APIClient

from agencies.models import Region
from cases.models import Clue, CoHandling
from tests.cases.situations import clue_in
from tests.cast import NOON, City, make_batch, make_clue, read_the_directory
from tests.conftest import ApiOf

CLUES = "/api/v1/clues"


def many(city: City, count: int) -> list[Clue]:
    """Clues a minute apart in pairs, so that pages break between equal instants too."""
    return [make_clue(city, at=NOON + timedelta(minutes=index // 2)) for index in range(count)]


def walk(client: APIClient, path: str, towards: str) -> list[list[str]]:
    """The ids on each page, following `next` or `previous` to the end."""
    pages: list[list[str]] = []
    address: str | None = path
    while address:
        page: Any = client.get(address).json()
        pages.append([row["id"] for row in page["results"]])
        address = page[towards]
    return pages


def test_forwards_every_clue_is_seen_once_newest_first(city: City, api: ApiOf) -> None:
    clues = many(city, 120)

    pages = walk(api("intake"), f"{CLUES}?page_size=25", "next")

    assert [len(page) for page in pages] == [25, 25, 25, 25, 20]
    newest_first = sorted(clues, key=lambda clue: (clue.received_at, clue.id), reverse=True)
    assert [pk for page in pages for pk in page] == [str(clue.id) for clue in newest_first]


def test_backwards_the_same_pages_come_again(city: City, api: ApiOf) -> None:
    many(city, 60)
    client = api("intake")
    forwards = walk(client, f"{CLUES}?page_size=25", "next")
    second = client.get(client.get(f"{CLUES}?page_size=25").json()["next"]).json()
    last = client.get(second["next"]).json()

    backwards = walk(client, last["previous"], "previous")

    assert (last["next"], second["previous"] is None) == (None, False)
    assert backwards == [forwards[1], forwards[0]]


def test_a_clue_that_arrives_meanwhile_shifts_no_page(city: City, api: ApiOf) -> None:
    many(city, 20)
    client = api("intake")
    first = client.get(f"{CLUES}?page_size=10").json()
    make_clue(city, at=NOON + timedelta(days=1))

    second = client.get(first["next"]).json()

    seen = {row["id"] for row in first["results"]} & {row["id"] for row in second["results"]}
    assert (len(second["results"]), seen) == (10, set())


def test_a_cursor_keeps_its_filters_and_is_safe_in_an_address(city: City, api: ApiOf) -> None:
    many(city, 4)

    address = api("intake").get(f"{CLUES}?page_size=2&channel=hotline_12345").json()["next"]

    assert "channel=hotline_12345" in address
    cursor = address.partition("cursor=")[2].partition("&")[0]
    assert cursor.replace("-", "").replace("_", "").isalnum()


def test_fifty_stand_on_a_page_and_two_hundred_may(city: City, api: ApiOf) -> None:
    many(city, 51)

    sizes = [len(api("intake").get(f"{CLUES}{query}").json()["results"]) for query in ("", "?page_size=200")]

    assert sizes == [50, 51]


def test_an_empty_list_has_no_neighbours(api: ApiOf) -> None:
    assert api("intake").get(CLUES).json() == {"results": [], "next": None, "previous": None}


FILTERS = {
    "status=dispatched": "b",
    "status=registered": "a",
    "channel=letter": "a",
    "priority=key": "b",
    "verdict=substantiated": "c",
    "closure=open": "ab",
    "closure=closed": "c",
    "region_code=3211": "abc",
    "region_code=321112": "a",
    "pollution_type=water": "a",
    "lead_agency=321181-hb": "bc",
    "batch={batch}": "b",
    "inspection={inspection}": "b",
    "source=12369": "c",
    "overdue=true": "b",
    "overdue=false": "ac",
    "received_at_after=2026-11-16T04:00:00Z": "bc",
    "received_at_before=2026-11-16T04:00:00Z": "a",
    "closure=closed&channel=letter": "",
}


@pytest.mark.parametrize("query", list(FILTERS))
def test_each_filter_narrows_as_its_name_says(city: City, api: ApiOf, query: str) -> None:
    letter: dict[str, Any] = {
        "channel": "letter",
        "region": Region.objects.get(code="321112"),
        "pollution_types": ("air", "water"),
    }
    a = make_clue(city, at=NOON - timedelta(seconds=1), **letter)
    batch = make_batch(city)
    b = clue_in(city, "dispatched", priority="key", batch=batch, due_at=NOON - timedelta(days=1))
    c = clue_in(city, "closed", at=NOON + timedelta(seconds=1), source_system="12369", source_external_id="1")
    names = {str(a.pk): "a", str(b.pk): "b", str(c.pk): "c"}

    asked = query.format(batch=batch.pk, inspection=batch.inspection_id)
    rows = api("intake").get(f"{CLUES}?{asked}").json()["results"]

    assert "".join(sorted(names[row["id"]] for row in rows)) == FILTERS[query]


@pytest.mark.parametrize("username", ["intake", "handler", "leader"])
def test_a_page_of_ten_costs_what_a_page_of_one_costs(
    city: City, api: ApiOf, username: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for turn in range(10):
        clue = clue_in(city, "dispatched", at=NOON + timedelta(hours=turn))
        CoHandling.objects.create(clue=clue, agency_id="321112-hb")
        Clue.objects.filter(pk=clue.pk).update(handler=city.actor("handler").person, routing_rule=None)
    client = api(username)
    read_the_directory()
    queries = {"intake": 10, "handler": 12, "leader": 12}[username]

    for size in (1, 10):
        with django_assert_num_queries(queries):
            rows = client.get(f"{CLUES}?page_size={size}").json()["results"]
        assert [row["lead_agency_name"] for row in rows] == ["镇江市丹阳生态环境局"] * size
        assert {row["co_agencies"][0] for row in rows} == {"321112-hb"}


def test_the_limit_is_told_and_kept(api: ApiOf, settings: Settings) -> None:
    settings.API_REQUESTS_PER_MINUTE = 2

    with time_machine.travel(NOON + timedelta(seconds=20), tick=False):
        client = api("intake")
        answers = [client.get(CLUES) for _ in range(3)]
        others = api("dispatcher").get(CLUES)

    assert [answer.status_code for answer in (*answers, others)] == [200, 200, 429, 200]
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert (answers[2].json()["code"], answers[2]["Retry-After"]) == ("throttled", "40")


def test_the_default_limit_is_six_thousand_a_minute() -> None:
    assert settings.API_REQUESTS_PER_MINUTE == 6000
