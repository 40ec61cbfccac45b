"""Tasks on pages: the same verbs as at the REST door, the ledger, and a plan written in parts."""

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Clock, Task
from cases.verbs import TASK_VERBS
from kernel.models import Event, Remark
from kernel.verbs import fields_of
from tests.cases.situations import clue_in
from tests.cases.tasks import do, new_task, task_in
from tests.cases.test_task_permissions import MATRIX, ready
from tests.cast import NOON, City
from tests.conftest import ApiOf
from tests.web.readers import HTMX, form_of, reader

PEOPLE = ("dispatcher", "rectifier", "director2", "handler", "unithead", "verifier", "leader")
OWN = {"id", "number", "created_at", "updated_at"}
NEEDY = [verb for verb, line in TASK_VERBS.items() if any(field.required for field in fields_of(line.takes))]


def doer_of(verb: str) -> str:
    """Somebody of the cast who may."""
    return next(name for name, mark in zip(PEOPLE, MATRIX[verb], strict=False) if mark == "y")


def filled(body: dict[str, Any]) -> dict[str, Any]:
    """A body as a form sends it: several texts stand in one field, a line each."""
    return form_of({name: "\n".join(value) if isinstance(value, list) else value for name, value in body.items()})


def left_by(task: Task) -> tuple[Any, ...]:
    """The row, its events with the words beside them, and its clocks."""
    values = Task.objects.filter(pk=task.pk).values().get()
    events = Event.objects.filter(subject_id=task.pk).order_by("id")
    words = dict(Remark.objects.filter(event_id__in=events.values("id")).values_list("event_id", "name"))
    told = [(one.type, one.to_status, one.post, one.version, sorted(one.data), words.get(one.id)) for one in events]
    clocks = list(Clock.objects.filter(subject_id=task.pk).order_by("id").values_list("kind", "due_at", "state"))
    return {name: value for name, value in values.items() if name not in OWN}, told, clocks


@pytest.mark.parametrize("verb", list(TASK_VERBS))
def test_a_verb_of_a_task_leaves_the_same_through_page_and_rest(city: City, api: ApiOf, verb: str) -> None:
    (by_page, said_here), (by_rest, said_there) = ready(city, verb), ready(city, verb)
    doer = doer_of(verb)

    with time_machine.travel(NOON, tick=False):
        page = reader(doer).post(f"/tasks/{by_page.pk}/actions/{verb}", filled(said_here))
        rest = api(doer).post(f"/api/v1/tasks/{by_rest.pk}/actions/{verb}", said_there)

    assert page.status_code == 302, page.content.decode()
    assert rest.status_code in {200, 201}, rest.json()
    assert left_by(by_page) == left_by(by_rest)


@pytest.mark.parametrize("verb", NEEDY)
def test_an_empty_form_of_a_task_says_what_is_missing(city: City, api: ApiOf, verb: str) -> None:
    task, _body = ready(city, verb)
    doer = doer_of(verb)

    page = reader(doer).post(f"/tasks/{task.pk}/actions/{verb}", {}, headers=HTMX)

    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()
    assert Task.objects.get(pk=task.pk).version == task.version


def test_a_task_is_drafted_and_its_plan_completed_on_pages(city: City) -> None:
    client = reader("rectifier")
    first = {"title": "黑臭水体整改", "origin": "self_found", "kind": "common", "once": "a-task-once"}
    plan = {
        **first, "goal": "消除黑臭", "measures": "清淤\n截污", "deadline": "2099-12-31", "lead_agency": "321181-hb",
        "responsible_agencies": ["321181-hb", "321112-hb"], "acceptance_agency": "321100-hq", "once": "a-plan-once",
    }  # fmt: skip

    made = client.post("/tasks/new", first)
    edited = client.post(f"{made['Location']}/edit", plan)
    shown = client.get(made["Location"]).content.decode()

    task = Task.objects.get()
    assert (made.status_code, edited.status_code, task.measures) == (302, 302, ["清淤", "截污"])
    assert sorted(task.responsibilities.values_list("agency", flat=True)) == ["321112-hb", "321181-hb"]
    assert all(words in shown for words in ("黑臭水体整改", "消除黑臭", "镇江市攻坚办"))


def test_a_plan_that_contradicts_itself_comes_back_as_it_was_filled_in(city: City) -> None:
    form = {"title": "整改", "origin": "other", "goal": "目标甲", "starts_on": "2026-11-16", "deadline": "2026-11-01"}

    answer = reader("rectifier").post("/tasks/new", {**form, "kind": "common", "once": "a-task-once"})

    page = answer.content.decode()
    assert (answer.status_code, "整改时限不能早于起始日期" in page, "目标甲" in page) == (422, True, True)
    assert Task.objects.count() == 0


def test_an_approved_plan_is_mended_on_no_page(city: City) -> None:
    task = new_task(city)
    do(city, task, "approve")

    answer = reader("rectifier").post(
        f"/tasks/{task.pk}/edit", {"title": "x", "origin": "other", "once": "a-task-once"}
    )

    assert answer.status_code == 409


def test_a_task_ordered_from_a_clue_leads_to_its_page_and_the_clue_may_then_wait(city: City) -> None:
    clue, client = clue_in(city, "reported"), reader("director2")
    early = client.post(
        f"/clues/{clue.pk}/actions/close_interim", {"reason": "工程量大", "planned_finish": "2099-06-30"}
    )

    ordered = client.post(f"/clues/{clue.pk}/actions/order_task", {"title": "废水直排整改", "once": "an-order-once"})
    waiting = client.post(
        f"/clues/{clue.pk}/actions/close_interim", {"reason": "工程量大", "planned_finish": "2099-06-30"}
    )
    closing = client.post(f"/clues/{clue.pk}/actions/close", {})

    task = Task.objects.get(clue=clue)
    assert (early.status_code, "先下达整改任务" in early.content.decode()) == (422, True)
    assert (ordered["Location"], task.lead_agency_id, task.origin) == (f"/tasks/{task.pk}", "321181-hb", "complaint")
    assert waiting.status_code == 302
    assert (closing.status_code, "尚未验收通过" in closing.content.decode()) == (422, True)
    clue.refresh_from_db()
    assert (clue.status, str(clue.planned_finish)) == ("interim_closed", "2099-06-30")


def test_a_clue_found_untrue_waits_only_with_a_reason_of_its_own(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "reported", verdict="unsubstantiated")
    new_task(city, clue=clue)
    path, body = f"/api/v1/clues/{clue.pk}/actions/close_interim", {"reason": "需整改", "planned_finish": "2099-06-30"}

    plain = api("director2").post(path, body)
    reasoned = api("director2").post(path, {**body, "despite_verdict": "虽不属实，管网仍须改造"})

    assert [error["code"] for error in plain.json()["errors"]] == ["verdict_unsubstantiated"]
    assert (reasoned.status_code, reasoned.json()["status"]) == (200, "interim_closed")


def test_a_clue_that_waited_is_closed_once_its_task_is_accepted(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "interim_closed")
    task_in(city, "verified", clue=clue)

    assert api("director2").post(f"/api/v1/clues/{clue.pk}/actions/close", {}).json()["status"] == "closed"


@pytest.mark.parametrize("path", ["/tasks/", "/tasks/missed", "/tasks/?pace=on_schedule&region_code=3211"])
def test_the_ledger_of_tasks_costs_the_same_at_one_and_at_ten_rows(city: City, path: str) -> None:
    costs = []
    for count in (1, 9):
        for _task in range(count):
            task = task_in(city, "in_progress")
            task.missed.create(period="2026-W46", starts_on="2026-11-09", ends_on="2026-11-15", recorded_at=NOON)
        client = reader("handler")
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 14


def test_a_tasks_page_offers_the_director_no_expunging_of_a_clue(city: City) -> None:
    task = task_in(city, "in_progress")

    assert "/expunge" not in reader("director2").get(f"/tasks/{task.pk}").content.decode()
