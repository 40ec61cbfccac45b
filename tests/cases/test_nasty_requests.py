"""What no honest program sends: refused by its right number, and never by a 500."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from cases.models import Clue
from tests.cases.situations import clue_in
from tests.cast import City, make_clue
from tests.conftest import ApiOf

NEW: dict[str, Any] = {"description": "夜间异味扰民", "channel": "hotline_12345", "region_code": "321181"}
CLUES = "/api/v1/clues"
PROBLEM = "application/problem+json"


def sent(client: APIClient, body: Any, *, content_type: str = "application/json", path: str = CLUES) -> Any:
    """The answer to raw bytes."""
    return client.generic("POST", path, body, content_type=content_type)


def deep(levels: int) -> str:
    """An array in an array in an array."""
    return "[" * levels + "]" * levels


NASTY: dict[str, tuple[str | bytes, int]] = {
    "not json": ("{", 400),
    "empty": ("", 400),
    "null": ("null", 400),
    "list": ("[1]", 400),
    "number": ("5", 400),
    "text": ('"x"', 400),
    "bytes": (b"\xff\xfe{}", 400),
    "lone surrogate": ('{"description": "\\ud800"}', 400),
    "nul": (json.dumps({**NEW, "description": "a\0b"}), 400),
    "nul in a key": (json.dumps({**NEW, "a\0": 1}), 400),
    "nul inside": (json.dumps({**NEW, "reporter": {"name": "a\0"}}), 400),
    "deep": (deep(100_000), 400),
    "deep enough for Python": (deep(1_000), 400),
    "deep in a field": (json.dumps(NEW)[:-1] + f', "pollution_types": {deep(1_000)}}}', 400),
    "deep with a nul": ("[" * 990 + '"\\u0000"' + "]" * 990, 400),
    "deep in a number": (json.dumps(NEW)[:-1] + f', "lon": {deep(1_000)}}}', 400),
    "endless number": (json.dumps(NEW)[:-1] + ', "lon": 1e400}', 400),
    "long number": (json.dumps(NEW)[:-1] + f', "lon": {"9" * 5000}}}', 400),
    "not a number": (json.dumps({**NEW, "lon": "NaN", "lat": "Infinity", "coord_sys": "wgs84"}), 400),
    "far away": (json.dumps({**NEW, "lon": 999, "lat": -999, "coord_sys": "wgs84"}), 400),
    "dict for text": (json.dumps({**NEW, "title": {"a": 1}}), 400),
    "list for a code": (json.dumps({**NEW, "region_code": ["321181"]}), 400),
    "dict for a code": (json.dumps({**NEW, "concerns_agency": {"a": 1}}), 400),
    "long title": (json.dumps({**NEW, "title": "长" * 201}), 400),
    "long description": (json.dumps({**NEW, "description": "长" * 10_001}), 400),
    "no date": (json.dumps({**NEW, "received_at": "2021-13-45 25:61"}), 400),
    "before there was an office": (json.dumps({**NEW, "received_at": "1949-09-30T00:00:00+08:00"}), 422),
    "a slip of the year": (json.dumps({**NEW, "received_at": "0202-11-16T00:00:00Z"}), 422),
    "the first year": (json.dumps({**NEW, "received_at": "0001-01-01T00:00:00+14:00"}), 400),
    "the last year": (json.dumps({**NEW, "occurred_at": "9999-12-31T23:59:59-12:00"}), 400),
    "version of a source": (json.dumps({**NEW, "source": {"system": "a", "external_id": "b", "version": 1.5}}), 400),
    "nameless source": (json.dumps({**NEW, "source": {"system": "", "external_id": ""}}), 400),
    "named nobody": (json.dumps({**NEW, "reporter": {"is_named": True}}), 400),
    "many types": (json.dumps({**NEW, "pollution_types": ["air"] * 13}), 400),
}


@pytest.mark.parametrize("name", list(NASTY))
def test_a_nasty_body_is_refused_and_nothing_is_kept(api: ApiOf, name: str) -> None:
    body, status = NASTY[name]

    response = sent(api("intake"), body)

    assert (response.status_code, response["Content-Type"]) == (status, PROBLEM)
    assert not Clue.objects.exists()


def test_a_body_beyond_the_limit_is_413(api: ApiOf) -> None:
    response = sent(api("intake"), b'"' + b"x" * (5 * 1024 * 1024) + b'"')

    assert (response.status_code, response.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_anything_but_json_is_415(api: ApiOf, content_type: str) -> None:
    response = sent(api("intake"), "description=x", content_type=content_type)

    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


def test_a_method_nobody_answers_to_is_405(city: City, api: ApiOf) -> None:
    response = api("intake").put(f"{CLUES}/{make_clue(city).pk}", NEW)

    assert (response.status_code, response["Allow"]) == (405, "GET, PATCH, HEAD, OPTIONS")


def test_a_nul_in_the_address_is_refused(api: ApiOf) -> None:
    assert [api("intake").get(path).status_code for path in (f"{CLUES}?q=a%00", f"{CLUES}/a%00b")] == [400, 400]


def test_an_address_nobody_knows_is_a_problem_too(api: ApiOf) -> None:
    response = api("intake").get("/api/v1/nothing/here")

    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


QUERIES = [
    "batch=%27", "inspection=x",
    "colour=green", "status=lost", "channel=pigeon", "page_size=0", "page_size=201", "page_size=-1", "page_size=ten",
    "page_size=%D9%A3", "page_size=", "cursor=", "cursor=broken", "cursor=%E4%B8%AD", "cursor=bnwyMDI2fHg",
    "cursor=bnw5OTk5LTEyLTMxfDE", "received_at_after=yesterday", "received_at_before=9999-99-99", "overdue=perhaps",
    "q=" + "%E9%95%BF" * 101, "pollution_type=magic", "priority=1", "closure=half", "verdict=guilty",
    "q=+", "lead_agency=nobody", "region_code=%25", "status=", "status=closed&status=",
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_a_filter_a_cursor_or_a_size_that_means_nothing_is_400_with_its_pointer(api: ApiOf, query: str) -> None:
    response = api("intake").get(f"{CLUES}?{query}")

    assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)
    assert [error["pointer"] for error in response.json()["errors"]] == [f"/{query.partition('=')[0]}"]


HARMLESS = [
    "q=%27%22%3B--", "q=%25_%5C", "q=:*%26%7C!()", "q=%F0%9F%92%A9", "q=%F0%A0%80%80",
    "batch=00000000-0000-7000-8000-00000000000f", "source=x",
    "received_at_after=0001-01-01T00:00:00%2B14:00",
    "q=a%20b%20c%20d%20e%20f%20g", "overdue=true", "overdue=false",
]  # fmt: skip


@pytest.mark.parametrize("query", HARMLESS)
def test_strange_words_find_nothing_and_break_nothing(city: City, api: ApiOf, query: str) -> None:
    make_clue(city)

    assert api("intake").get(f"{CLUES}?{query}").status_code == 200
    assert api("handler").get(f"{CLUES}?{query}").status_code == 200


VERB_BODIES = [
    "[]", "null", "5", '{"reason": null}', '{"reason": {"a": 1}}', '{"reason": ""}', '{"reason": " "}',
    '{"reason": "x", "also": 1}', '{"acting_person": 1, "reason": "x"}', '{"reason": "a\\u0000b"}', "{",
]  # fmt: skip


@pytest.mark.parametrize("body", VERB_BODIES)
def test_a_nasty_verb_is_400_and_moves_nothing(city: City, api: ApiOf, body: str) -> None:
    clue = clue_in(city, "dispatched")

    response = sent(api("dispatcher"), body, path=f"{CLUES}/{clue.pk}/actions/recall")

    assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)
    assert Clue.objects.get().status == "dispatched"


@pytest.mark.parametrize(
    "days", ["0", "31", "-1", "1e30", "true", '"ten"', "9223372036854775808", "[1]", "null", "1.5"]
)
def test_an_extension_is_asked_for_in_whole_days_up_to_thirty(city: City, api: ApiOf, days: str) -> None:
    clue = clue_in(city, "dispatched")

    body = f'{{"days": {days}, "reason": "需检测"}}'
    response = sent(api("handler"), body, path=f"{CLUES}/{clue.pk}/actions/request_extension")

    assert [error["pointer"] for error in response.json()["errors"]] == ["/days"]
    assert response.status_code == 400


@pytest.mark.parametrize("key", ["", "k" * 256, "two words", "钥匙"])
def test_an_idempotency_key_is_up_to_255_visible_characters(api: ApiOf, key: str) -> None:
    response = api("intake").post(CLUES, NEW, headers={"Idempotency-Key": key.encode().decode("latin-1")})

    assert response.status_code == 400
    assert not Clue.objects.exists()


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "Bearer ", "Bearer x y", "Bearer \xff", "Token abc", ""])
def test_a_broken_authorization_is_401(db: None, header: str) -> None:
    response = APIClient().get(CLUES, headers={"Authorization": header})

    assert (response.status_code, "WWW-Authenticate" in response) == (401, True)
