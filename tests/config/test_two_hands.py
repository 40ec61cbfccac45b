"""Whoever asks does not decide: every verb of every noun, as its table says, and the pairs one person might hold."""

import dataclasses
import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from agencies.models import Post
from cases.models import Clue
from kernel.actor import Actor
from kernel.errors import SamePerson
from kernel.events import Named, did, record
from kernel.ids import first_id_of, new_id
from kernel.models import Event
from kernel.nouns import NOUN_OF, Noun
from supervision.actions.compartment_log import did_apart, record_apart
from supervision.models import ReferralEvent
from tests.cases.situations import BODIES, clue_in
from tests.cast import City
from tests.conftest import ApiOf
from tests.web.readers import reader

NOUNS = {noun.name: noun for noun in NOUN_OF.values()}
PAIRS = [
    (noun.name, verb, step)
    for noun in NOUNS.values()
    for verb in noun.own
    for step in noun.steps_before(verb)
]  # fmt: skip
# By their names these answer somebody who asked, or judge what somebody handed in.
DECIDES = ("approve", "refuse", "confirm", "accept", "verify", "return", "review", "dismiss", "close", "send_back")
# What they answer was asked by another organ, or is no step of this record.
ANSWERS_OTHERS = {
    ("referral", "return"): "the receiving organ sends back what another organ sent",
    ("enforcement_case", "close"): "a bureau ends its own case; nobody asked for it",
    ("disclosure", "send_back"): "an author may take their own paper back to mend it",
}


ROOT, APPS = Path(__file__).parents[2], ("agencies", "cases", "kernel", "reports", "supervision")


@pytest.fixture
def any_noun() -> Iterator[Any]:
    """The noun with its permissions open, so that nothing but the rule of two hands can refuse."""

    def opened(name: str) -> Noun[Any]:
        return dataclasses.replace(NOUNS[name], may_ever=lambda *_: True, person_only=frozenset())

    yield opened
    NOUN_OF.update({noun.model: noun for noun in NOUNS.values()})


@pytest.mark.parametrize(("name", "verb", "step"), PAIRS, ids=["-".join(pair) for pair in PAIRS])
def test_whoever_took_the_step_does_not_decide_on_it_and_another_may(
    city: City, any_noun: Any, name: str, verb: str, step: str
) -> None:
    noun, asks, decides = any_noun(name), city.actor("director"), city.actor("director2")
    row = noun.model(pk=new_id())
    write = record_apart if noun.did is did_apart else record
    with transaction.atomic():
        write(Named(noun.event_noun, row.pk), step, by=asks, at=timezone.now())

    with pytest.raises(SamePerson):
        noun.permit(asks, verb, row)
    noun.permit(decides, verb, row)


def step_of(city: City, event_id: UUID) -> dict[str, Any]:
    """The columns of an event that the director left."""
    author = city.actor("director").person.pk  # type: ignore[union-attr]
    what = {"type": "proposal.made", "subject_type": "proposal"}
    return {"id": event_id, **what, "occurred_at": timezone.now(), "person_id": author}


def test_a_step_counts_whatever_the_id_of_its_event_in_a_log_whose_ids_tell_no_time(city: City) -> None:
    proposal = new_id()
    ReferralEvent.objects.create(**step_of(city, UUID("00000000-0000-4000-8000-000000000001")), subject_id=proposal)

    assert did_apart(city.actor("director"), proposal, ["proposal.made"])


def test_a_step_counts_though_the_host_that_took_it_was_behind_the_one_that_made_the_record(city: City) -> None:
    behind, proposal = new_id(), first_id_of(timezone.now() + timedelta(minutes=2))
    Event.objects.create(**step_of(city, behind), subject_id=proposal, recorded_at=timezone.now())

    assert did(city.actor("director"), proposal, ["proposal.made"])


def test_a_step_is_looked_for_about_a_record_whose_id_tells_of_no_real_time(city: City) -> None:
    assert not did(city.actor("director"), UUID("00000000-0000-7000-8000-000000000001"), ["proposal.made"])


def test_every_verb_that_answers_an_asking_one_says_whose_step_it_judges() -> None:
    silent = {
        (noun.name, verb)
        for noun in NOUNS.values()
        for verb, line in noun.own.items()
        if verb.startswith(DECIDES) and not line.not_by
    }

    assert silent == set(ANSWERS_OTHERS)


def test_the_rule_of_two_hands_is_said_by_the_verb_table_and_by_one_function_for_what_is_no_noun() -> None:
    told = (
        str(path.relative_to(ROOT))
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if re.search(r"raise SamePerson|errors.append\(.*same_person", path.read_text())
    )

    assert list(told) == ["kernel/access.py", "kernel/nouns.py"]


def test_every_step_named_is_recorded_by_somebody() -> None:
    recorded = set(chain.from_iterable(workflow_events(noun) for noun in NOUNS.values()))
    raised = {"task.drafted", "task.plan_revised", "letter.drafted", "referral.drafted", "disclosure.drafted"}
    raised |= {"proposal.made", "interview.proposed"}

    assert {step for _name, _verb, step in PAIRS} <= recorded | raised


def workflow_events(noun: Noun[Any]) -> set[str]:
    """The events of a noun's own verbs."""
    return {line.event for line in noun.workflow.lines.values()} if noun.workflow else set()


def as_both(city: City, api: ApiOf, clue: Clue, asking: str, deciding: str) -> tuple[int, int, str]:
    """One person asks as head of the unit and decides as the office's director; how each was answered."""
    person = city.actor("director").person
    unit = Post.objects.create(person_id=person.pk, agency_id=clue.lead_agency_id, role="unithead")  # type: ignore[union-attr, misc]
    browser = reader("director")
    browser.post("/post", {"post": unit.pk})
    path = f"/api/v1/clues/{clue.pk}/actions"
    key = {"Idempotency-Key": asking}
    asked = browser.post(f"{path}/{asking}", BODIES[asking], content_type="application/json", headers=key)
    decided = api("director").post(f"{path}/{deciding}", BODIES.get(deciding, {}))
    return asked.status_code, decided.status_code, decided.json().get("code", "")


@pytest.mark.parametrize(
    ("start", "asking", "deciding"),
    [("investigating", "report", "close"), ("signed", "request_extension", "approve_extension")],
)
def test_one_person_with_both_posts_asks_and_is_refused_the_decision(
    city: City, api: ApiOf, start: str, asking: str, deciding: str
) -> None:
    clue = clue_in(city, start)

    answers = as_both(city, api, clue, asking, deciding)

    assert answers == (200, 403, "same_person")
    offered = api("director").get(f"/api/v1/clues/{clue.pk}/actions").json()["results"]
    assert deciding not in {line["name"] for line in offered}
    assert api("director2").post(f"/api/v1/clues/{clue.pk}/actions/{deciding}", {}).status_code == 200


def test_a_program_does_not_confirm_what_it_asked_for(city: City, any_noun: Any) -> None:
    clues, program = (
        any_noun("clue"),
        Actor(client=type("Client", (), {"pk": 7, "agency_id": "321100-hq", "name": "x"})()),
    )
    row = Clue(pk=new_id())
    with transaction.atomic():
        record(Named("clue", row.pk), "clue.reported", by=program, at=timezone.now())

    with pytest.raises(SamePerson):
        clues.permit(program, "close", row)
