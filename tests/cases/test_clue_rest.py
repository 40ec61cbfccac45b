"""The REST door of clues as api.md describes it: shapes, the order of refusals, ETags."""

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from cases.models import Clue
from tests.cases.situations import clue_in, program_of
from tests.cast import City, make_clue
from tests.conftest import ApiOf

NEW: dict[str, Any] = {"description": "夜间异味扰民", "channel": "hotline_12345", "region_code": "321181"}
CLUES = "/api/v1/clues"


def faults_of(response: Any) -> dict[str, str]:
    """The refused pointers with their codes."""
    return {error["pointer"]: error["code"] for error in response.json()["errors"]}


def test_whoever_does_not_say_who_they_are_is_told_how_to(db: None) -> None:
    response = APIClient().get(CLUES)

    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert response["Content-Type"] == "application/problem+json"
    assert set(response.json()) == {"type", "title", "status", "detail", "code", "request_id"}


def test_a_hidden_clue_and_a_missing_one_cannot_be_told_apart(city: City, api: ApiOf) -> None:
    hidden = make_clue(city)
    client = api("colleague")

    answers = [client.get(f"{CLUES}/{pk}").json() for pk in (hidden.pk, uuid4(), "no-uuid")]

    assert all({**answer, "request_id": ""} == {**answers[0], "request_id": ""} for answer in answers)
    assert answers[0]["code"] == "not_found"


def test_a_new_clue_is_answered_with_its_address_its_tag_and_its_defaults(api: ApiOf) -> None:
    response = api("intake").post(CLUES, NEW)

    body = response.json()
    assert response.status_code == 201
    assert response["Location"] == f"{CLUES}/{body['id']}"
    assert response["ETag"].startswith('"')
    assert (body["status"], body["closure"], body["legal_path"], body["priority"], body["cycle"], body["version"]) == (
        "registered",
        "open",
        "env_business",
        "general",
        1,
        1,
    )
    assert body["region_name"] == "丹阳市"


def test_every_fault_is_told_at_once_with_its_pointer(api: ApiOf) -> None:
    body = {
        "description": " \u3000\u200b",
        "channel": "pigeon",
        "region_code": "999999",
        "pollution_types": ["air", "magic"],
        "status": "closed",
        "surprise": 1,
        "lon": "119.5",
        "reporter": {"is_named": True, "shoe": 44},
    }

    response = api("intake").post(CLUES, body)

    assert response.status_code == 400
    found = faults_of(response)
    assert {"/description", "/channel", "/region_code", "/status", "/surprise", "/reporter/shoe"} <= set(found)
    assert (found["/surprise"], found["/region_code"]) == ("unknown_field", "does_not_exist")
    assert any(pointer.startswith("/pollution_types") for pointer in found)


def test_what_must_be_written_is_asked_for(api: ApiOf) -> None:
    assert faults_of(api("intake").post(CLUES, {})) == dict.fromkeys(
        ["/description", "/channel", "/region_code"], "required"
    )


def test_a_place_comes_with_its_datum(api: ApiOf) -> None:
    half = api("intake").post(CLUES, {**NEW, "lon": "119.5"})
    whole = api("intake").post(CLUES, {**NEW, "lon": 119.5, "lat": 32.1, "coord_sys": "gcj02"})

    assert faults_of(half) == {"/lat": "required", "/coord_sys": "required"}
    assert (whole.json()["lon"], whole.json()["coord_sys"]) == (119.5, "gcj02")
    assert whole.json()["wgs84"]["lon"] == pytest.approx(119.4949, abs=0.001)


def test_a_clue_is_not_received_tomorrow(api: ApiOf) -> None:
    response = api("intake").post(CLUES, {**NEW, "received_at": "2999-01-01T00:00:00+08:00"})

    assert (response.status_code, faults_of(response)) == (422, {"/received_at": "in_the_future"})


def test_the_same_source_number_is_answered_with_the_clue_that_has_it(api: ApiOf) -> None:
    body = {**NEW, "source": {"system": "12345", "external_id": "A-1", "version": 7}}
    first = api("intake").post(CLUES, body)

    second = api("intake").post(CLUES, body)

    assert (second.status_code, second.json()["code"]) == (409, "source_exists")
    assert second.json()["id"] == first.json()["id"]


@pytest.mark.parametrize("header", [{}, {"HTTP_IF_MATCH": '"stale"'}, {"HTTP_IF_MATCH": "right"}])
def test_an_edit_needs_the_state_it_was_made_on(city: City, api: ApiOf, header: Any) -> None:
    client, path = api("intake"), f"{CLUES}/{make_clue(city).pk}"
    if header.get("HTTP_IF_MATCH") == "right":
        header = {"HTTP_IF_MATCH": client.get(path)["ETag"]}

    response = client.patch(path, {"title": "废气"}, **header)

    expected = {None: 428, '"stale"': 412}.get(header.get("HTTP_IF_MATCH"), 200)
    assert response.status_code == expected
    assert ("current" in response.json()) == (expected == 412)
    assert Clue.objects.get().title == ("废气" if expected == 200 else "")


def test_an_edit_takes_only_what_api_md_lists(city: City, api: ApiOf) -> None:
    path = f"{CLUES}/{make_clue(city).pk}"

    response = api("intake").patch(path, {"description": "改写", "status": "closed"}, HTTP_IF_MATCH="*")

    assert (response.status_code, set(faults_of(response))) == (400, {"/description", "/status"})


def test_a_closed_clue_is_not_edited(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "closed")

    response = api("intake").patch(f"{CLUES}/{clue.pk}", {"title": "晚了"}, HTTP_IF_MATCH="*")

    assert (response.status_code, response.json()["current_status"]) == (409, "closed")


def test_refusals_come_in_the_order_of_the_contract(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "dispatched")
    stale: Any = {"HTTP_IF_MATCH": '"stale"'}
    path = f"{CLUES}/{clue.pk}/actions"
    bad = {"reason": "", "x": 1}

    answers = [
        APIClient().post(f"{path}/close", bad, **stale),
        api("colleague").post(f"{path}/reject", bad, **stale),
        api("dispatcher").post(f"{path}/reject", bad, **stale),
        api("intake").post(f"{path}/reject", bad, **stale),
        api("intake").post(f"{path}/reject", {"reason_code": "out_of_remit"}, **stale),
        api("intake").post(f"{path}/reject", {"reason_code": "out_of_remit"}),
        api("dispatcher").post(f"{path}/dispatch", {"lead_agency": "321181-hb", "co_agencies": ["321181-hb"]}),
    ]

    assert [answer.status_code for answer in answers] == [401, 404, 403, 400, 412, 409, 422]


def test_a_reader_who_has_the_state_is_told_so_and_a_unit_has_another_tag(city: City, api: ApiOf) -> None:
    path = f"{CLUES}/{clue_in(city, 'dispatched').pk}"
    office, unit = api("intake").get(path), api("handler").get(path)

    again = api("intake").get(path, HTTP_IF_NONE_MATCH=office["ETag"])

    assert (again.status_code, again["ETag"], again.content) == (304, office["ETag"], b"")
    assert unit["ETag"] != office["ETag"] == api("director").get(path)["ETag"]


def test_a_verb_changes_the_tag_and_opening_a_seal_does_not(city: City, api: ApiOf) -> None:
    path = f"{CLUES}/{clue_in(city, 'dispatched').pk}"
    before = api("intake").get(path)["ETag"]

    revealed = api("intake").post(f"{path}/actions/reveal_reporter", {"reason": "回访"})
    commented = api("intake").post(f"{path}/actions/comment", {"text": "已核"})

    assert revealed["ETag"] == before
    assert commented["ETag"] != before
    assert commented["ETag"] == api("intake").get(path)["ETag"]


def test_an_unknown_verb_is_not_there(city: City, api: ApiOf) -> None:
    assert api("intake").post(f"{CLUES}/{make_clue(city).pk}/actions/explode", {}).status_code == 404


def test_the_list_of_open_verbs_says_what_each_takes(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "investigating")

    verbs = {line["name"]: line for line in api("unithead").get(f"{CLUES}/{clue.pk}/actions").json()["results"]}

    fields = {field["name"]: (field["type"], field["required"]) for field in verbs["report"]["fields"]}
    needed = {"verdict": ("choice", True), "findings": ("text", True), "measures": ("text", True)}
    assert {name: told for name, told in fields.items() if told[1]} == needed
    assert fields["ordered_to_rectify"] == ("integer", False)
    choices = [choice["value"] for choice in verbs["report"]["fields"][0]["choices"]]
    assert choices[:2] == ["substantiated", "mostly_substantiated"]
    assert verbs["report"]["label"] == "上报结果"


def test_a_program_may_name_the_person_it_acts_for_and_it_is_recorded(city: City, api: ApiOf) -> None:
    path = f"{CLUES}/{clue_in(city, 'dispatched').pk}"
    client = program_of("321181-hb")

    done = client.post(f"{path}/actions/comment", {"text": "核", "acting_person": {"name": "甲", "post": "科员"}})
    wrong = client.post(f"{path}/actions/comment", {"text": "核", "acting_person": {"age": 3}})

    last = client.get(f"{path}/timeline").json()["results"][-1]
    assert (done.status_code, last["data"]["acting_person"]) == (200, "甲 科员")
    assert (wrong.status_code, faults_of(wrong)) == (400, {"/acting_person": "invalid"})


def test_the_words_of_a_refusal_follow_the_reader_and_its_code_never_changes(city: City, api: ApiOf) -> None:
    path = f"{CLUES}/{uuid4()}"

    answers = [api("intake").get(path, HTTP_ACCEPT_LANGUAGE=language).json() for language in ("zh-hans", "en")]

    assert [answer["code"] for answer in answers] == ["not_found", "not_found"]
