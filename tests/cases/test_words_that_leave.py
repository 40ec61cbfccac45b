"""What a unit is to read passes one gate: marks are found, masked or answered for, and no seal is told away."""

from typing import Any

import pytest

from cases.actions.registration import ReporterEntry
from cases.models import Attachment, Clue
from kernel.models import Event, Remark
from tests.cases.pictures import named, photograph
from tests.cases.situations import clue_in, program_of
from tests.cast import City, make_clue
from tests.conftest import ApiOf
from tests.web.readers import reader
from tests.workers import drain

CLUES = "/api/v1/clues"
TO_DANYANG = {"lead_agency": "321181-hb"}
NUMBER = "一三九1234伍六⑦⑧"
TOLD = ReporterEntry("王建国", "13912345678", is_named=True)
REASON = "企业公开的联系电话"


def fresh(city: City, **facts: Any) -> Clue:
    """A clue that waits for a person, with what it says of itself."""
    clue = make_clue(city, reporter=facts.pop("reporter", ReporterEntry()))
    Clue.objects.filter(pk=clue.pk).update(**{"rules_off": True, "summary_confirmed": True, **facts})
    return Clue.objects.get(pk=clue.pk)


@pytest.mark.parametrize("field", ["title", "address", "subject_name", "handling_summary", "findings", "measures"])
def test_a_dispatch_is_refused_with_the_place_of_what_was_found(city: City, api: ApiOf, field: str) -> None:
    clue = fresh(city, **{field: f"厂门口{NUMBER}"})

    answer = api("dispatcher").post(f"{CLUES}/{clue.pk}/actions/dispatch", TO_DANYANG)

    body = answer.json()
    found = {"pointer": f"/{field}", "kind": "phone", "start": 3, "end": 14, "text": NUMBER}
    assert (answer.status_code, body["code"], body["found"]) == (422, "personal_marks", [found])
    assert [error["pointer"] for error in body["errors"]] == [f"/{field}"]
    clue.refresh_from_db()
    assert clue.lead_agency_id is None


def test_masking_mends_the_clue_and_the_event_says_so(city: City, api: ApiOf) -> None:
    clue = fresh(city, address=f"厂门口{NUMBER}")
    body = {**TO_DANYANG, "note": f"联系{NUMBER}", "personal_marks": {"mask": True}}

    answer = api("dispatcher").post(f"{CLUES}/{clue.pk}/actions/dispatch", body)

    clue.refresh_from_db()
    event = Event.objects.get(type="clue.dispatched")
    assert (answer.status_code, clue.address, clue.lead_agency_id) == (200, "厂门口×××", "321181-hb")
    assert event.data["marks_masked"] == ["/address phone", "/note phone"]
    assert Remark.objects.get(event_id=event.pk, name="note").text == "联系×××"
    assert NUMBER not in api("unithead").get(f"{CLUES}/{clue.pk}").content.decode()
    assert api("unithead").get(CLUES, {"q": "12345678"}).json()["results"] == []


def test_a_mark_stays_for_a_reason_that_the_event_keeps(city: City, api: ApiOf) -> None:
    clue = fresh(city, address="厂门口0511-85012345")
    body = {**TO_DANYANG, "personal_marks": {"stay": REASON}}

    answer = api("dispatcher").post(f"{CLUES}/{clue.pk}/actions/dispatch", body)

    event = Event.objects.get(type="clue.dispatched")
    assert answer.status_code == 200
    assert event.data["marks_left"] == ["/address landline"]
    assert Remark.objects.get(event_id=event.pk, name="marks_stay").text == REASON


@pytest.mark.parametrize("answer", [{"stay": " "}, {"mask": "maybe"}, {"keep": "x"}, [], "mask"])
def test_an_answer_about_marks_has_one_shape(city: City, api: ApiOf, answer: object) -> None:
    clue = fresh(city)

    told = api("dispatcher").post(f"{CLUES}/{clue.pk}/actions/dispatch", {**TO_DANYANG, "personal_marks": answer})

    assert (told.status_code, told.json()["errors"][0]["pointer"].split("/")[1]) == (400, "personal_marks")


@pytest.mark.parametrize("said", ["王建国的厂", "王先生反映", "王某某反映", "建国路边", "王 建 国", "短号13912345678"])
def test_the_sealed_name_and_its_parts_stop_the_office_and_their_place_is_not_told(
    city: City, api: ApiOf, said: str
) -> None:
    clue = fresh(city, reporter=TOLD)

    answer = api("dispatcher").post(f"{CLUES}/{clue.pk}/actions/dispatch", {**TO_DANYANG, "note": said})

    [found] = answer.json()["found"]
    assert (answer.status_code, found["pointer"]) == (422, "/note")
    if found["kind"] == "reporter":
        assert found == {"pointer": "/note", "kind": "reporter"}
        assert said not in answer.content.decode()


def test_who_opened_the_seal_is_shown_where_the_name_stands(city: City, api: ApiOf) -> None:
    clue = fresh(city, reporter=TOLD)
    assert api("director2").post(f"{CLUES}/{clue.pk}/actions/reveal_reporter", {"reason": "回访"}).status_code == 200

    answer = api("director2").post(f"{CLUES}/{clue.pk}/actions/dispatch", {**TO_DANYANG, "note": "王先生反映"})

    assert answer.json()["found"] == [{"pointer": "/note", "kind": "reporter", "start": 0, "end": 3, "text": "王先生"}]


def test_a_unit_learns_no_name_by_trying(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "investigating")
    told = fresh(city, reporter=TOLD, status="investigating", lead_agency_id="321181-hb")

    answers = [
        api("unithead").post(f"{CLUES}/{one.pk}/actions/comment", {"text": "王建国、王先生"}).status_code
        for one in (clue, told)
    ]

    assert answers == [200, 200]


def test_a_rule_leaves_a_clue_with_a_mark_to_a_person_and_says_why(city: City) -> None:
    clue = make_clue(city, address=f"厂门口{NUMBER}")
    drain()

    clue.refresh_from_db()
    assert (clue.status, clue.routing_mode, clue.proposed_lead_id) == ("registered", "propose", "321181-hb")
    assert "需人工核对" in clue.routing_reason
    assert Event.objects.get(type="clue.dispatch_proposed").data["marks_found"] == ["/address phone"]


def test_a_rule_stops_at_the_reporters_own_name_too(city: City) -> None:
    clue = make_clue(city, subject_name="王建国养鸡场", reporter=TOLD)
    drain()

    clue.refresh_from_db()
    assert (clue.lead_agency_id, clue.routing_mode) == (None, "propose")
    assert "王建国" not in clue.routing_reason


def test_bulk_takes_a_row_with_a_mark_out_and_confirms_the_others(city: City) -> None:
    clues = [make_clue(city, channel="media", address=text) for text in ("北门", f"厂门口{NUMBER}")]
    drain()
    rows = Clue.objects.in_bulk([clue.pk for clue in clues])
    ids = [f"{clue.pk}:{rows[clue.pk].version}" for clue in clues]

    page = reader("dispatcher").post("/desk/confirm", {"ids": ids}).content.decode()

    assert [Clue.objects.get(pk=clue.pk).status for clue in clues] == ["dispatched", "registered"]
    assert "含有手机号码" in page
    assert NUMBER in page


@pytest.mark.parametrize("caller", ["intake", "program"])
def test_an_edit_after_dispatch_passes_the_gate(city: City, api: ApiOf, caller: str) -> None:
    clue = clue_in(city, "dispatched")
    client = program_of("321100-hq") if caller == "program" else api(caller)
    path, tag = f"{CLUES}/{clue.pk}", client.get(f"{CLUES}/{clue.pk}")["ETag"]

    refused = client.patch(path, {"address": f"北门{NUMBER}"}, headers={"If-Match": tag})
    masked = client.patch(
        path, {"address": f"北门{NUMBER}", "personal_marks": {"mask": True}}, headers={"If-Match": tag}
    )

    clue.refresh_from_db()
    assert (refused.status_code, refused.json()["code"]) == (422, "personal_marks")
    assert (masked.status_code, clue.address) == (200, "北门×××")


def test_before_a_dispatch_the_office_writes_what_it_needs(city: City, api: ApiOf) -> None:
    clue = fresh(city)
    client = api("intake")
    tag = client.get(f"{CLUES}/{clue.pk}")["ETag"]

    answer = client.patch(f"{CLUES}/{clue.pk}", {"address": f"北门{NUMBER}"}, headers={"If-Match": tag})

    assert answer.status_code == 200


def test_the_edit_page_shows_the_place_and_masks_for_its_reader(city: City) -> None:
    clue = clue_in(city, "dispatched")
    form = {"version": clue.version, "was-address": "", "address": f"北门{NUMBER}", "priority": clue.priority}

    refused = reader("intake").post(f"/clues/{clue.pk}/edit", form)
    saved = reader("intake").post(f"/clues/{clue.pk}/edit", form | {"marks_mask": "on"})

    clue.refresh_from_db()
    assert (refused.status_code, saved.status_code, clue.address) == (422, 302, "北门×××")
    assert NUMBER in refused.content.decode().partition('id="marks"')[0]
    assert 'name="marks_mask"' in refused.content.decode()


def test_a_released_file_goes_with_a_name_that_names_nobody(city: City, api: ApiOf) -> None:
    clue = fresh(city)
    reader("intake").post(f"/clues/{clue.pk}/attachments", {"file": named(photograph(), "王13912345678.jpg")})
    file = Attachment.objects.get()
    body = {**TO_DANYANG, "release_attachments": [str(file.pk)]}

    refused = api("dispatcher").post(f"{CLUES}/{clue.pk}/actions/dispatch", body)
    masked = api("dispatcher").post(f"{CLUES}/{clue.pk}/actions/dispatch", {**body, "personal_marks": {"mask": True}})
    stays = api("dispatcher").post(
        f"{CLUES}/{clue.pk}/actions/dispatch", {**body, "personal_marks": {"stay": "已核对"}}
    )

    assert [answer.status_code for answer in (refused, masked, stays)] == [422, 422, 200]
    assert refused.json()["found"][0]["pointer"] == "/release_attachments/0"


def test_a_unit_reads_neither_the_old_nor_the_new_of_a_corrected_description(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "dispatched")
    body = {"field": "description", "value": f"我是王建国，{NUMBER}", "reason": "核对录音"}

    answer = api("dispatcher").post(f"{CLUES}/{clue.pk}/actions/correct", body)

    told = api("unithead").get(f"{CLUES}/{clue.pk}/timeline").content.decode()
    assert answer.status_code == 200
    assert [words for words in ("王建国", clue.description) if words in told] == []
    assert "王建国" in api("intake").get(f"{CLUES}/{clue.pk}/timeline").content.decode()
