"""The ladder: drafted once, climbed only over signatures, and at its end a proposal."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from cases.models import Clock, Clue, Notice
from kernel.days import local_day
from kernel.models import Event
from kernel.verbs import Nothing
from supervision.actions.ladder import climb
from supervision.actions.letters import Sign, sign_letter
from supervision.actions.mechanism import ProposeInterview, approve_interview, hold_interview, propose_interview
from supervision.actions.proposals import accept_proposal
from supervision.actions.unsigned import alarm_about_drafts
from supervision.models import Interview, LadderStep, Letter, Proposal, Referral, Rung
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

    assert [letter.kind for letter in Letter.objects.all()] == ["supervision_letter"]
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize(
    ("days", "kind", "words", "title"),
    [
        (-2, "reminder_letter", "届满，请抓紧办理", "的提示函"),
        (2, "warning_letter", "已逾期2天", "逾期2天的预警函"),
        (41, "supervision_letter", "已逾期41天未办结", "逾期41天的督办函"),
    ],
)
def test_the_first_letter_is_the_one_that_the_clocks_state_asks_for(
    due: datetime, days: int, kind: str, words: str, title: str
) -> None:
    turn(due + timedelta(days=days))

    letter = Letter.objects.get()
    assert (letter.kind, words in letter.body, title in letter.title) == (kind, True, True)
    assert Clue.objects.get().number in letter.title
    assert ("将于" in letter.body) is (days < 0)


def test_a_draft_that_nobody_touched_says_how_things_stand_by_now(due: datetime) -> None:
    turn(due - timedelta(days=2))
    turn(due + timedelta(hours=1))
    turn(due + timedelta(days=8))

    letter = Letter.objects.get()
    assert (letter.kind, letter.status) == ("supervision_letter", "drafted")
    assert "已逾期8天未办结" in letter.body
    assert Rung.objects.get().step.drafts == "supervision_letter"


def test_a_draft_that_somebody_mended_is_left_to_them(city: City, due: datetime) -> None:
    turn(due - timedelta(days=2))
    letter = Letter.objects.get()
    reader("dispatcher").post(f"/letters/{letter.pk}/actions/edit", {"body": "请务必抓紧。"})

    turn(due + timedelta(days=8))

    letter.refresh_from_db()
    assert (letter.kind, letter.body) == ("reminder_letter", "请务必抓紧。")


def test_a_voided_letter_gives_its_reason_and_is_drafted_again_by_the_next_turn(city: City, due: datetime) -> None:
    turn(due + LATE)
    letter, client = Letter.objects.get(), reader("director2")

    silent = client.post(f"/letters/{letter.pk}/actions/void", {"reason": " "}).status_code
    said = client.post(f"/letters/{letter.pk}/actions/void", {"reason": "数字有误"}).status_code
    turn(due + LATE + timedelta(days=1))
    turn(due + LATE + timedelta(days=2))

    assert (silent, said) == (422, 302)
    assert sorted(Letter.objects.values_list("kind", "status")) == [
        ("supervision_letter", "drafted"),
        ("supervision_letter", "voided"),
    ]


def test_over_signatures_it_climbs_with_the_days_between_the_rungs(city: City, due: datetime) -> None:
    found = []
    for day in (0, 1, 9, 10):
        turn(due + LATE + timedelta(days=day))
        sign_all(city, due + LATE + timedelta(days=day))
        found.append(list(Rung.objects.order_by("pk").values_list("step__drafts", flat=True)))

    letter, both = ["supervision_letter"], ["supervision_letter", "interview"]
    assert found == [letter, letter, letter, both]


def climbed_to_the_interview(city: City, due: datetime) -> datetime:
    """The proposal to interview was followed; says when."""
    for day in (0, 10):
        turn(due + LATE + timedelta(days=day))
        sign_all(city, due + LATE + timedelta(days=day))
    return due + LATE + timedelta(days=10)


def interviewed(city: City, at: datetime) -> Interview:
    """Both sides approve, and it is held that day; the report is due thirty days later."""
    wish = ProposeInterview(local_day(at), "key_task_not_done", (city.agencies["321181-hb"],))
    with transaction.atomic():
        interview = propose_interview(wish, by=city.actor("dispatcher"), at=at)
        for who in ("director2", "discipline"):
            approve_interview(interview, Nothing(), by=city.actor(who), at=at)
        return hold_interview(interview, Nothing(), by=city.actor("dispatcher"), at=at)


def referrals_proposed(at: datetime) -> int:
    """How many proposals to refer there are after that day's turn."""
    turn(at)
    return Proposal.objects.filter(kind="referral").count()


def test_referral_is_proposed_only_after_the_interview_and_its_day(city: City, due: datetime) -> None:
    decided = climbed_to_the_interview(city, due)
    before = [referrals_proposed(decided + timedelta(days=days)) for days in (1, 20, 60)]

    interviewed(city, decided + timedelta(days=61))
    after = [referrals_proposed(decided + timedelta(days=61 + days)) for days in (1, 30, 31, 32)]

    assert (before, after) == ([0, 0, 0], [0, 0, 1, 1])
    assert "已约谈，整改报告逾期未报" in Proposal.objects.get(kind="referral").reason
    assert Referral.objects.count() == 0


def test_no_referral_is_proposed_where_the_report_came(city: City, due: datetime) -> None:
    decided = climbed_to_the_interview(city, due)
    interview = interviewed(city, decided)
    Interview.objects.filter(pk=interview.pk).update(reported_on=local_day(decided + timedelta(days=9)))

    assert referrals_proposed(decided + timedelta(days=90)) == 0


def test_a_draft_left_unsigned_alarms_once_a_level(due: datetime) -> None:
    turn(due + LATE)

    said = [alarmed(due + LATE + timedelta(days=day)) for day in (1, 2, 3, 5, 9)]

    told = Event.objects.filter(type="letter.left_unsigned").order_by("id")
    assert said == [0, 1, 0, 1, 0]
    assert [event.data["level"] for event in told] == ["yellow", "red"]


def test_a_proposal_left_open_alarms_in_the_compartment(city: City, due: datetime) -> None:
    turn(due + LATE)
    sign_all(city, due + LATE)
    turn(due + LATE + timedelta(days=10))

    alarmed(due + LATE + timedelta(days=12))

    notice = Notice.objects.get(kind="proposal.left_open:yellow")
    assert (notice.post, notice.subject_type) == ("321100-hq:director", "proposal")
    assert not Event.objects.filter(type__startswith="proposal").exists()


def alarmed(at: datetime) -> int:
    """One turn of the alarms."""
    with transaction.atomic():
        return alarm_about_drafts(at=at)


def test_a_proposal_to_refer_leaves_no_public_event_and_is_hidden_from_those_with_a_tie(
    city: City, due: datetime
) -> None:
    decided = climbed_to_the_interview(city, due)
    interviewed(city, decided)
    turn(decided + timedelta(days=31))
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
    turn(due + LATE)
    sign_all(city, due + LATE)
    turn(due + LATE + timedelta(days=10))
    proposal = Proposal.objects.get()

    refused = reader("dispatcher").post(f"/proposals/{proposal.pk}/actions/{verb}", body)
    done = reader("director2").post(f"/proposals/{proposal.pk}/actions/{verb}", body)

    proposal.refresh_from_db()
    assert (refused.status_code, done.status_code, proposal.status) == (403, 302, status)
