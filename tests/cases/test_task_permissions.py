"""Every verb of a task and every role, against a matrix written by hand and the table in the manual."""

from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.db import transaction
from rest_framework.test import APIClient

from cases.models import Task
from cases.queries.schemes import items_in_use
from cases.task_rules import TASK_PERMISSIONS, TASK_PERSON_ONLY
from cases.verbs import TASK_VERBS
from tests.cases.situations import program_of
from tests.cases.tasks import BODIES, prepare, task_in
from tests.cast import NOON, City
from tests.conftest import ApiOf

CALLERS = (
    "dispatcher",
    "rectifier",
    "director2",
    "handler",
    "unithead",
    "verifier",
    "leader",
    "program of the office",
    "program of the lead",
)
# y: yes; -: 403 forbidden; p: 403 person_required; in the order of CALLERS.
MATRIX = {
    "approve": "--y----y-",
    "issue": "yyy----y-",
    "start": "---yy---y",
    "report_progress": "---yy---y",
    "accept_progress": "-yy--y-y-",
    "request_acceptance": "----y---y",
    "verify": "-----y---",
    "return_acceptance": "-----y---",
    "add_evidence": "---yy---y",
    "disclose": "-yyyy--yy",
    "register_objection": "-yy--y-y-",
    "answer_objection": "-yy--y-y-",
    "begin_monitoring": "-yy--y-y-",
    "request_write_off": "-yy-yy-yy",
    "confirm_write_off": "-yy--y-pp",
    "add_milestone": "-yy-y--yy",
    "remove_milestone": "-yy-y--yy",
    "look_back": "-yy--y-y-",
    "request_extension": "----y---y",
    "approve_extension": "--y----pp",
    "refuse_extension": "--y----pp",
    "open_satchel": "-yy----y-",
    "assign_sponsor": "yyy----y-",
    "record_visit": "yyyyy--yy",
    "stamp": "yyyyy--yy",
    "urge": "yyy----y-",
    "comment": "yyyyyyyyy",
    "mark_fake": "yyy----y-",
    "reopen": "--y----y-",
    "cancel": "--y----y-",
}
# A status from which the verb starts; the rest start while work is under way.
STARTS = {
    "approve": "draft",
    "issue": "approved",
    "start": "issued",
    "verify": "acceptance_requested",
    "return_acceptance": "acceptance_requested",
    "add_evidence": "acceptance_requested",
    "disclose": "verified",
    "begin_monitoring": "verified",
    "register_objection": "publicised",
    "answer_objection": "publicised",
    "request_write_off": "publicised",
    "confirm_write_off": "publicised",
    "look_back": "publicised",
    "mark_fake": "verified",
    "reopen": "verified",
}
MARKS = {(200, None): "y", (201, None): "y", (403, "forbidden"): "-", (403, "person_required"): "p"}


def client_of(caller: str, api: ApiOf) -> APIClient:
    """The REST client of a person of the cast or of a program."""
    programs = {"program of the office": "321100-hq", "program of the lead": "321181-hb"}
    return program_of(programs[caller], "tasks:read", "tasks:write") if caller in programs else api(caller)


def ready(city: City, verb: str) -> tuple[Task, dict[str, object]]:
    """A task from which the verb starts with all that it needs, and what is said."""
    task = task_in(city, STARTS.get(verb, "in_progress"))
    milestone = task.milestones.create(name="节点", due_on=date(2026, 12, 1))
    asked = {"asked_deadline": date(2027, 6, 30)} if verb in {"approve_extension", "refuse_extension"} else {}
    other = {"write_off_asked_agency": "321112-hb"} if verb == "confirm_write_off" else {}
    prepare(task, verb)
    Task.objects.filter(pk=task.pk).update(sponsor="演示县领导", **asked, **other)
    references = {
        "remove_milestone": {"milestone": str(milestone.pk)},
        "answer_objection": {"objection": str(task.objections.values_list("pk", flat=True).first())},
        "stamp": {"item": str(items_in_use()[0].pk)},
    }
    return task, {**BODIES.get(verb, {}), **references.get(verb, {})}


def test_the_matrix_of_tasks_names_every_verb_and_its_rule() -> None:
    assert set(MATRIX) == set(TASK_VERBS)
    assert set(TASK_PERMISSIONS) == {f"cases.{verb}_task" for verb in TASK_VERBS}
    assert {verb for verb, marks in MATRIX.items() if "p" in marks} == TASK_PERSON_ONLY


@pytest.mark.parametrize("verb", list(MATRIX))
def test_each_caller_may_do_to_a_task_what_the_matrix_says_and_no_more(city: City, api: ApiOf, verb: str) -> None:
    task, body = ready(city, verb)
    found, offered = "", ""
    for caller in CALLERS:
        with transaction.atomic(), time_machine.travel(NOON):
            client = client_of(caller, api)
            listed = client.get(f"/api/v1/tasks/{task.pk}/actions").json()["results"]
            response = client.post(f"/api/v1/tasks/{task.pk}/actions/{verb}", body)
            transaction.set_rollback(True)
        found += MARKS.get((response.status_code, response.json().get("code")), f"?{response.status_code}")
        offered += "y" if verb in [line["name"] for line in listed] else "-"

    assert found == MATRIX[verb]
    assert offered == MATRIX[verb].replace("p", "-")


def test_the_manual_prints_the_same_matrix_of_tasks() -> None:
    text = (Path(__file__).parents[2] / "docs" / "permissions-tasks.md").read_text()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    signs = {"√": "y", "—": "-", "限本人": "p"}

    printed = {row[1].strip("`"): "".join(signs.get(cell, "?") for cell in row[2:]) for row in rows[2:]}

    assert printed == MATRIX
    assert {row[1].strip("`"): row[0] for row in rows[2:]} == {
        name: str(verb.label) for name, verb in TASK_VERBS.items()
    }
