"""Tasks at the REST door: drafted, read, mended, listed."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from cases.api.task_outputs import AcceptanceOut, LookBackOut, MilestoneOut, ProgressOut, TaskOut
from cases.models import Task
from tests.cases.situations import clue_in, program_of
from tests.cases.tasks import BODIES, do, new_task, task_in
from tests.cast import NOON, City, read_the_directory
from tests.conftest import ApiOf

TASKS = "/api/v1/tasks"
PLAN: dict[str, Any] = {
    "title": "沿江化工园区废水直排问题整改",
    "origin": "inspection_feedback",
    "kind": "individual",
    "goal": "全部纳管",
    "measures": ["封堵排口", "建成管网"],
    "deadline": "2099-12-31",
    "lead_agency": "321181-hb",
    "responsible_agencies": ["321181-hb"],
    "responsible_leader": "演示责任领导",
    "responsible_person": "演示责任人",
    "acceptance_agency": "321100-hb",
}


def test_a_task_answers_with_exactly_the_fields_that_the_document_names(city: City, api: ApiOf) -> None:
    made = api("rectifier").post(TASKS, PLAN)

    body = made.json()
    assert made.status_code == 201
    assert set(body) == set(TaskOut().fields)
    assert made["Location"] == f"{TASKS}/{body['id']}"
    assert {name: body[name] for name in PLAN} == PLAN
    assert (body["status"], body["pace"], body["planned_percent"], body["accepted_percent"]) == (
        "draft",
        "not_started",
        0,
        0,
    )


@pytest.mark.parametrize(
    ("part", "by", "shape"),
    [
        ("progress", "handler", ProgressOut),
        ("milestones", "rectifier", MilestoneOut),
        ("acceptances", "unithead", AcceptanceOut),
    ],
)
def test_a_line_of_a_task_is_added_by_its_list_as_by_its_verb(
    city: City, api: ApiOf, part: str, by: str, shape: Any
) -> None:
    task = task_in(city, "in_progress")
    body = {"progress": "report_progress", "milestones": "add_milestone", "acceptances": "request_acceptance"}[part]
    path = f"{TASKS}/{task.pk}/{part}"

    with time_machine.travel(NOON):
        made = api(by).post(path, BODIES[body], HTTP_IDEMPOTENCY_KEY="a-line-once")
        again = api(by).post(path, BODIES[body], HTTP_IDEMPOTENCY_KEY="a-line-once")

    assert (made.status_code, set(made.json())) == (201, set(shape().fields))
    assert (again.status_code, again.json(), again["Idempotent-Replayed"]) == (201, made.json(), "true")
    assert api(by).get(path).json()["results"] == [made.json()]


def test_a_look_back_is_added_by_its_list(city: City, api: ApiOf) -> None:
    task = task_in(city, "publicised")

    made = api("verifier").post(f"{TASKS}/{task.pk}/look-backs", BODIES["look_back"])

    assert (made.status_code, set(made.json())) == (201, set(LookBackOut().fields))


def test_a_contradictory_plan_is_refused_with_all_its_faults(city: City, api: ApiOf) -> None:
    body = {**PLAN, "starts_on": "2026-11-16", "deadline": "2026-11-15", "acceptance_agency": "321181-hb"}

    response = api("rectifier").post(TASKS, body)

    assert (response.status_code, response.json()["code"]) == (422, "guard_unmet")
    assert [(error["pointer"], error["code"]) for error in response.json()["errors"]] == [
        ("/deadline", "before_start"),
        ("/acceptance_agency", "same_agency"),
    ]
    assert Task.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"lead_agency": "nobody"}, "/lead_agency"),
        ({"measures": "一条"}, "/measures"),
        ({"kind": "huge"}, "/kind"),
        ({"pace": "done"}, "/pace"),
        ({"clue": "6f3f7a52-0b58-5d3c-9d2e-3a1c4b7d9e10"}, "/clue"),
        ({"clue": "x"}, "/clue"),
        ({"title": ""}, "/title"),
    ],
)
def test_an_ill_formed_task_is_refused_with_its_pointer(
    city: City, api: ApiOf, changes: dict[str, Any], pointer: str
) -> None:
    response = api("rectifier").post(TASKS, {**PLAN, **changes})

    assert (response.status_code, [error["pointer"] for error in response.json()["errors"]]) == (400, [pointer])


def test_another_systems_task_comes_once(city: City, api: ApiOf) -> None:
    body = {**PLAN, "source": {"system": "anyang", "external_id": "第1项"}}

    made, again = (api("rectifier").post(TASKS, body) for _time in range(2))

    assert (made.status_code, made.json()["source"]) == (201, body["source"])
    assert (again.status_code, again.json()["code"], again.json()["id"]) == (409, "source_exists", made.json()["id"])


def test_a_number_is_given_once(city: City, api: ApiOf) -> None:
    new_task(city, number="安阳-01")

    response = api("rectifier").post(TASKS, {**PLAN, "number": "安阳-01"})

    assert [error["code"] for error in response.json()["errors"]] == ["number_taken"]


def test_a_draft_is_mended_with_its_tag_and_an_approved_plan_is_not(city: City, api: ApiOf) -> None:
    task = new_task(city)
    path, client = f"{TASKS}/{task.pk}", api("rectifier")
    tag = client.get(path)["ETag"]

    bare = client.patch(path, {"goal": "更高目标"})
    mended = client.patch(path, {"goal": "更高目标", "responsible_agencies": ["321112-hb"]}, HTTP_IF_MATCH=tag)
    stale = client.patch(path, {"goal": "另一目标"}, HTTP_IF_MATCH=tag)
    do(city, task, "approve")
    late = client.patch(path, {"goal": "另一目标"}, HTTP_IF_MATCH=client.get(path)["ETag"])

    assert [bare.status_code, mended.status_code, stale.status_code, late.status_code] == [428, 200, 412, 409]
    assert (mended.json()["goal"], mended.json()["responsible_agencies"]) == ("更高目标", ["321112-hb"])


def test_an_agency_sees_what_it_leads_answers_for_or_accepts_and_nothing_else(city: City, api: ApiOf) -> None:
    mine = new_task(city)
    other = new_task(city, lead_agency=city.agencies["321112-hb"], responsible_agencies=(city.agencies["321112-hb"],))

    seen = {
        who: len(api(who).get(TASKS).json()["results"]) for who in ("handler", "colleague", "verifier", "rectifier")
    }

    assert seen == {"handler": 1, "colleague": 1, "verifier": 2, "rectifier": 2}
    assert api("handler").get(f"{TASKS}/{mine.pk}").status_code == 200
    assert api("handler").get(f"{TASKS}/{other.pk}").status_code == 404
    assert api("sysadmin").get(f"{TASKS}/{other.pk}").status_code == 404


def test_whom_the_clue_is_about_sees_no_task_that_came_of_it(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "reported", lead_agency="321112-hb", concerns_agency="321181-hb")
    task = new_task(city, clue=clue, lead_agency=city.agencies["321112-hb"], responsible_agencies=())
    Task.objects.filter(pk=task.pk).update(lead_agency="321181-hb")

    assert api("handler").get(f"{TASKS}/{task.pk}").status_code == 404
    assert api("rectifier").get(f"{TASKS}/{task.pk}").status_code == 200


def test_a_program_drafts_its_own_agencys_tasks_with_the_right_scope(city: City) -> None:
    program = program_of("321181-hb", "tasks:read", "tasks:write")

    own = program.post(TASKS, PLAN)
    others = program.post(TASKS, {**PLAN, "lead_agency": "321112-hb"})
    unscoped = program_of("321181-hb", "clues:read").get(TASKS)

    assert [own.status_code, others.status_code, unscoped.status_code] == [201, 403, 403]
    assert unscoped.json()["code"] == "scope_missing"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("status=draft", 1),
        ("pace=not_started", 1),
        ("pace=done", 1),
        ("pace=on_schedule", 1),
        ("pace=overdue", 0),
        ("kind=common", 0),
        ("origin=inspection_feedback", 3),
        ("region_code=3211", 3),
        ("region_code=321112", 0),
        ("lead_agency=321181-hb", 3),
        ("responsible_agency=321181-hb", 3),
        ("acceptance_agency=321100-hb", 3),
        ("overdue=false", 3),
        ("overdue=true", 0),
        ("deadline_before=2026-12-31", 0),
        ("deadline_after=2026-12-31", 3),
        ("q=直排", 3),
        ("q=直排 没有", 0),
    ],
)
def test_a_filter_finds_the_tasks_it_names(city: City, api: ApiOf, query: str, count: int) -> None:
    for status in ("draft", "in_progress", "verified"):
        task_in(city, status)

    with time_machine.travel(NOON):
        found = api("rectifier").get(f"{TASKS}?{query}").json()["results"]

    assert len(found) == count


@pytest.mark.parametrize("query", ["pace=fast", "colour=red", "deadline_after=soon", "cursor=x", "clue=x"])
def test_an_unknown_wish_about_tasks_is_refused(city: City, api: ApiOf, query: str) -> None:
    assert api("rectifier").get(f"{TASKS}?{query}").status_code == 400


def test_tasks_come_newest_first_page_by_page(city: City, api: ApiOf) -> None:
    made = [str(new_task(city, at=NOON + timedelta(minutes=minute // 2)).pk) for minute in range(5)]

    first = api("rectifier").get(f"{TASKS}?page_size=3").json()
    rest = api("rectifier").get(first["next"]).json()

    assert [row["id"] for row in [*first["results"], *rest["results"]]] == made[::-1]


@pytest.mark.parametrize("who", ["rectifier", "handler"])
def test_a_page_of_ten_tasks_costs_what_a_page_of_one_costs(
    city: City, api: ApiOf, django_assert_max_num_queries: DjangoAssertNumQueries, who: str
) -> None:
    client = api(who)
    for count in (1, 9):
        for _task in range(count):
            do(city, new_task(city), "approve")
        read_the_directory()
        with django_assert_max_num_queries(9):
            assert client.get(TASKS).json()["results"][0]["lead_agency_name"] == "镇江市丹阳生态环境局"
