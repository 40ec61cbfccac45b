"""A thousand clues at once: the same rows as one by one, and what became of each is told of each."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from cases.models import Clock, Clue, Reporter
from kernel.models import Delivery, Event, EventSeal
from tests.cases.situations import clue_in, program_of
from tests.cast import City

BATCH, CLUES = "/api/v1/clues/batch", "/api/v1/clues"
ONE: dict[str, Any] = {"description": "夜间异味扰民", "channel": "hotline_12345", "region_code": "321181"}
FULL: dict[str, Any] = {
    **ONE,
    "title": "异味",
    "pollution_types": ["air", "noise"],
    "address": "某路\t1号\n院内",
    "lon": 119.5,
    "lat": 32.1,
    "coord_sys": "gcj02",
    "occurred_at": "2026-11-20T20:00:00+08:00",
    "received_at": "2026-11-21T08:00:00+08:00",
    "reporter": {"name": "演示某人", "phone": "13800000000", "is_named": True},
    "subject": {"name": "某厂", "uscc": ""},
    "priority": "key",
}


@pytest.fixture
def hotline(city: City) -> APIClient:
    """The office's own hotline program."""
    return program_of("321100-hq", systems=("s",))


def sent(client: APIClient, *items: object) -> list[dict[str, Any]]:
    """What became of each."""
    answer = client.post(BATCH, {"items": list(items)})
    assert answer.status_code == 200, answer.content
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def known_as(external_id: str, version: object = None, **changes: object) -> dict[str, Any]:
    """An item of a system."""
    source = {"system": "s", "external_id": external_id} | ({} if version is None else {"version": version})
    return {**ONE, **changes, "source": source}


def traces(clue: Clue) -> dict[str, Any]:
    """All that a clue left behind, without what differs from clue to clue."""
    own = {"id", "number", "created_at", "updated_at", "search", "received_at", "due_at"}
    columns = {field.attname: getattr(clue, field.attname) for field in clue._meta.concrete_fields}
    events = list(Event.objects.filter(subject_id=clue.pk).order_by("id"))
    return {
        "clue": {name: value for name, value in columns.items() if name not in own},
        "words": clue.search.replace(clue.number.lower(), "") != "",
        "reporter": list(Reporter.objects.filter(clue=clue).values_list("is_named", "wants_reply")),
        "clocks": sorted(Clock.objects.filter(subject_id=clue.pk).values_list("kind", "policy", "state")),
        "events": [(one.type, one.version, one.to_status, one.data, one.imported, one.client_id) for one in events],
        "deliveries": sorted(Delivery.objects.filter(key=clue.pk).values_list("task", "queue", "attempts")),
    }


@pytest.mark.parametrize("body", [ONE, FULL, {**ONE, "channel": "inspection"}], ids=["least", "full", "inspection"])
@pytest.mark.parametrize("copies", [1, 12])
def test_a_batch_leaves_what_single_clues_leave(hotline: APIClient, body: dict[str, Any], copies: int) -> None:
    single = hotline.post(CLUES, body).json()["id"]

    results = sent(hotline, *[body] * copies)

    expected = traces(Clue.objects.get(pk=single))
    assert [result["outcome"] for result in results] == ["created"] * copies
    assert [traces(Clue.objects.get(pk=result["id"])) for result in results] == [expected] * copies


def test_each_item_meets_its_own_fate(city: City, hotline: APIClient) -> None:
    clue_in(city, "closed", source_system="s", source_external_id="closed", source_version="1")
    sent(hotline, known_as("a", 5), known_as("b"))

    results = sent(
        hotline,
        known_as("a", 6, description="新的"),
        known_as("a", 4),
        known_as("b"),
        known_as("c", 1),
        known_as("closed", 2),
        {"description": " ", "channel": "pigeon"},
        "no clue at all",
        {**ONE, "received_at": "2999-01-01T00:00:00Z"},
        ONE,
    )

    assert [result["outcome"] for result in results] == [
        "updated", "stale", "duplicate", "created", "rejected", "rejected", "rejected", "rejected", "created",
    ]  # fmt: skip
    assert [result["index"] for result in results] == list(range(9))
    assert results[4]["errors"][0]["code"] == "transition_not_allowed"
    assert {error["pointer"] for error in results[5]["errors"]} == {"/description", "/channel", "/region_code"}
    assert [error["code"] for error in results[7]["errors"]] == ["in_the_future"]
    assert Clue.objects.get(source_external_id="a").description == "新的"


def test_many_newer_versions_are_written_at_once_and_leave_the_rest_alone(hotline: APIClient) -> None:
    names = [f"n{number}" for number in range(20)]
    before = {row["index"]: row["id"] for row in sent(hotline, *[known_as(name, 1) for name in names])}

    results = sent(hotline, *[known_as(name, 2, description=f"{name}\t改\\", address="新址") for name in names])

    assert {row["index"]: row["id"] for row in results} == before
    told = dict(Clue.objects.values_list("source_external_id", "description"))
    assert told == {name: f"{name}\t改\\" for name in names}
    assert set(Clue.objects.values_list("version", "address", "status")) == {(2, "新址", "registered")}
    assert Event.objects.filter(type="clue.source_updated", version=2).count() == 20


def test_a_clue_that_comes_twice_in_one_batch_meets_itself(hotline: APIClient) -> None:
    results = sent(hotline, known_as("a", 1), known_as("a", 3, description="三"), known_as("a", 2), known_as("a", 3))

    assert [result["outcome"] for result in results] == ["created", "updated", "stale", "stale"]
    assert len({result["id"] for result in results}) == 1
    assert Clue.objects.get().description == "三"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({}, "/items"), ({"items": {}}, "/items"), ({"items": [ONE] * 1001}, "/items"), ({"items": [], "x": 1}, "/x")],
)
def test_a_batch_that_is_none_is_refused_whole(hotline: APIClient, body: dict[str, Any], pointer: str) -> None:
    answer = hotline.post(BATCH, body)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)
    assert not Clue.objects.exists()


def test_a_batch_sent_again_under_its_key_answers_the_same_and_does_nothing(hotline: APIClient) -> None:
    body = {"items": [known_as("a", 1), {}, ONE]}
    key = {"Idempotency-Key": "batch-1"}

    first, again = (hotline.post(BATCH, body, headers=key) for _turn in range(2))

    assert again["Idempotent-Replayed"] == "true"
    assert again.json() == first.json()
    assert Clue.objects.count() == 2


def test_a_batch_needs_the_scope_for_writing(city: City) -> None:
    answer = program_of("321100-hq", "clues:read").post(BATCH, {"items": [ONE]})

    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


@pytest.mark.parametrize("count", [20, 200])
def test_a_batch_costs_the_same_number_of_queries_whatever_its_length(
    hotline: APIClient, count: int, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(40):
        sent(hotline, *[known_as(f"n{number}", 1) for number in range(count)])

    assert not EventSeal.objects.exists()
