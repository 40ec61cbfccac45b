"""Every status and every verb, against a second table written by hand."""

from datetime import timedelta

import pytest
from django.db import transaction

from cases.models import Clue, ClueStatus
from cases.nouns import CLUES
from cases.verbs import CLUE_VERBS
from cases.workflow import CLUE
from kernel.errors import TransitionNotAllowed
from kernel.models import Event
from tests.cases.situations import BODIES, clue_in, input_of, prepared_for, with_its_task
from tests.cast import NOON, City
from tests.conftest import ApiOf

LATER = NOON + timedelta(days=2)
ALWAYS = {"comment": "=", "request_reveal": "=", "reveal_reporter": "="}
ORDERS = {"order_task": "="}
PLACED = {"confirm_place": "="}
WHILE_OPEN = {
    **ALWAYS,
    **ORDERS,
    **PLACED,
    **dict.fromkeys(
        [
            "present",
            "instruct",
            "urge",
            "supervise",
            "correct",
            "split",
            "request_extension",
            "approve_extension",
            "refuse_extension",
            "start_handling",
        ],
        "=",
    ),
    "void": "void",
}
HANDLED = {"release": "=", "adopt_source": "=", "keep_source": "="}
# What api.md prints: from each status the verbs that start there, and where each leads (= stays).
TABLE = {
    "registered": {**WHILE_OPEN, "merge": "merged", "dispatch": "dispatched", "reject": "not_accepted"},
    "dispatched": {
        **WHILE_OPEN,
        **HANDLED,
        "dispatch": "dispatched",
        "merge": "merged",
        "recall": "registered",
        "sign": "signed",
        "assign": "=",
        "contest": "registered",
    },
    "signed": {**WHILE_OPEN, **HANDLED, "assign": "=", "contest": "registered", "investigate": "investigating"},
    "investigating": {**WHILE_OPEN, **HANDLED, "assign": "=", "report": "reported"},
    "reported": {
        **WHILE_OPEN,
        **HANDLED,
        "send_back": "investigating",
        "close": "closed",
        "close_interim": "interim_closed",
    },
    "closed": {
        **ALWAYS,
        **PLACED,
        "rate": "=",
        "request_write_off": "=",
        "confirm_write_off": "=",
        "reopen": "dispatched",
    },
    "interim_closed": {**ALWAYS, **ORDERS, **PLACED, "close": "closed", "reopen": "dispatched"},
    "not_accepted": {**ALWAYS, **PLACED, "reopen": "registered"},
    "merged": {**ALWAYS, "unmerge": "registered"},
    "void": ALWAYS,
}


def led_to(city: City, status: str, verb: str) -> str | None:
    """Where the verb leads a fresh clue of that status; None when it is refused."""
    with transaction.atomic():
        clue = with_its_task(city, clue_in(city, status, **prepared_for(verb, status)), verb)
        try:
            CLUE_VERBS[verb].do(clue, input_of(verb, city), by=city.actor("director2"), at=LATER)
        except TransitionNotAllowed:
            after = None
        else:
            after = Clue.objects.get(pk=clue.pk).status
        transaction.set_rollback(True)
    return "=" if after == status and verb != "dispatch" else after


def test_the_table_knows_every_status_and_every_verb() -> None:
    assert set(TABLE) == set(ClueStatus.values)
    assert set().union(*TABLE.values()) == set(CLUE_VERBS) == set(CLUE.lines)


@pytest.mark.parametrize("status", list(TABLE))
def test_a_clue_moves_as_the_table_says_and_not_otherwise(city: City, status: str) -> None:
    outcomes = {verb: led_to(city, status, verb) for verb in CLUE_VERBS}

    assert {verb: after for verb, after in outcomes.items() if after} == TABLE[status]


@pytest.mark.parametrize("status", list(TABLE))
def test_a_forbidden_verb_is_refused_with_the_status_and_what_is_open_instead(
    city: City, api: ApiOf, status: str
) -> None:
    clue = clue_in(city, status)
    verb = "recall" if status != "dispatched" else "send_back"

    response = api("director").post(f"/api/v1/clues/{clue.pk}/actions/{verb}", BODIES[verb])

    body = response.json()
    offered = api("director").get(f"/api/v1/clues/{clue.pk}/actions").json()["results"]
    assert (response.status_code, body["code"], body["status"]) == (409, "transition_not_allowed", 409)
    assert body["current_status"] == status
    assert body["allowed"] == [verb["name"] for verb in offered]
    assert set(body["allowed"]) - set(CLUES.lent) <= set(TABLE[status])


def test_a_refused_verb_leaves_neither_a_change_nor_an_event(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "registered")
    events = Event.objects.count()

    api("director").post(f"/api/v1/clues/{clue.pk}/actions/close", {})

    assert Clue.objects.get(pk=clue.pk).version == clue.version
    assert Event.objects.count() == events


def test_every_step_leaves_one_event_with_both_statuses_and_the_next_version(city: City) -> None:
    clue = clue_in(city, "reported")

    CLUE_VERBS["close"].do(clue, input_of("close", city), by=city.actor("director"), at=LATER)

    event = Event.objects.get(type="clue.closed")
    assert (event.from_status, event.to_status, event.version) == ("reported", "closed", 2)
    assert (event.post, event.occurred_at, event.subject_id) == ("321100-hq:director", LATER, clue.pk)


def test_a_clue_without_verdict_or_findings_is_not_closed_and_both_are_told(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "interim_closed", findings="")
    Clue.objects.filter(pk=clue.pk).update(findings="")

    response = api("director").post(f"/api/v1/clues/{clue.pk}/actions/close", {})

    assert (response.status_code, response.json()["code"]) == (422, "guard_unmet")
    assert [error["pointer"] for error in response.json()["errors"]] == ["/findings"]


def test_a_reopened_clue_begins_a_new_cycle_with_a_new_closing_clock(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "closed", at=NOON - timedelta(days=10))

    body = api("director").post(f"/api/v1/clues/{clue.pk}/actions/reopen", BODIES["reopen"]).json()

    assert (body["status"], body["cycle"], body["closure"], body["closed_at"]) == ("dispatched", 2, "open", None)
    running = [clock["kind"] for clock in body["clocks"] if clock["state"] == "running"]
    assert running == ["closing"]


def test_dispatch_may_be_said_again_until_it_is_signed(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "dispatched")
    path = f"/api/v1/clues/{clue.pk}/actions/dispatch"

    again = api("dispatcher").post(path, {"lead_agency": "321112-hb", "co_agencies": ["321181-hb"]})
    api("colleague").post(f"/api/v1/clues/{clue.pk}/actions/sign", {})
    late = api("dispatcher").post(path, {"lead_agency": "321181-hb"})

    assert (again.json()["lead_agency"], again.json()["co_agencies"]) == ("321112-hb", ["321181-hb"])
    assert late.status_code == 409
