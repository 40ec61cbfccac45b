"""Disclosures at the REST door: read by programs, decided by persons, refused with codes and pointers."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from agencies.actions.tokens import TokenRequest, issue_token
from kernel.actor import SYSTEM
from tests.cast import NOON, City
from tests.conftest import ApiOf
from tests.reports.disclosures import (
    AUTHOR,
    CHIEF,
    REVIEWER,
    batch_of,
    do,
    drafted,
    published,
    reviewed,
    with_publicity,
)

BASE = "/api/v1/disclosures"


@pytest.fixture
def town(city: City) -> City:
    """The cast with its publicity."""
    return with_publicity(city)


def body(answer: Any) -> Any:
    """The answer's JSON."""
    return answer.json()


def test_a_disclosure_goes_its_whole_way_through_the_door(town: City, api: ApiOf) -> None:
    author, second = api(AUTHOR), api(REVIEWER)

    made = author.post(BASE, {"batch": str(batch_of(town).pk)})
    address = made["Location"]
    assert (made.status_code, body(made)["rows"], body(made)["status"]) == (201, 2, "drafted")
    edited = author.post(f"{address}/actions/edit_row", {"row": 1, "further_areas": ["常州市"], "held_accountable": 0})
    assert edited.status_code == 200
    author.post(f"{address}/actions/submit", {})
    second.post(f"{address}/actions/review", {})
    told = second.post(f"{address}/actions/publish", {"outlet": "市政府网站"})

    shown = body(told)
    assert (told.status_code, shown["status"], shown["reviewed_by"]) == (200, "published", REVIEWER)
    assert shown["content"]["spanning"] == [{"number": "D001", "areas": ["丹阳市", "常州市"]}]
    first = body(api("leader").get(f"{address}/rows"))["results"][0]
    assert (first["row"], first["measures_text"], first["measures"]["interviewed"]) == (1, "无", None)


def test_publishing_unreviewed_is_refused_with_its_code(town: City, api: ApiOf) -> None:
    disclosure = drafted(town, batch_of(town))

    answer = api(REVIEWER).post(f"{BASE}/{disclosure.pk}/actions/publish", {})

    assert (answer.status_code, body(answer)["code"]) == (422, "not_reviewed")


def test_a_number_left_is_refused_with_a_pointer_to_row_and_column(town: City, api: ApiOf) -> None:
    disclosure = drafted(town, batch_of(town))
    author = api(AUTHOR)
    author.post(f"{BASE}/{disclosure.pk}/actions/edit_row", {"row": 2, "done": "身份证321181199003071234"})

    answer = author.post(f"{BASE}/{disclosure.pk}/actions/submit", {})

    assert (answer.status_code, body(answer)["code"]) == (422, "number_left")
    assert [(one["pointer"], one["code"]) for one in body(answer)["errors"]] == [("/rows/2/done", "number_left")]


def test_an_authors_own_review_is_refused_with_its_code(town: City, api: ApiOf) -> None:
    disclosure = do(town, drafted(town, batch_of(town)), "submit")

    answer = api(AUTHOR).post(f"{BASE}/{disclosure.pk}/actions/review", {})

    assert (answer.status_code, body(answer)["code"]) == (403, "same_person")


def test_what_went_out_is_edited_by_nobody(town: City, api: ApiOf) -> None:
    disclosure = published(town, batch_of(town))

    answer = api(AUTHOR).post(f"{BASE}/{disclosure.pk}/actions/edit_row", {"row": 1, "done": "另一个说法"})

    assert (answer.status_code, body(answer)["code"]) == (409, "transition_not_allowed")
    assert body(answer)["allowed"] == ["record_outlet"]


@pytest.mark.parametrize("rest", ["", "/rows", "/actions", "/file?type=html"])
def test_a_draft_is_missing_for_everybody_but_the_office(town: City, api: ApiOf, rest: str) -> None:
    disclosure = drafted(town, batch_of(town))

    assert api("unithead").get(f"{BASE}/{disclosure.pk}{rest}").status_code == 404
    assert api("dispatcher").get(f"{BASE}/{disclosure.pk}{rest}").status_code == 200
    assert body(api("unithead").get(BASE))["results"] == []


def test_who_wrote_it_is_told_to_the_office_alone(town: City, api: ApiOf) -> None:
    disclosure = published(town, batch_of(town))

    inside, outside = (body(api(name).get(f"{BASE}/{disclosure.pk}")) for name in ("dispatcher", "unithead"))

    assert (inside["drafted_by"], outside["drafted_by"], outside["reviewed_by"]) == (AUTHOR, None, None)


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("?cursor=abc", "/cursor", "invalid_cursor"),
        ("?page_size=0", "/page_size", "invalid"),
        ("?page_size=201", "/page_size", "invalid"),
        ("?colour=red", "/colour", "unknown_filter"),
    ],
)
def test_a_bad_question_for_rows_is_refused(town: City, api: ApiOf, query: str, pointer: str, code: str) -> None:
    disclosure = drafted(town, batch_of(town))

    answer = api(AUTHOR).get(f"{BASE}/{disclosure.pk}/rows{query}")

    assert (answer.status_code, body(answer)["errors"][0]["pointer"]) == (400, pointer)
    assert body(answer)["errors"][0]["code"] == code


def test_rows_are_paged_in_the_order_of_the_table_both_ways(town: City, api: ApiOf) -> None:
    disclosure = drafted(town, batch_of(town, 5))
    office = api(AUTHOR)

    first = body(office.get(f"{BASE}/{disclosure.pk}/rows?page_size=2"))
    second = body(office.get(first["next"]))
    third = body(office.get(second["next"]))

    pages = [
        [one["row"] for one in page["results"]] for page in (first, second, third, body(office.get(third["previous"])))
    ]
    assert pages == [[1, 2], [3, 4], [5], [3, 4]]
    assert (first["previous"], third["next"]) == (None, None)


def test_two_scopes_at_once_or_none_are_refused(town: City, api: ApiOf) -> None:
    batch = batch_of(town)

    for wrong in ({}, {"batch": str(batch.pk), "source": "inspection:x"}):
        answer = api(AUTHOR).post(BASE, wrong)
        assert (answer.status_code, body(answer)["errors"][0]["code"]) == (422, "one_scope")


def test_a_program_reads_disclosures_and_says_nothing_of_what_goes_out(town: City) -> None:
    disclosure = reviewed(town, batch_of(town))
    token = issue_token(TokenRequest("示例程序", "321100-hq", ["reports:read"]), by=SYSTEM, at=NOON)
    program = APIClient()
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    program.default_format = "json"

    answer = program.post(f"{BASE}/{disclosure.pk}/actions/publish", {})

    assert program.get(f"{BASE}/{disclosure.pk}").status_code == 200
    assert (answer.status_code, body(answer)["code"]) == (403, "person_required")


def test_a_withdrawal_needs_the_director_and_a_reason(town: City, api: ApiOf) -> None:
    disclosure = published(town, batch_of(town))
    address = f"{BASE}/{disclosure.pk}/actions/withdraw"

    assert api(AUTHOR).post(address, {"reason": "表述有误"}).status_code == 403
    assert body(api(CHIEF).post(address, {}))["errors"][0]["pointer"] == "/reason"
    assert body(api(CHIEF).post(address, {"reason": "表述有误"}))["status"] == "withdrawn"
