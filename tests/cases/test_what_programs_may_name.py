"""Programs: names of systems that are theirs, records they see, channels of their role, scopes of each verb."""

import re
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from agencies.actions.tokens import TokenRequest, issue_token
from agencies.models import ApiClient, SourceSystem
from cases.models import Clue, Task
from cases.verbs import CLUE_VERBS
from kernel.actor import SYSTEM
from kernel.errors import BadInput
from kernel.nouns import NOUN_OF
from kernel.related import RELATED
from kernel.verbs import fields_of
from tests.cases.situations import BODIES, clue_in, program_of
from tests.cases.tasks import new_task
from tests.cast import NOON, City, make_batch
from tests.conftest import ApiOf

ROOT = Path(__file__).parents[2]
NEW = {"description": "夜间异味扰民", "channel": "hotline_12345", "region_code": "321181"}
OFFICE, UNIT = "321100-hq", "321112-hb"


def under(system: str, external_id: str = "T-1") -> dict[str, Any]:
    """A clue that a system knows."""
    return {**NEW, "source": {"system": system, "external_id": external_id}}


def code_of(answer: Any) -> tuple[int, str, bool]:
    """The refusal, and whether an id was told."""
    body = answer.json()
    return answer.status_code, body.get("code", ""), "id" in body


def sends(client: APIClient, door: str, system: str = "hotline") -> Any:
    """The same clue through one of the doors."""
    if door == "put":
        return client.put(f"/api/v1/sources/{system}/clues/T-1", {**NEW, "version": 9})
    return client.post("/api/v1/clues", under(system))


@pytest.mark.parametrize("door", ["put", "post"])
@pytest.mark.parametrize("stands", [True, False], ids=["an id that stands", "an id that does not"])
def test_a_foreign_name_is_refused_alike_whether_or_not_anything_stands_there(
    city: City, door: str, *, stands: bool
) -> None:
    hotline = program_of(OFFICE, systems=("hotline",))
    if stands:
        hotline.post("/api/v1/clues", under("hotline"))

    answer = sends(program_of(UNIT, systems=("unit",)), door)

    assert code_of(answer) == (409, "source_taken", False)


def test_a_foreign_name_in_a_batch_is_refused_and_the_others_are_taken(city: City) -> None:
    program_of(OFFICE, systems=("hotline",))
    unit = program_of(UNIT, systems=("unit",))

    results = unit.post("/api/v1/clues/batch", {"items": [under("hotline"), under("unit")]}).json()["results"]

    assert [result["outcome"] for result in results] == ["rejected", "created"]
    assert (results[0]["errors"][0]["code"], results[0]["id"]) == ("source_taken", None)


def test_a_person_does_not_send_under_a_programs_name(city: City, api: ApiOf) -> None:
    program_of(OFFICE, systems=("hotline",))

    assert code_of(api("intake").post("/api/v1/clues", under("hotline"))) == (409, "source_taken", False)


@pytest.mark.parametrize("door", ["put", "post"])
def test_a_record_that_was_hidden_from_its_sender_tells_nothing_more(city: City, door: str) -> None:
    unit = program_of(UNIT, systems=("unit",))
    unit.post("/api/v1/clues", under("unit"))
    Clue.objects.update(concerns_agency=UNIT)

    assert code_of(sends(unit, door, "unit")) == (409, "source_taken", False)


def test_the_first_name_that_nobody_had_becomes_the_clients_own(city: City) -> None:
    first, second = program_of(OFFICE), program_of(UNIT)

    taken = [
        first.post("/api/v1/clues", under("free")).status_code,
        code_of(second.post("/api/v1/clues", under("free"))),
    ]
    another = code_of(first.post("/api/v1/clues", under("second name")))

    assert taken == [201, (409, "source_taken", False)]
    assert another == (409, "source_taken", False)
    assert SourceSystem.objects.get().client.agency_id == OFFICE


def test_a_name_under_which_records_stand_is_bound_by_the_security_administrator_alone(city: City) -> None:
    clue_in(city, "registered", source_system="old-ledger", source_external_id="1")

    assert code_of(program_of(UNIT).post("/api/v1/clues", under("old-ledger"))) == (409, "source_taken", False)


def test_a_name_is_not_bound_to_a_second_client(city: City) -> None:
    program_of(OFFICE, systems=("hotline",))

    with pytest.raises(BadInput) as refusal:
        issue_token(TokenRequest("另一程序", UNIT, ["clues:submit"], systems=["hotline"]), by=SYSTEM, at=NOON)

    assert [(error.pointer, error.code) for error in refusal.value.errors] == [("/systems", "taken")]
    assert not ApiClient.objects.filter(name="另一程序").exists()


@pytest.mark.parametrize("channel", ["inspection", "discipline_transfer"])
@pytest.mark.parametrize("door", ["post", "batch", "put"])
def test_a_units_program_does_not_choose_the_offices_channels(city: City, door: str, channel: str) -> None:
    unit, body = program_of(UNIT, systems=("unit",)), {**under("unit"), "channel": channel}
    if door == "batch":
        answer = unit.post("/api/v1/clues/batch", {"items": [body]}).json()["results"][0]
    elif door == "put":
        answer = unit.put("/api/v1/sources/unit/clues/T-1", {**NEW, "channel": channel, "version": 1}).json()
    else:
        answer = unit.post("/api/v1/clues", body).json()

    assert {error["code"] for error in answer["errors"]} == {"channel_not_yours"}
    assert not Clue.objects.exists()


@pytest.mark.parametrize("noun", ["clues", "tasks"])
def test_a_record_that_the_caller_does_not_see_is_as_good_as_missing(city: City, noun: str) -> None:
    batch = make_batch(city)
    named = {"clues": ("batch", batch.pk, NEW), "tasks": ("inspection", batch.inspection_id, TASK)}
    field, pk, body = named[noun]
    unit = program_of(UNIT, "clues:write", "tasks:write", "clues:read", "tasks:read")

    answers = [
        unit.post(f"/api/v1/{noun}", {**body, field: str(one)})
        for one in (pk, "6f3f7a52-0b58-7d3c-9d2e-3a1c4b7d9e10", "no id at all")
    ]

    assert [answer.status_code for answer in answers] == [400] * 3
    errors = [(error["pointer"], error["code"]) for answer in answers[:2] for error in answer.json()["errors"]]
    assert errors == [(f"/{field}", "does_not_exist")] * 2


TASK = {"title": "废水直排问题整改", "origin": "self_found", "lead_agency": UNIT}


def test_a_unit_gives_no_numbers_and_so_learns_of_none(city: City) -> None:
    new_task(city, number="ZG-1")
    unit = program_of(UNIT, "tasks:read", "tasks:write")

    codes = [
        unit.post("/api/v1/tasks", {**TASK, "number": number}).json()["errors"][0]["code"]
        for number in ("ZG-1", "ZG-2")
    ]

    assert codes == ["not_yours", "not_yours"]
    assert Task.objects.count() == 1


@pytest.mark.parametrize(
    ("verb", "needs"), [("refer", "referrals:write"), ("order_task", "tasks:write"), ("close_interim", "tasks:write")]
)
def test_a_verb_that_makes_a_record_of_another_noun_needs_that_nouns_scope(city: City, verb: str, needs: str) -> None:
    clue = clue_in(city, "reported")
    program = program_of(OFFICE)

    answer = program.post(f"/api/v1/clues/{clue.pk}/actions/{verb}", {})
    offered = program.get(f"/api/v1/clues/{clue.pk}/actions").json()["results"]

    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    assert needs in answer.json()["detail"]
    assert verb not in {line["name"] for line in offered}


def test_an_answer_shows_no_more_than_the_token_may_read(city: City) -> None:
    clue = clue_in(city, "dispatched")
    program = program_of(OFFICE, "clues:write", "tasks:write")
    path = f"/api/v1/clues/{clue.pk}/actions/order_task"

    first = program.post(path, {"title": "废水直排问题整改"}, headers={"Idempotency-Key": "order-task-1"})
    again = program.post(path, {"title": "废水直排问题整改"}, headers={"Idempotency-Key": "order-task-1"})

    assert (first.status_code, set(first.json())) == (201, {"id"})
    assert again.json() == first.json()


def test_every_verb_that_answers_with_another_noun_names_a_scope() -> None:
    """A verb whose action is of another noun than its own is seen by its return annotation."""
    made = {
        (noun.name, name)
        for model, noun in NOUN_OF.items()
        for name, verb in noun.verbs.items()
        if verb.do.__annotations__.get("return") not in {model, "None", None} and not verb.scopes
    }

    # A satchel is a part of its task, and read and written with the same scopes.
    assert made == {("task", "open_satchel")}


@pytest.mark.parametrize("noun", list(NOUN_OF.values()), ids=[one.name for one in NOUN_OF.values()])
def test_whatever_an_input_names_is_looked_for_among_what_its_caller_sees(noun: Any) -> None:
    for verb in noun.verbs.values():
        for field in fields_of(verb.takes):
            names = {model.__name__.lower() for model in RELATED}
            plain = {"text", "integer", "boolean", "date", "instant", "money", "file", "choice"}
            assert field.part or field.type.removesuffix("[]") in names | plain


def test_no_shape_or_form_looks_among_all_rows() -> None:
    """Regions and agencies are the city's open register; everything else goes by visibility."""
    everything = re.compile(r"(?<!Region\.)(?<!Agency\.)(objects|_default_manager)\.(all\(\)|order_by\()")
    places = [
        *ROOT.glob("*/api/*shapes.py"),
        *ROOT.glob("*/forms.py"),
        ROOT / "kernel/verbs.py",
        ROOT / "kernel/forms.py",
    ]

    assert [str(path.relative_to(ROOT)) for path in places if everything.search(path.read_text())] == []


def submitter(agency: str = OFFICE, system: str = "hotline") -> APIClient:
    """A program that submits and follows its own clues."""
    return program_of(agency, "clues:submit", systems=(system,))


def test_a_program_that_submits_registers_and_follows_its_own_clues_alone(city: City) -> None:
    others, hotline = clue_in(city, "dispatched"), submitter()

    made = hotline.post("/api/v1/clues", under("hotline"))
    put = hotline.put("/api/v1/sources/hotline/clues/T-2", {**NEW, "version": 1})
    listed = hotline.get("/api/v1/clues").json()["results"]

    assert (made.status_code, put.status_code) == (201, 201)
    assert {row["id"] for row in listed} == {made.json()["id"], put.json()["id"]}
    assert hotline.get(f"/api/v1/clues/{others.pk}").status_code == 404
    assert hotline.get(f"/api/v1/clues/{made.json()['id']}/timeline").status_code == 200


def test_a_program_that_submits_handles_and_edits_nothing(city: City) -> None:
    hotline = submitter()
    pk = hotline.post("/api/v1/clues", under("hotline")).json()["id"]
    offered = hotline.get(f"/api/v1/clues/{pk}/actions").json()["results"]

    answers = {
        verb: hotline.post(f"/api/v1/clues/{pk}/actions/{verb}", BODIES.get(verb, {})).json()["code"]
        for verb in CLUE_VERBS
    }
    edited = hotline.patch(f"/api/v1/clues/{pk}", {"title": "改"}).json()["code"]

    assert (set(answers.values()), edited, offered) == ({"scope_missing"}, "scope_missing", [])


@pytest.mark.parametrize("channel", ["inspection", "discipline_transfer"])
def test_a_program_that_submits_for_the_office_is_not_the_office(city: City, channel: str) -> None:
    batch, hotline = make_batch(city), submitter()

    by_channel = hotline.post("/api/v1/clues", {**under("hotline"), "channel": channel})
    by_batch = hotline.post("/api/v1/clues", {**under("hotline"), "batch": str(batch.pk)})

    assert by_channel.json()["errors"][0]["code"] == "channel_not_yours"
    assert by_batch.json()["errors"][0]["code"] == "does_not_exist"
