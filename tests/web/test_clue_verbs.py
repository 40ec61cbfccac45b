"""Parity: every verb through page and REST door leaves the same row and the same events, and is refused alike."""

from typing import Any

import pytest

from cases.models import Clock, Clue
from cases.verbs import CLUE_VERBS
from kernel.models import Event, Remark
from kernel.verbs import fields_of
from tests.cases.situations import BODIES, clue_in, prepared_for, the_file_of, with_its_task
from tests.cases.test_clue_permissions import MATRIX, STARTS
from tests.cast import City
from tests.conftest import ApiOf
from tests.web.readers import HTMX, form_of, reader

PEOPLE = ("intake", "dispatcher", "director", "handler", "unithead", "leader")
OWN = {"id", "number", "search", "created_at", "updated_at"}


def doer_of(verb: str) -> str:
    """Somebody of the cast who may."""
    return next(name for name, mark in zip(PEOPLE, MATRIX[verb], strict=False) if mark == "y")


def stranger_to(verb: str) -> str:
    """Somebody of the cast who may not."""
    return next((name for name, mark in zip(PEOPLE, MATRIX[verb], strict=False) if mark != "y"), "")


def row_of(clue: Clue) -> dict[str, object]:
    """What stands in the row; of instants only whether they are there."""
    values = Clue.objects.filter(pk=clue.pk).values().get()
    values["earlier"] = [sorted(cycle) for cycle in values["earlier"]]
    return {n: v is not None if n.endswith("_at") else v for n, v in values.items() if n not in OWN}


def told_of(clue: Clue) -> list[tuple[Any, ...]]:
    """The events of a clue, the words beside them, and its clocks."""
    events = Event.objects.filter(subject_id=clue.pk).order_by("id")
    names = dict(Remark.objects.filter(event_id__in=events.values("id")).values_list("event_id", "name"))
    told = [(e.type, e.from_status, e.to_status, e.post, e.version, sorted(e.data), names.get(e.id)) for e in events]
    clocks = Clock.objects.filter(subject_id=clue.pk).order_by("kind", "id").values_list("kind", "policy", "state")
    return [*told, *clocks]


def start_of(city: City, verb: str) -> Clue:
    """A fresh clue from which the verb starts."""
    return with_its_task(city, clue_in(city, STARTS.get(verb, "dispatched"), **prepared_for(verb)), verb)


@pytest.mark.parametrize("verb", CLUE_VERBS)
def test_a_verb_leaves_the_same_through_page_and_rest(city: City, api: ApiOf, verb: str) -> None:
    body, doer = BODIES.get(verb, {}), doer_of(verb)

    by_page = start_of(city, verb)
    page = reader(doer).post(f"/clues/{by_page.pk}/actions/{verb}", form_of(body))
    by_rest = start_of(city, verb)
    rest = api(doer).post(f"/api/v1/clues/{by_rest.pk}/actions/{verb}", body)

    assert page.status_code in {200, 302}, page.content.decode()
    assert rest.status_code == (201 if verb == "order_task" else 200), rest.json()
    assert row_of(by_page) == row_of(by_rest)
    assert told_of(by_page) == told_of(by_rest)


@pytest.mark.parametrize("verb", [verb for verb in CLUE_VERBS if stranger_to(verb)])
def test_a_verb_is_forbidden_on_the_page_and_over_rest_alike(city: City, api: ApiOf, verb: str) -> None:
    clue, stranger = start_of(city, verb), stranger_to(verb)
    before = told_of(clue)

    page = reader(stranger).post(f"/clues/{clue.pk}/actions/{verb}", form_of(BODIES.get(verb, {})))
    rest = api(stranger).post(f"/api/v1/clues/{clue.pk}/actions/{verb}", BODIES.get(verb, {}))

    assert page.status_code == rest.status_code
    assert page.status_code in {403, 404}
    assert told_of(clue) == before


AT_ANY_STATUS = {"comment", "request_reveal", "reveal_reporter"}


@pytest.mark.parametrize("verb", [verb for verb in CLUE_VERBS if verb not in AT_ANY_STATUS])
def test_a_verb_out_of_its_status_is_a_conflict_on_both(city: City, api: ApiOf, verb: str) -> None:
    clue, doer = clue_in(city, "void", lead_agency="321181-hb", **prepared_for(verb, "void")), doer_of(verb)
    if verb == "release":
        the_file_of(clue)

    page = reader(doer).post(f"/clues/{clue.pk}/actions/{verb}", form_of(BODIES.get(verb, {})))
    rest = api(doer).post(f"/api/v1/clues/{clue.pk}/actions/{verb}", BODIES.get(verb, {}))

    assert (page.status_code, rest.status_code) == (409, 409)


NEEDY = [verb for verb, line in CLUE_VERBS.items() if any(field.required for field in fields_of(line.takes))]


@pytest.mark.parametrize("verb", NEEDY)
def test_an_empty_form_says_beside_each_field_what_is_missing(city: City, api: ApiOf, verb: str) -> None:
    clue, doer = start_of(city, verb), doer_of(verb)
    before = told_of(clue)

    page = reader(doer).post(f"/clues/{clue.pk}/actions/{verb}", {}, headers=HTMX)
    rest = api(doer).post(f"/api/v1/clues/{clue.pk}/actions/{verb}", {})

    missing = [error["pointer"].strip("/") for error in rest.json()["errors"]]
    assert (page.status_code, rest.status_code) == (422, 400)
    assert sorted(page.context["form"].errors) == sorted(missing)
    assert told_of(clue) == before


def test_the_buttons_of_a_page_are_the_actions_of_the_rest_door(city: City, api: ApiOf) -> None:
    for status in ("registered", "dispatched", "signed", "investigating", "reported", "closed"):
        clue = clue_in(city, status, lead_agency="321181-hb" if status != "registered" else None)
        for username in ("dispatcher", "director"):
            page = reader(username).get(f"/clues/{clue.pk}")
            rest = api(username).get(f"/api/v1/clues/{clue.pk}/actions").json()["results"]

            named = {button.name for button in page.context["buttons"]}
            assert named == {row["name"] for row in rest} - {"reveal_reporter"}


def test_a_form_sent_twice_does_its_work_once(city: City) -> None:
    clue, client = clue_in(city, "dispatched"), reader("dispatcher")
    form = {"text": "请加快办理", "once": "0123456789abcdef"}

    first = client.post(f"/clues/{clue.pk}/actions/urge", form)
    second = client.post(f"/clues/{clue.pk}/actions/urge", form)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Event.objects.filter(subject_id=clue.pk, type="clue.urged").count() == 1


def test_htmx_gets_the_clue_again_with_what_is_open_now(city: City) -> None:
    clue = clue_in(city, "dispatched")

    answer = reader("handler").post(f"/clues/{clue.pk}/actions/sign", {}, headers=HTMX)

    assert (answer.status_code, answer["HX-Retarget"]) == (200, "#clue")
    assert "investigate" in {button.name for button in answer.context["buttons"]}
    assert "<html" not in answer.content.decode()
