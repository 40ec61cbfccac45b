"""What a source says after its clue was sent waits for the office, and files go with it by a rule's word or a verb."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from agencies.models import RoutingRule
from cases.models import Attachment, Clue
from kernel.models import Event
from tests.cases.pictures import named, photograph
from tests.cases.situations import program_of
from tests.cast import City
from tests.conftest import ApiOf
from tests.web.readers import reader
from tests.workers import drain

PATH = "/api/v1/sources/hotline/clues/A-1"
FIRST = {
    "description": "夜间异味", "address": "北门", "subject": {"name": "甲厂"}, "channel": "hotline_12345",
    "region_code": "321181", "pollution_types": ["air"], "version": 1,
}  # fmt: skip
LATER: dict[str, Any] = {"description": "夜间异味加重，王先生13912345678", "address": "南门13912345678", "version": 2}
NUMBER = "13912345678"


@pytest.fixture
def hotline(city: City) -> APIClient:
    """The program that sends."""
    return program_of("321100-hq", "clues:read", "clues:write", systems=("hotline",))


@pytest.fixture
def clue(hotline: APIClient) -> Clue:
    """A clue that a rule has sent, and that its source has updated since."""
    assert hotline.put(PATH, FIRST).status_code == 201
    drain()
    assert Clue.objects.get().status == "dispatched"
    told = hotline.put(PATH, {**FIRST, **LATER})
    assert (told.status_code, told.json()["outcome"]) == (200, "updated")
    return Clue.objects.get()


def verb(api: ApiOf, clue: Clue, name: str, body: dict[str, Any], *, by: str = "dispatcher") -> Any:
    """The answer to a verb."""
    return api(by).post(f"/api/v1/clues/{clue.pk}/actions/{name}", body)


def test_the_unit_keeps_its_words_with_a_mark_and_the_office_reads_the_new_ones(clue: Clue, api: ApiOf) -> None:
    path = f"/api/v1/clues/{clue.pk}"
    unit, office = api("unithead").get(path).json(), api("dispatcher").get(path).json()

    assert (unit["address"], unit["handling_summary"], unit["source_waiting"]) == ("北门", "夜间异味", None)
    assert "source_updated" in unit["marks"]
    assert NUMBER not in str(unit)
    assert office["description"] == LATER["description"]
    assert office["source_waiting"]["address"] == LATER["address"]
    assert Event.objects.get(type="clue.source_updated").data["waiting"] == ["address"]


def test_it_stands_in_a_queue_of_the_office_until_somebody_decides(clue: Clue, api: ApiOf) -> None:
    before = reader("dispatcher").get("/desk").content.decode()
    assert verb(api, clue, "keep_source", {"reason": "内容相同"}).status_code == 200
    after = reader("dispatcher").get("/desk").content.decode()

    assert ("来源已更新，待决定" in before, f"/clues/{clue.pk}/actions/adopt_source" in before) == (True, True)
    assert f"/clues/{clue.pk}/actions/adopt_source" not in after
    clue.refresh_from_db()
    assert (clue.address, clue.source_words, clue.source_updated_at) == ("北门", {}, None)


def test_the_new_words_are_adopted_through_the_gate(clue: Clue, api: ApiOf) -> None:
    words = {"handling_summary": "夜间异味加重", "address": LATER["address"]}

    refused = verb(api, clue, "adopt_source", words)
    adopted = verb(api, clue, "adopt_source", {**words, "personal_marks": {"mask": True}})

    unit = api("unithead").get(f"/api/v1/clues/{clue.pk}").json()
    assert (refused.status_code, refused.json()["code"]) == (422, "personal_marks")
    assert adopted.status_code == 200
    assert (unit["handling_summary"], unit["address"]) == ("夜间异味加重", "南门×××")
    assert "source_updated" not in unit["marks"]
    assert "北门" not in api("unithead").get(f"/api/v1/clues/{clue.pk}/timeline").content.decode()


def test_the_page_of_adoption_begins_with_what_the_source_says(clue: Clue) -> None:
    page = reader("dispatcher").get(f"/clues/{clue.pk}/actions/adopt_source").content.decode()

    assert "夜间异味加重，王先生×××" in page
    assert LATER["address"] in page


def test_a_clue_that_comes_back_says_what_its_source_says(clue: Clue, api: ApiOf) -> None:
    assert verb(api, clue, "recall", {"reason": "核对"}).status_code == 200

    clue.refresh_from_db()
    assert (clue.address, clue.source_updated_at, clue.summary_confirmed) == (LATER["address"], None, False)
    again = verb(api, clue, "dispatch", {"lead_agency": "321181-hb"})
    assert {error["code"] for error in again.json()["errors"]} & {"mark_phone", "summary_unconfirmed"}


def test_nothing_waits_where_nothing_a_unit_reads_has_changed(clue: Clue, api: ApiOf, hotline: APIClient) -> None:
    verb(api, clue, "keep_source", {"reason": "内容相同"})
    version = {**FIRST, **LATER, "address": "北门", "title": "新标题", "version": 3}

    hotline.put(PATH, version)

    clue.refresh_from_db()
    assert (clue.title, clue.source_updated_at) == ("新标题", None)
    assert verb(api, clue, "keep_source", {"reason": "内容相同"}).json()["errors"][0]["code"] == "nothing_waits"


def photo(hotline: APIClient, name: str) -> None:
    """A photograph that the source sends with its clue."""
    pk = Clue.objects.get().pk
    sent = hotline.post(f"/api/v1/clues/{pk}/attachments", {"file": named(photograph(), name)}, format="multipart")
    assert sent.status_code == 201


def released(api: ApiOf) -> int:
    """How many files the unit reads."""
    return len(api("unithead").get(f"/api/v1/clues/{Clue.objects.get().pk}/attachments").json()["results"])


@pytest.mark.parametrize(("word", "seen"), [("goes", 2), ("stays", 0)])
def test_files_go_with_the_clue_by_the_rules_word_also_those_that_come_later(
    api: ApiOf, hotline: APIClient, word: str, seen: int
) -> None:
    RoutingRule.objects.update(releases_attachments=word == "goes")
    hotline.put(PATH, FIRST)
    photo(hotline, "1.jpg")
    drain()
    photo(hotline, "2.jpg")

    assert Clue.objects.get().status == "dispatched"
    assert released(api) == seen


def test_a_file_whose_name_tells_too_much_stops_the_rule_and_is_not_let_out_later(
    api: ApiOf, hotline: APIClient
) -> None:
    RoutingRule.objects.update(releases_attachments=True)
    hotline.put(PATH, FIRST)
    photo(hotline, f"{NUMBER}.jpg")
    drain()

    clue = Clue.objects.get()
    assert (clue.status, clue.routing_mode) == ("registered", "propose")
    page = reader("dispatcher").post("/desk/confirm", {"ids": f"{clue.pk}:{clue.version}"}).content.decode()
    assert "含有手机号码" in page
    assert Attachment.objects.filter(released_at__isnull=False).count() == 0


def test_a_confirmed_proposal_takes_its_files_along_by_the_rules_word(api: ApiOf, hotline: APIClient) -> None:
    RoutingRule.objects.update(releases_attachments=True)
    hotline.put(PATH, {**FIRST, "channel": "media"})
    photo(hotline, "1.jpg")
    drain()
    clue = Clue.objects.get()

    reader("dispatcher").post("/desk/confirm", {"ids": f"{clue.pk}:{clue.version}"})

    assert released(api) == 1


def test_files_are_released_by_a_verb_and_the_unit_hears_of_it(clue: Clue, api: ApiOf, hotline: APIClient) -> None:
    photo(hotline, "1.jpg")
    file = Attachment.objects.get()
    body = {"release_attachments": [str(file.pk)]}

    before, answer, again = released(api), verb(api, clue, "release", body), verb(api, clue, "release", body)

    assert (before, answer.status_code, again.status_code, released(api)) == (0, 200, 422, 1)
    assert Event.objects.get(type="clue.files_released").data["released"] == [file.sha256]
    assert f'value="{file.pk}"' not in reader("dispatcher").get(f"/clues/{clue.pk}/actions/release").content.decode()


def test_a_released_file_passes_the_gate_by_its_name(clue: Clue, api: ApiOf, hotline: APIClient) -> None:
    photo(hotline, f"王{NUMBER}.jpg")
    body = {"release_attachments": [str(Attachment.objects.get().pk)]}

    refused = verb(api, clue, "release", body)
    stays = verb(api, clue, "release", {**body, "personal_marks": {"stay": "图中无个人信息"}})

    assert (refused.status_code, stays.status_code) == (422, 200)
