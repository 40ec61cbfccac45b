"""The ladder: drafted once, climbed only over signatures, and at its end a proposal."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from cases.models import Clock, Clue
from kernel.models import Event
from kernel.verbs import Nothing
from supervision.actions.ladder import climb
from supervision.actions.letters import Sign, sign_letter
from supervision.actions.proposals import accept_proposal
from supervision.models import LadderStep, Letter, Proposal, Referral, Rung
from tests.cases.situations import clue_in
from tests.cast import NOON, City
from tests.web.readers import reader

LATE = timedelta(days=40)


@pytest.fixture
def due(city: City) -> datetime:
    """When the closing clock of the one clue, led by 丹阳's branch, is due."""
    clue = clue_in(city, "investigating")
    return Clock.objects.get(subject_id=clue.pk, kind="closing").due_at


def turn(at: datetime) -> int:
    """One turn of the schedule."""
    with transaction.atomic():
        return climb(at=at)


def sign_all(city: City, at: datetime) -> None:
    """The director signs what lies there, and follows what is proposed short of a referral."""
    with transaction.atomic():
        for letter in Letter.objects.filter(status="drafted"):
            sign_letter(letter, Sign("演〔2026〕5号"), by=city.actor("director2"), at=at)
        for proposal in Proposal.objects.filter(status="open", kind="interview"):
            accept_proposal(proposal, Nothing(), by=city.actor("director2"), at=at)


def test_the_usual_ladder_ends_in_a_proposal_to_refer(city: City) -> None:
    steps = LadderStep.objects.filter(record="clue", clock="closing")

    assert [step.drafts for step in steps] == [
        "reminder_letter",
        "warning_letter",
        "supervision_letter",
        "interview",
        "referral",
    ]


def test_three_days_before_it_is_due_a_reminder_is_drafted_once(due: datetime) -> None:
    before, day = due - timedelta(days=4), due - timedelta(days=2)

    assert (turn(before), turn(day), turn(day)) == (0, 1, 0)

    assert [letter.kind for letter in Letter.objects.all()] == ["reminder_letter"]


def test_nothing_climbs_over_a_letter_that_nobody_signed(due: datetime) -> None:
    for day in range(5):
        turn(due + LATE + timedelta(days=day))

    assert [letter.kind for letter in Letter.objects.all()] == ["reminder_letter"]
    assert Proposal.objects.count() == 0


def test_over_signatures_it_climbs_one_rung_a_turn_to_the_proposal(city: City, due: datetime) -> None:
    for day in range(8):
        turn(due + LATE + timedelta(days=day))
        sign_all(city, due + LATE + timedelta(days=day))

    kinds = [rung.step.drafts for rung in Rung.objects.select_related("step").order_by("pk")]
    assert kinds == ["reminder_letter", "warning_letter", "supervision_letter", "interview", "referral"]
    assert Proposal.objects.get(kind="referral").status == "open"
    assert Referral.objects.count() == 0


def test_a_proposal_to_refer_leaves_no_public_event_and_is_hidden_from_those_with_a_tie(
    city: City, due: datetime
) -> None:
    for day in range(8):
        turn(due + LATE + timedelta(days=day))
        sign_all(city, due + LATE + timedelta(days=day))
    proposal = Proposal.objects.get(kind="referral")

    answers = {name: reader(name).get(f"/proposals/{proposal.pk}").status_code for name in ("director", "director2")}

    assert answers == {"director": 404, "director2": 200}
    assert reader("unithead").get(f"/proposals/{proposal.pk}").status_code == 404
    assert not Event.objects.filter(type__startswith="proposal").exists()
    assert not Event.objects.filter(subject_id=proposal.pk).exists()


def test_an_ended_clue_climbs_no_further(city: City, due: datetime) -> None:
    turn(due - timedelta(days=2))
    sign_all(city, due)
    Clue.objects.update(status="closed", closed_at=NOON, verdict="substantiated")
    Clock.objects.update(state="met", ended_at=NOON)

    assert turn(due + LATE) == 0


def test_an_old_ledgers_clock_stands_on_no_ladder(due: datetime) -> None:
    Clock.objects.update(policy="原台账时限")

    assert turn(due + LATE) == 0


@pytest.mark.parametrize(
    ("verb", "body", "status"), [("accept", {}, "accepted"), ("dismiss", {"reason": "已整改"}, "dismissed")]
)
def test_a_proposal_is_decided_on_its_page_by_the_director(
    city: City, due: datetime, verb: str, body: dict[str, str], status: str
) -> None:
    for day in range(5):
        turn(due + LATE + timedelta(days=day))
        sign_all(city, due + LATE + timedelta(days=day))
    proposal = Proposal.objects.exclude(status="accepted").get()

    refused = reader("dispatcher").post(f"/proposals/{proposal.pk}/actions/{verb}", body)
    done = reader("director2").post(f"/proposals/{proposal.pk}/actions/{verb}", body)

    proposal.refresh_from_db()
    assert (refused.status_code, done.status_code, proposal.status) == (403, 302, status)
