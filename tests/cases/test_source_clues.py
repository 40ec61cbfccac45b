"""Clues that another system owns: registered by its id, brought up to date by its versions, never set back."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from rest_framework.test import APIClient

from cases.actions.sources import FEW
from cases.models import Clue
from kernel.models import Delivery, Event, Remark
from tests.cases.situations import clue_in, program_of
from tests.cast import City, make_city, make_clue
from tests.conftest import ApiOf

ADDRESS = "/api/v1/sources/12345-system/clues/T-1"
CLUE = {"description": "夜间异味扰民", "channel": "hotline_12345", "region_code": "321181"}
NEW = {**CLUE, "version": 1}


@pytest.fixture
def hotline(city: City) -> APIClient:
    """The office's own hotline program."""
    return program_of("321100-hq", systems=("12345-system",))


def put(client: APIClient, to: str = ADDRESS, **changes: object) -> Any:
    """Send the clue."""
    return client.put(to, {**NEW, **changes})


def test_a_clue_is_created_once_and_then_brought_up_to_date(hotline: APIClient) -> None:
    first = put(hotline)
    second = put(hotline, version=2, description="夜间异味扰民，孩子咳嗽", address="某路1号")

    assert (first.status_code, first.json()["outcome"]) == (201, "created")
    assert (second.status_code, second.json()["outcome"]) == (200, "updated")
    assert second.json()["id"] == first.json()["id"] == hotline.get(ADDRESS).json()["id"]
    assert (second.json()["description"], second.json()["address"]) == ("夜间异味扰民，孩子咳嗽", "某路1号")
    assert second.json()["source"] == {"system": "12345-system", "external_id": "T-1", "version": "2"}


@pytest.mark.parametrize("version", [3, 2, -1])
def test_a_version_that_is_not_newer_is_recorded_and_never_applied(hotline: APIClient, version: int) -> None:
    put(hotline, version=3)
    before = hotline.get(ADDRESS).json()

    answer = put(hotline, version=version, description="旧内容")

    assert (answer.status_code, answer.json()["outcome"]) == (200, "stale")
    assert hotline.get(ADDRESS).json() == before
    stale = Event.objects.get(type="clue.source_stale")
    assert stale.data == {"source_version": str(version), "known_version": "3"}


def test_instants_order_versions_whatever_their_offset(hotline: APIClient) -> None:
    put(hotline, version="2026-11-22T08:00:00+08:00")

    later, same = (put(hotline, version=at) for at in ("2026-11-22T00:00:01Z", "2026-11-22T08:00:01+08:00"))

    assert (later.json()["outcome"], same.json()["outcome"]) == ("updated", "stale")


def test_a_client_keeps_to_the_kind_of_version_it_used_first(hotline: APIClient) -> None:
    put(hotline, version=1)

    mixed = put(hotline, version="2026-11-22T08:00:00+08:00")
    elsewhere = put(hotline, f"{ADDRESS}2", version="2026-11-22T08:00:00+08:00")

    assert [answer.status_code for answer in (mixed, elsewhere)] == [400, 400]
    assert mixed.json()["errors"][0] | {"detail": ""} == {"pointer": "/version", "code": "version_kind", "detail": ""}


@pytest.mark.parametrize("version", [None, True, 1.5, "7", "yesterday", "2026-11-22T08:00:00", [], {}])
def test_what_is_no_version_is_refused_with_its_pointer(hotline: APIClient, version: object) -> None:
    answer = put(hotline, version=version)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/version")


def test_the_source_owns_what_it_told_and_the_office_all_else(hotline: APIClient, api: ApiOf) -> None:
    clue = put(hotline, title="旧题", address="旧址").json()
    office = api("intake")
    path = f"/api/v1/clues/{clue['id']}"
    office.patch(path, {"priority": "key", "title": "办公室改的题"}, headers={"If-Match": office.get(path)["ETag"]})

    after = put(hotline, version=2, title="新题", channel="grid", region_code="321112", priority="general").json()

    assert (after["title"], after["address"]) == ("新题", "旧址")
    assert (after["priority"], after["channel"], after["region_code"]) == ("key", "hotline_12345", "321181")


def test_a_summary_nobody_wrote_follows_the_description_until_it_is_dispatched(hotline: APIClient) -> None:
    put(hotline)

    told = put(hotline, version=2, description="请打13812345678联系").json()

    assert told["handling_summary"] == "请打×××联系"
    assert Clue.objects.get().summary_confirmed is False


def test_old_words_stand_in_remarks_and_no_event_holds_them(hotline: APIClient) -> None:
    put(hotline)
    put(hotline, version=2, description="新的描述")

    event = Event.objects.get(type="clue.source_updated")
    assert event.data["fields"] == ["description"]
    assert Remark.objects.get(event_id=event.id, name="description").text == "夜间异味扰民"
    assert "夜间异味" not in str(event.data)


def test_a_closed_clue_takes_no_newer_version(city: City, hotline: APIClient) -> None:
    clue = clue_in(city, "closed", source_system="12345-system", source_external_id="T-1", source_version="1")

    answer = put(hotline, version=2)

    assert (answer.status_code, answer.json()["code"]) == (409, "transition_not_allowed")
    assert Clue.objects.get(pk=clue.pk).source_version == "1"


def test_what_another_agency_filed_is_neither_read_nor_written(city: City, hotline: APIClient) -> None:
    put(hotline)
    stranger = program_of("321112-hb")

    answers = [stranger.get(ADDRESS), put(stranger, version=2)]

    assert [answer.status_code for answer in answers] == [404, 409]
    assert (answers[1].json()["code"], "id" in answers[1].json()) == ("source_taken", False)


def test_a_unit_that_handles_a_clue_does_not_own_its_words(city: City, hotline: APIClient) -> None:
    pk = put(hotline).json()["id"]
    hotline.post(f"/api/v1/clues/{pk}/actions/dispatch", {"lead_agency": "321181-hb"})

    answer = put(program_of("321181-hb"), version=2)

    assert (answer.status_code, answer.json()["code"]) == (409, "source_taken")


def test_posting_a_clue_that_a_source_already_gave_is_still_refused_with_its_id(hotline: APIClient) -> None:
    pk = put(hotline).json()["id"]
    body = {key: value for key, value in NEW.items() if key != "version"}

    answer = hotline.post("/api/v1/clues", {**body, "source": {"system": "12345-system", "external_id": "T-1"}})

    assert (answer.status_code, answer.json()["code"], answer.json()["id"]) == (409, "source_exists", pk)


def test_every_fault_of_a_body_is_told_at_once_and_nothing_is_kept(hotline: APIClient) -> None:
    answer = hotline.put(ADDRESS, {"channel": "pigeon", "lon": 119, "source": {"system": "x", "external_id": "y"}})

    pointers = {error["pointer"] for error in answer.json()["errors"]}
    assert answer.status_code == 400
    assert pointers >= {"/version", "/description", "/channel", "/region_code", "/source"}
    assert not Clue.objects.exists()


def test_an_unknown_external_id_is_not_found(hotline: APIClient) -> None:
    assert hotline.get(ADDRESS).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_eight_programs_that_send_one_clue_at_once_make_one_clue() -> None:
    make_clue(make_city())
    with transaction.atomic():
        clients = [program_of("321100-hq") for _turn in range(8)]

    def send(number: int) -> int:
        status = put(clients[number], version=number + 1).status_code
        connection.close()
        return int(status)

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(send, range(8)))

    assert answers == [200] * 7 + [201]
    assert Clue.objects.get(source_external_id="T-1").source_version == "8"


REPORTER = {"name": "演示举报人", "phone": "13800000000", "is_named": True}
OTHER_WORDS: dict[str, Any] = {
    "channel": "grid", "region_code": "321112", "pollution_types": ["water"], "priority": "key",
    "legal_path": "petition", "handling_summary": "另一摘要", "received_at": "2026-11-01T00:00:00+08:00",
}  # fmt: skip


def test_what_a_newer_version_says_and_the_office_owns_is_named_and_not_dropped_unsaid(hotline: APIClient) -> None:
    put(hotline)

    answer = put(hotline, version=2, title="新题", **OTHER_WORDS).json()

    assert (answer["outcome"], answer["title"], answer["ignored"]) == ("updated", "新题", sorted(OTHER_WORDS))
    assert Event.objects.get(type="clue.source_updated").data["ignored"]


def test_what_a_newer_version_says_again_is_no_difference(hotline: APIClient) -> None:
    put(hotline, **OTHER_WORDS)

    assert put(hotline, version=2, title="新题", **OTHER_WORDS).json()["ignored"] == []


def test_a_reporter_may_come_in_a_second_message_and_leaves_the_summary(hotline: APIClient) -> None:
    put(hotline, description="演示举报人反映夜间异味")

    answer = put(hotline, version=2, reporter=REPORTER).json()
    third = put(hotline, version=3, reporter={**REPORTER, "name": "另一人"}).json()

    assert (answer["ignored"], answer["reporter"]) == ([], {"is_named": True, "sealed": True})
    assert "演示举报人" not in answer["handling_summary"]
    assert third["ignored"] == ["reporter"]


def test_who_is_accused_may_be_said_until_the_clue_is_dispatched(city: City, hotline: APIClient) -> None:
    pk = put(hotline).json()["id"]
    said = put(hotline, version=2, concerns_agency="321112-hb").json()
    hotline.post(f"/api/v1/clues/{pk}/actions/dispatch", {"lead_agency": "321100-hb"})

    late = put(hotline, version=3, concerns_agency="321181-hb").json()

    assert (said["concerns_agency"], said["ignored"]) == ("321112-hb", [])
    assert (late["concerns_agency"], late["ignored"]) == ("321112-hb", ["concerns_agency"])


def test_each_item_of_a_batch_names_what_it_did_not_take(hotline: APIClient) -> None:
    source = {"system": "12345-system", "external_id": "B-1"}
    body = {key: value for key, value in NEW.items() if key != "version"}
    hotline.post("/api/v1/clues/batch", {"items": [{**body, "source": {**source, "version": 1}}]})

    again = {**body, "channel": "grid", "source": {**source, "version": 2}}
    [result] = hotline.post("/api/v1/clues/batch", {"items": [again]}).json()["results"]

    assert (result["outcome"], result["ignored"]) == ("updated", ["channel"])


@pytest.mark.parametrize("many", [1, FEW + 1])
def test_however_many_a_source_sends_at_once_each_stands_in_the_outbox_to_be_routed(
    hotline: APIClient, many: int
) -> None:
    source = {"system": "12345-system", "version": 1}
    items = [{**CLUE, "source": {**source, "external_id": f"T-{number}"}} for number in range(many)]

    answer = hotline.post("/api/v1/clues/batch", {"items": items})

    registered = Event.objects.filter(type="clue.registered").values_list("id", flat=True)
    routed = Delivery.objects.filter(task="cases.route_clue").values_list("event_id", flat=True)
    assert [result["outcome"] for result in answer.json()["results"]] == ["created"] * many
    assert set(registered) == set(routed)
    assert len(registered) == many
