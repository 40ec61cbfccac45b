"""Every status and every verb of a task, against a second table written by hand."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from cases.actions.milestones import AddMilestone
from cases.models import Task, TaskStatus
from cases.verbs import TASK_VERBS
from cases.workflow import TASK
from kernel.errors import TransitionNotAllowed
from kernel.models import Event
from tests.cases.tasks import do, input_of_task, new_task, prepare, task_in
from tests.cast import NOON, City
from tests.conftest import ApiOf

LATER = NOON + timedelta(days=2)
ALWAYS = {"comment": "="}
PLANNING = {"add_milestone": "=", "remove_milestone": "="}
UNFINISHED = {
    **ALWAYS,
    **dict.fromkeys(
        ["request_extension", "approve_extension", "refuse_extension", "open_satchel", "assign_sponsor", "urge"], "="
    ),
    "record_visit": "=",
    "stamp": "=",
    "cancel": "cancelled",
}
DONE = {**ALWAYS, "record_visit": "=", "stamp": "=", "mark_fake": "reopened", "reopen": "reopened"}
OBJECTED = {"register_objection": "=", "answer_objection": "="}
SHOWN = {**DONE, **OBJECTED, "look_back": "=", "request_write_off": "=", "confirm_write_off": "written_off"}
# From each status the verbs that start there, and where each leads (= stays).
TABLE = {
    "draft": {**ALWAYS, **PLANNING, "approve": "approved", "cancel": "cancelled"},
    "approved": {**UNFINISHED, **PLANNING, "issue": "issued"},
    "issued": {**UNFINISHED, **PLANNING, "start": "in_progress"},
    "in_progress": {
        **UNFINISHED,
        **PLANNING,
        "report_progress": "=",
        "accept_progress": "=",
        "request_acceptance": "acceptance_requested",
    },
    "acceptance_requested": {
        **UNFINISHED,
        "verify": "verified",
        "return_acceptance": "in_progress",
        "add_evidence": "=",
        "mark_fake": "reopened",
    },
    "verified": {**DONE, "disclose": "publicised", "begin_monitoring": "post_monitoring"},
    "publicised": {**SHOWN, "disclose": "=", "begin_monitoring": "post_monitoring"},
    "post_monitoring": {**SHOWN, "disclose": "="},
    "written_off": {**DONE, "look_back": "="},
    "reopened": {**UNFINISHED, **PLANNING, "start": "in_progress"},
    "cancelled": ALWAYS,
}


def ready(city: City, status: str) -> Task:
    """A task of that status with everything that some verb needs."""
    task = task_in(city, status, at=NOON)
    task.milestones.create(name="节点", due_on=date(2026, 12, 1))
    Task.objects.filter(pk=task.pk).update(write_off_asked_agency="321181", sponsor="演示县领导")
    return task


def led_to(city: City, made: Task, verb: str) -> str | None:
    """Where the verb leads the task; None when it is refused."""
    with transaction.atomic():
        asked = date(2027, 6, 30) if verb in {"approve_extension", "refuse_extension"} else None
        Task.objects.filter(pk=made.pk).update(asked_deadline=asked)
        task = prepare(made, verb, at=LATER)
        by = "verifier" if verb == "verify" else "director2"
        try:
            TASK_VERBS[verb].do(task, input_of_task(verb, task), by=city.actor(by), at=LATER)
        except TransitionNotAllowed:
            after = None
        else:
            after = Task.objects.get(pk=task.pk).status
        transaction.set_rollback(True)
    return "=" if after == made.status else after


def test_the_table_knows_every_status_and_every_verb_of_a_task() -> None:
    assert set(TABLE) == set(TaskStatus.values)
    assert set().union(*TABLE.values()) == set(TASK_VERBS) == set(TASK.lines)


@pytest.mark.parametrize("status", list(TABLE))
def test_a_task_moves_as_the_table_says_and_not_otherwise(city: City, status: str) -> None:
    task = ready(city, status)

    outcomes = {verb: led_to(city, task, verb) for verb in TASK_VERBS}

    assert {verb: after for verb, after in outcomes.items() if after} == TABLE[status]


@pytest.mark.parametrize("status", list(TABLE))
def test_a_forbidden_step_of_a_task_names_what_is_open_instead(city: City, api: ApiOf, status: str) -> None:
    task = task_in(city, status)
    verb = "issue" if status != "approved" else "start"
    caller = api("handler" if verb == "start" else "director2")

    body = caller.post(f"/api/v1/tasks/{task.pk}/actions/{verb}", {}).json()

    offered = caller.get(f"/api/v1/tasks/{task.pk}/actions").json()["results"]
    assert (body["code"], body["current_status"]) == ("transition_not_allowed", status)
    assert body["allowed"] == [verb["name"] for verb in offered]


def test_every_step_of_a_task_leaves_one_event_and_one_standing(city: City) -> None:
    task = new_task(city)

    do(city, task, "approve", at=LATER)

    event = Event.objects.get(type="task.approved")
    assert (event.from_status, event.to_status, event.version) == ("draft", "approved", 2)
    assert [(one.state, one.since, one.until) for one in task.standings.order_by("since")] == [
        ("draft", NOON, LATER),
        ("approved", LATER, None),
    ]


def test_a_plan_is_approved_only_with_its_seven_fields_and_who_accepts(city: City, api: ApiOf) -> None:
    blank: dict[str, Any] = dict.fromkeys(["goal", "responsible_leader", "responsible_person"], "")
    nobody: dict[str, Any] = {"lead_agency": None, "acceptance_agency": None, "deadline": None}
    task = new_task(city, **blank, **nobody, measures=(), responsible_agencies=())

    response = api("director2").post(f"/api/v1/tasks/{task.pk}/actions/approve", {})

    assert (response.status_code, response.json()["code"]) == (422, "guard_unmet")
    assert {error["pointer"] for error in response.json()["errors"]} == {
        "/goal", "/measures", "/deadline", "/lead_agency", "/responsible_agencies", "/responsible_leader",
        "/responsible_person", "/acceptance_agency",
    }  # fmt: skip
    assert Task.objects.get(pk=task.pk).status == "draft"


def test_a_milestone_lies_between_start_and_deadline(city: City, api: ApiOf) -> None:
    task = new_task(city)
    path = f"/api/v1/tasks/{task.pk}/milestones"

    codes = [
        api("rectifier").post(path, {"name": "节点", "due_on": day}).json()["errors"][0]["code"]
        for day in ("2026-11-15", "2027-01-01")
    ]
    kept = api("rectifier").post(path, {"name": "节点", "due_on": "2026-12-01", "weight": 3})

    assert codes == ["before_start", "after_deadline"]
    assert (kept.status_code, kept.json()["weight"]) == (201, 3)
    assert api("rectifier").get(path).json()["results"] == [kept.json()]


def test_a_milestone_of_another_task_is_not_removed(city: City, api: ApiOf) -> None:
    task, other = new_task(city), new_task(city)
    do(city, other, "add_milestone", AddMilestone("节点", date(2026, 12, 1)))
    path = f"/api/v1/tasks/{task.pk}/actions/remove_milestone"

    response = api("rectifier").post(path, {"milestone": str(other.milestones.get().pk)})

    assert (response.status_code, response.json()["errors"][0]["code"]) == (422, "of_another_task")
    assert other.milestones.count() == 1
