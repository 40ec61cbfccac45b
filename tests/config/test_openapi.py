"""The OpenAPI document says what the answers hold."""

from typing import Any

import pytest
from django.test import Client

from cases.api.outputs import ActionsOut, ClockOut, ClueOut, TimelineEventOut
from cases.verbs import CLUE_VERBS
from tests.cast import City, make_clue
from tests.conftest import ApiOf


@pytest.fixture
def path(city: City) -> str:
    """The address of a clue."""
    return f"/api/v1/clues/{make_clue(city).pk}"


def test_a_clue_answers_with_exactly_the_fields_that_the_document_names(api: ApiOf, path: str) -> None:
    answer = api("intake").get(path).json()

    assert set(answer) == set(ClueOut().fields)
    assert set(answer["clocks"][0]) == set(ClockOut().fields)


def test_actions_and_timeline_answer_with_the_fields_that_the_document_names(api: ApiOf, path: str) -> None:
    action = api("intake").get(f"{path}/actions").json()["results"][0]
    event = api("intake").get(f"{path}/timeline").json()["results"][0]

    shape: Any = ActionsOut().fields["results"]
    assert set(action) == set(shape.child.fields)
    assert set(event) == set(TimelineEventOut().fields)


def test_the_document_and_its_browsable_page_need_no_other_host(client: Client, db: None) -> None:
    document, page = client.get("/api/v1/schema"), client.get("/api/v1/docs")

    assert (document.status_code, page.status_code) == (200, 200)
    assert b"https://cdn" not in page.content
    paths = document.content.decode()
    assert all(f"/actions/{name}:" in paths for name in CLUE_VERBS)
