"""How a task ends: accepted by others, public, written off by two; and how it comes back."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from agencies.models import Person, Post
from cases.actions.acceptances import BeginMonitoring
from cases.actions.clues import Reason
from cases.actions.rebounds import Look, MarkFake
from cases.models import Clock, Task
from cases.nouns import TASKS
from cases.queries.timelines import record_timeline
from kernel.errors import GuardUnmet, SamePerson
from kernel.models import Event
from tests.cases.tasks import BODIES, DEADLINE, do, prepare, task_in
from tests.cast import NOON, City
from tests.conftest import ApiOf

LATER = NOON + timedelta(days=3)


def codes_of(refused: pytest.ExceptionInfo[GuardUnmet]) -> set[str]:
    """What was missing."""
    return {error.code for error in refused.value.errors}


def test_a_task_is_written_off_by_two_people_of_different_units(city: City) -> None:
    task = task_in(city, "publicised")
    prepare(task, "request_write_off", at=LATER)
    do(city, task, "request_write_off", by="unithead", at=LATER)

    done = do(city, task, "confirm_write_off", by="rectifier", at=LATER)

    assert (done.status, done.written_off_at) == ("written_off", LATER)


def test_nobody_confirms_what_nobody_asked_for(city: City) -> None:
    task = prepare(task_in(city, "publicised"), "confirm_write_off", at=LATER)

    with pytest.raises(GuardUnmet) as refused:
        do(city, task, "confirm_write_off", by="rectifier", at=LATER)

    assert codes_of(refused) == {"not_requested"}


def test_who_asked_for_the_write_off_does_not_confirm_it_nor_does_the_same_unit(city: City) -> None:
    task = prepare(task_in(city, "publicised"), "request_write_off", at=LATER)
    do(city, task, "request_write_off", by="rectifier", at=LATER)

    with pytest.raises(SamePerson):
        TASKS.permit(city.actor("rectifier"), "confirm_write_off", task)
    with pytest.raises(GuardUnmet) as same_unit:
        do(city, task, "confirm_write_off", by="director2", at=LATER)

    assert codes_of(same_unit) == {"same_unit"}


def test_whoever_holds_a_post_where_it_was_put_right_neither_verifies_nor_writes_off(city: City) -> None:
    asked, shown = task_in(city, "acceptance_requested"), task_in(city, "publicised")
    prepare(shown, "request_write_off", at=LATER)
    do(city, shown, "request_write_off", by="verifier", at=LATER)
    for name in ("verifier", "rectifier"):
        Post.objects.create(person=Person.objects.get(username=name), agency_id="321181-hb", role="handler")

    with pytest.raises(GuardUnmet) as verified:
        do(city, asked, "verify")
    with pytest.raises(GuardUnmet) as confirmed:
        do(city, shown, "confirm_write_off", by="rectifier", at=LATER)

    assert codes_of(verified) == codes_of(confirmed) == {"responsible_unit"}


def test_a_write_off_without_disclosure_is_refused(city: City, api: ApiOf) -> None:
    task = task_in(city, "verified")
    do(city, task, "begin_monitoring", BeginMonitoring(NOON.date()))

    response = api("unithead").post(f"/api/v1/tasks/{task.pk}/actions/request_write_off", {})

    assert (response.status_code, response.json()["code"]) == (422, "guard_unmet")
    assert [error["code"] for error in response.json()["errors"]][:1] == ["disclosure_missing"]
    assert Task.objects.get(pk=task.pk).write_off_asked_agency_id is None


def test_a_task_is_not_written_off_while_it_is_watched(city: City) -> None:
    task = task_in(city, "publicised")
    do(city, task, "begin_monitoring", BeginMonitoring(LATER.date()))
    prepare(task, "request_write_off", at=LATER)

    with pytest.raises(GuardUnmet) as refused:
        do(city, task, "request_write_off", by="unithead", at=LATER)
    asked = do(city, task, "request_write_off", by="unithead", at=LATER + timedelta(days=1))

    assert codes_of(refused) == {"monitoring_not_over"}
    assert asked.status == "post_monitoring"


def test_what_is_made_public_while_watched_stays_watched(city: City) -> None:
    task = task_in(city, "verified")
    do(city, task, "begin_monitoring", BeginMonitoring(LATER.date()))

    done = do(city, task, "disclose")

    assert (done.status, done.disclosed_at) == ("post_monitoring", NOON)


def test_a_fake_rectification_begins_again_and_proposes_a_referral(city: City) -> None:
    task = task_in(city, "written_off")

    again = do(city, task, "mark_fake", MarkFake("superficial", "只刷了墙"), by="dispatcher", at=LATER)

    assert (again.status, again.cycle, again.failure, again.accepted_percent) == ("reopened", 2, "superficial", 0)
    assert (again.verified_at, again.disclosed_at, again.written_off_at) == (None, None, None)
    proposed = Event.objects.get(type="task.referral_proposed")
    assert (proposed.subject_id, proposed.data["failure"]) == (task.pk, "superficial")
    assert "只刷了墙" not in str(proposed.data)


def test_that_a_referral_was_proposed_stands_in_no_timeline(city: City) -> None:
    task = task_in(city, "written_off")

    do(city, task, "mark_fake", MarkFake("fake", "设施未运行"), by="dispatcher", at=LATER)

    types = [line["type"] for line in record_timeline(task)]
    assert ("task.found_fake" in types, "task.referral_proposed" in types) == (True, False)


def test_a_rebound_found_later_begins_the_task_again(city: City) -> None:
    task = task_in(city, "written_off")

    kept = do(city, task, "look_back", Look(LATER.date(), "kept"), by="verifier", at=LATER)
    back = do(city, task, "look_back", Look(LATER.date(), "rebound"), by="verifier", at=LATER)

    assert (kept.status, back.status, back.cycle) == ("written_off", "reopened", 2)
    assert [one.result for one in task.look_backs.order_by("id")] == ["kept", "rebound"]


def test_the_clock_of_the_deadline_ends_with_the_verification_and_runs_again_after_a_reopening(city: City) -> None:
    task = task_in(city, "verified")
    ended = Clock.objects.get(subject_id=task.pk)
    do(city, task, "reopen", Reason("反弹"), at=LATER)

    running = Clock.objects.get(subject_id=task.pk, ended_at__isnull=True)
    assert (ended.state, ended.policy) == ("met", "整改时限")
    assert (running.kind, running.due_at.isoformat()) == ("rectification", "2026-12-31T15:59:59+00:00")


def test_a_later_deadline_is_asked_for_granted_and_its_clock_moves(city: City, api: ApiOf) -> None:
    task = task_in(city, "in_progress")
    path = f"/api/v1/tasks/{task.pk}/actions"

    early = api("unithead").post(f"{path}/request_extension", {"deadline": "2026-12-30", "reason": "汛期"})
    api("unithead").post(f"{path}/request_extension", BODIES["request_extension"])
    granted = api("director2").post(f"{path}/approve_extension", {})

    assert early.json()["errors"][0]["code"] == "not_later"
    assert (granted.json()["deadline"], granted.json()["asked_deadline"]) == ("2027-06-30", None)
    due = Clock.objects.get(subject_id=task.pk, ended_at__isnull=True).due_at
    assert due.isoformat() == "2027-06-30T15:59:59+00:00"
    assert [one.deadline for one in task.standings.order_by("id")][-2:] == [DEADLINE, date(2027, 6, 30)]


@pytest.mark.parametrize("verb", ["disclose", "look_back", "record_visit"])
def test_nothing_is_written_down_before_it_happened(city: City, api: ApiOf, verb: str) -> None:
    task = task_in(city, "publicised")
    Task.objects.filter(pk=task.pk).update(sponsor="演示县领导")
    who = {"disclose": "handler", "look_back": "verifier", "record_visit": "dispatcher"}[verb]

    response = api(who).post(f"/api/v1/tasks/{task.pk}/actions/{verb}", {**BODIES[verb], "date": "2999-01-01"})

    assert (response.status_code, response.json()["errors"][0]["code"]) == (422, "in_the_future")


@pytest.mark.parametrize(
    "changes",
    [
        {"acceptance_agency": "321181-hb"},
        {"deadline": date(2020, 1, 1)},
        {"goal": ""},
        {"verified_at": None},
        {"accepted_percent": 101},
        {"written_off_at": NOON},
    ],
)
def test_the_database_refuses_a_task_that_contradicts_itself(city: City, changes: dict[str, object]) -> None:
    task = task_in(city, "verified")

    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(**changes)
