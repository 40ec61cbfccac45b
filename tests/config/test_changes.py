"""The change feed: everything a reader may know, in order, once, and no gap that shows the rest."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from rest_framework.test import APIClient

from agencies.models import Agency
from cases.actions.clues import Reason, Words, comment_clue, void_clue
from cases.actions.dispatches import Dispatch, dispatch_clue, recall_clue, sign_clue
from cases.actions.reporters import reveal_reporter_clue
from cases.models import Clue
from cases.workflow import CLUE
from config.feed import FEED, UNTOLD
from kernel.feed import KEPT
from kernel.keys import key_ring
from kernel.verbs import Nothing
from tests.architecture.test_house import ROOT, modules
from tests.cases.situations import program_of
from tests.cast import City, make_clue
from tests.databases import as_superuser

CHANGES = "/api/v1/changes"
DANYANG, DANTU = "321181-hb", "321112-hb"


def follower(agency: str) -> APIClient:
    """A program that only reads changes."""
    return program_of(agency, "changes:read")


def told(client: APIClient, cursor: str | None = None, **wish: int) -> dict[str, Any]:
    """A page of the feed."""
    query: dict[str, str | int] = {**wish, **({"cursor": cursor} if cursor else {})}
    answer = client.get(CHANGES, query)
    assert answer.status_code == 200, answer.content
    page: dict[str, Any] = answer.json()
    return page


def types(page: dict[str, Any]) -> list[str]:
    """What happened, in order."""
    return [event["type"] for event in page["events"]]


@pytest.fixture
def clue(city: City) -> Clue:
    """A clue that nobody was given yet."""
    return make_clue(city, at=timezone.now())


def give(city: City, clue: Clue, agency: str) -> None:
    """Dispatch the clue to an agency."""
    with transaction.atomic():
        dispatch_clue(clue, Dispatch(Agency.objects.get(pk=agency)), by=city.actor("dispatcher"), at=timezone.now())


def take_back(city: City, clue: Clue) -> None:
    """Recall it."""
    with transaction.atomic():
        recall_clue(clue, Reason("转错单位"), by=city.actor("dispatcher"), at=timezone.now())


def say(city: City, clue: Clue, count: int = 1) -> None:
    """Comment on it so many times."""
    for _turn in range(count):
        with transaction.atomic():
            comment_clue(clue, Words("现场已看"), by=city.actor("dispatcher"), at=timezone.now())


def test_an_event_is_told_thinly_with_its_resource_version_and_instant(city: City, clue: Clue) -> None:
    event = told(follower("321100-hq"))["events"][0]

    assert set(event) == {"id", "type", "resource", "resource_id", "version", "occurred_at", "data"}
    assert (event["type"], event["resource"], event["resource_id"]) == ("clue.registered", "clue", str(clue.pk))
    assert (event["version"], event["data"]) == (1, {})


def test_a_follower_goes_on_from_its_cursor_without_gap_or_double(city: City, clue: Clue) -> None:
    say(city, clue, 7)
    client = follower("321100-hq")

    pages = [told(client, limit=3)]
    while pages[-1]["has_more"]:
        pages.append(told(client, pages[-1]["cursor"], limit=3))

    versions = [event["version"] for page in pages for event in page["events"]]
    assert [len(page["events"]) for page in pages] == [3, 3, 2]
    assert versions == list(range(1, 9))


def test_a_cursor_stays_the_same_while_only_others_things_happen(city: City, clue: Clue) -> None:
    give(city, clue, DANTU)
    client = follower(DANYANG)
    before = client.get(CHANGES).content
    again = client.get(CHANGES, {"cursor": told(client)["cursor"]}).content

    say(city, clue, 5)

    assert client.get(CHANGES).content == before
    assert client.get(CHANGES, {"cursor": told(client)["cursor"]}).content == again


def test_a_clue_that_arrives_later_is_told_to_the_unit_from_its_dispatch_on(city: City, clue: Clue) -> None:
    client = follower(DANYANG)
    cursor = told(client)["cursor"]
    nothing = told(client, cursor)

    give(city, clue, DANYANG)

    page = told(client, nothing["cursor"])
    assert (types(nothing), types(page)[-1]) == ([], "clue.dispatched")


def test_a_clue_that_is_taken_back_leaves_one_tombstone_and_then_silence(city: City, clue: Clue) -> None:
    give(city, clue, DANYANG)
    client = follower(DANYANG)
    seen = told(client)

    take_back(city, clue)
    say(city, clue, 3)

    page = told(client, seen["cursor"])
    assert types(page) == ["clue.removed"]
    assert (page["events"][0]["resource_id"], page["events"][0]["data"]) == (str(clue.pk), {"deleted": True})
    assert types(told(client, page["cursor"])) == []


def test_a_clue_that_moves_between_two_branches_stays_in_their_bureaus_sight(city: City, clue: Clue) -> None:
    give(city, clue, DANYANG)
    give(city, clue, DANTU)

    assert types(told(follower(DANYANG)))[-1:] == ["clue.removed"]
    assert types(told(follower("321100-hb")))[-1:] == ["clue.dispatched"]


def test_a_voided_clue_ends_as_a_tombstone_that_says_why(city: City, clue: Clue) -> None:
    with transaction.atomic():
        void_clue(clue, Reason("测试件"), by=city.actor("director"), at=timezone.now())

    last = told(follower("321100-hq"))["events"][-1]

    assert (last["type"], last["data"]) == ("clue.voided", {"deleted": True, "reason": "voided"})


def test_an_opened_seal_is_told_to_nobody(city: City, clue: Clue) -> None:
    with transaction.atomic():
        reveal_reporter_clue(clue, Reason("回访"), by=city.actor("intake"), at=timezone.now())

    assert types(told(follower("321100-hq"))) == ["clue.registered"]


def test_what_was_written_more_than_ninety_days_ago_is_not_told_and_its_cursor_is_gone(city: City, clue: Clue) -> None:
    client = follower("321100-hq")
    cursor = told(client)["cursor"]
    say(city, clue, 2)

    with time_machine.travel(timezone.now() + KEPT + timedelta(minutes=1), tick=False):
        gone = client.get(CHANGES, {"cursor": cursor})
        anew = told(client)["events"]

    assert (gone.status_code, gone.json()["code"]) == (410, "cursor_expired")
    assert gone.json()["resync"] == [
        "/api/v1/clues?page_size=200",
        "/api/v1/tasks?page_size=200",
        "/api/v1/changes",
    ]
    assert anew == []


def test_what_was_recorded_of_an_earlier_year_is_news_all_the_same(city: City, clue: Clue) -> None:
    client = follower("321100-hq")
    cursor = told(client)["cursor"]
    say(city, clue, 2)
    old = timezone.now() - KEPT - timedelta(days=1_000)
    aged = "UPDATE kernel_event SET occurred_at = %s, recorded_at = %s WHERE version = 2"
    as_superuser(aged, old.isoformat(), old.isoformat())

    assert [event["version"] for event in client.get(CHANGES, {"cursor": cursor}).json()["events"]] == [2, 3]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"cursor": "nonsense"}, "/cursor"),
        ({"cursor": "游标"}, "/cursor"),
        ({"cursor": ""}, "/cursor"),
        ({"limit": "0"}, "/limit"),
        ({"limit": "501"}, "/limit"),
        ({"limit": "²"}, "/limit"),
        ({"since": "2026-01-01"}, "/since"),
    ],
)
def test_a_malformed_question_is_refused_with_its_pointer(city: City, query: dict[str, str], pointer: str) -> None:
    answer = follower("321100-hq").get(CHANGES, query)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


def test_a_cursor_tells_nothing_and_cannot_be_made_by_hand(city: City, clue: Clue) -> None:
    ring = key_ring()

    words = [ring.disguise(position, place="changes|cursor") for position in (1, 2)]

    assert len(set(words)) == 2
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", word) for word in words)
    with pytest.raises(ValueError, match="no key"):
        ring.undisguise(ring.disguise(1, place="elsewhere"), place="changes|cursor")


def test_the_feed_needs_its_own_scope(city: City) -> None:
    answer = program_of("321100-hq", "clues:read").get(CHANGES)

    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


def test_an_agency_without_clues_reads_an_empty_feed_and_may_come_again(city: City, clue: Clue) -> None:
    client = follower("321100-jw")

    page = told(client)

    assert (page["events"], page["has_more"]) == ([], False)
    assert told(client, page["cursor"]) == page


@pytest.mark.parametrize("count", [1, 10])
def test_a_page_of_changes_costs_the_same_whatever_its_length(
    city: City, clue: Clue, count: int, django_assert_num_queries: Any
) -> None:
    say(city, clue, count - 1)
    client = follower("321100-hq")
    told(client)

    with django_assert_num_queries(12):
        page = told(client)

    assert len(page["events"]) == count


def test_every_event_of_a_clue_is_either_told_or_expressly_not() -> None:
    told_of = set(FEED.types) | UNTOLD
    named = {name for path in modules() for name in re.findall(r'"(clue\.[a-z_]+)"', (ROOT / path).read_text())}

    named |= {line.event for line in CLUE.lines.values()}
    assert named - told_of == set(), "say in config/feed.py whether other bureaus' programs hear of it"


def test_a_signed_clue_is_told_with_the_step_it_took(city: City, clue: Clue) -> None:
    give(city, clue, DANYANG)
    with transaction.atomic():
        sign_clue(clue, Nothing(), by=city.actor("unithead"), at=timezone.now())

    last = told(follower(DANYANG))["events"][-1]

    assert (last["type"], last["data"]) == ("clue.signed", {"from_status": "dispatched", "to_status": "signed"})


def test_a_clue_that_only_is_spoken_about_is_told_with_the_state_in_which_it_stays(city: City, clue: Clue) -> None:
    say(city, clue)

    last = told(follower("321100-hq"))["events"][-1]

    assert (last["type"], last["data"]) == ("clue.commented", {"from_status": "registered"})
