"""Figures of rectification tasks, counted by hand as of any instant."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from cases.actions.clues import Reason
from cases.actions.milestones import AddMilestone
from cases.actions.progress import AcceptProgress
from cases.actions.rebounds import Look, MarkFake
from cases.actions.source_names import Source
from cases.models import Task
from tests.cases.tasks import do, new_task, prepare, task_in
from tests.cast import NOON, City, make_batch
from tests.conftest import ApiOf
from tests.web.readers import reader

SOON = date(2026, 11, 20)
WEEK = timedelta(days=7)


def asked(api: ApiOf, metric: str, who: str = "rectifier", **query: str) -> dict[str, Any]:
    """The answer of the metric as of a week after everything was done, unless the query says otherwise."""
    with time_machine.travel(NOON + 4 * WEEK):
        response = api(who).get("/api/v1/metrics", {"metric": metric, "as_of": "2026-11-23", **query})
    body: dict[str, Any] = response.json()
    return {**body, "status_code": response.status_code}


@pytest.fixture
def counted(city: City) -> dict[str, Task]:
    """Six that count: two completed, one each on schedule, behind, overdue and not started; two that do not."""
    made = {status: task_in(city, status) for status in ("draft", "cancelled", "verified", "post_monitoring")}
    made |= {"on_schedule": task_in(city, "in_progress"), "not_started": task_in(city, "issued")}
    made["overdue"] = task_in(city, "in_progress", deadline=SOON)
    made["behind"] = task_in(city, "in_progress")
    for name in ("on_schedule", "behind"):
        do(city, made[name], "add_milestone", AddMilestone("完成管网", SOON, 1))
        do(city, made[name], "add_milestone", AddMilestone("完成验收", date(2026, 12, 20), 3))
        prepare(made[name], "accept_progress")
    do(city, made["on_schedule"], "accept_progress", AcceptProgress(25))
    do(city, made["behind"], "accept_progress", AcceptProgress(24))
    return made


@pytest.mark.parametrize(
    ("metric", "figure"),
    [
        ("tasks_total", (None, None, 6)),
        ("tasks_completed", (None, None, 2)),
        ("completion_rate", (2, 6, "33.33")),
        ("on_schedule_rate", (1, 4, "25.00")),
        ("overdue_rate", (1, 6, "16.67")),
    ],
)
def test_each_figure_of_tasks_is_what_a_hand_counts(
    counted: dict[str, Task], api: ApiOf, metric: str, figure: tuple[Any, ...]
) -> None:
    told = asked(api, metric)

    assert (told["numerator"], told["denominator"], told["value"]) == figure
    with time_machine.travel(NOON + 4 * WEEK):
        rows = reader("rectifier").get(f"/dashboard/rows?metric={metric}&as_of=2026-11-23").context["count"]
    assert rows == (figure[2] if figure[0] is None else figure[0])


@pytest.mark.parametrize(("as_of", "value"), [("2026-11-20", "0.00"), ("2026-11-21", "16.67")])
def test_a_task_is_overdue_from_the_day_after_its_deadline(
    counted: dict[str, Task], api: ApiOf, as_of: str, value: str
) -> None:
    assert asked(api, "overdue_rate", as_of=as_of)["value"] == value


def test_a_task_found_fake_was_completed_before_and_is_not_after(city: City, api: ApiOf) -> None:
    first, _other = task_in(city, "verified"), task_in(city, "verified")
    do(city, first, "mark_fake", MarkFake("fake", "现场仍在直排"), at=NOON + WEEK)

    before = asked(api, "completion_rate", as_of="2026-11-22")
    after = asked(api, "completion_rate", as_of="2026-11-23")

    assert [(one["numerator"], one["denominator"], one["value"]) for one in (before, after)] == [
        (2, 2, "100.00"),
        (1, 2, "50.00"),
    ]


def test_before_it_was_approved_a_task_did_not_count(city: City, api: ApiOf) -> None:
    task = new_task(city)
    do(city, task, "approve", at=NOON + timedelta(days=2))

    assert [asked(api, "tasks_total", as_of=day)["value"] for day in ("2026-11-17", "2026-11-18")] == [0, 1]


def test_figures_of_tasks_are_narrowed_and_grouped(city: City, api: ApiOf) -> None:
    task_in(city, "verified", source=Source("anyang", "1"))
    other = city.agencies["321112-hb"]
    task_in_other = new_task(city, lead_agency=other, responsible_agencies=(other,))
    do(city, task_in_other, "approve")

    by_region = {group["key"]: group["value"] for group in asked(api, "tasks_total", group_by="region")["groups"]}
    by_agency = {group["key"]: group["value"] for group in asked(api, "tasks_total", group_by="agency")["groups"]}

    assert by_region == {"321100": 0, "321112": 1, "321181": 1}
    assert {key: value for key, value in by_agency.items() if value} == {"321112-hb": 1, "321181-hb": 1}
    assert asked(api, "tasks_total", source="anyang")["value"] == 1
    assert asked(api, "tasks_total", source="nobody")["value"] == 0
    assert asked(api, "tasks_total", region_code="321181")["value"] == 1
    assert asked(api, "tasks_total", who="colleague")["value"] == 1


@pytest.mark.parametrize("query", [{"group_by": "channel"}, {"group_by": "month"}])
def test_tasks_do_not_stand_under_what_only_clues_have(city: City, api: ApiOf, query: dict[str, str]) -> None:
    told = asked(api, "tasks_total", **query)

    assert (told["status_code"], told["errors"][0]["pointer"]) == (400, "/group_by")


def pair(told: dict[str, Any]) -> tuple[Any, ...]:
    """Numerator, denominator and value."""
    return told["numerator"], told["denominator"], told["value"]


def rows_of(metric: str, **query: str) -> list[Task]:
    """The tasks that a figure opens."""
    with time_machine.travel(NOON + 4 * WEEK):
        page = reader("rectifier").get("/dashboard/rows", {"metric": metric, **query})
    return [line.task for line in page.context["lines"]]


def test_tasks_have_their_origin_kind_and_inspection(city: City, api: ApiOf) -> None:
    inspection = make_batch(city).inspection
    task_in(city, "verified", kind="common")
    task_in(city, "issued", inspection=inspection, origin="complaint")

    found = {
        name: {group["key"]: group["value"] for group in asked(api, "tasks_total", group_by=name)["groups"]}
        for name in ("origin", "kind", "inspection")
    }

    assert {key: value for key, value in found["origin"].items() if value} == {"complaint": 1, "inspection_feedback": 1}
    assert found["kind"] == {"individual": 1, "common": 1}
    assert found["inspection"] == {str(inspection.pk): 1, "none": 1}


def test_what_came_back_was_returned_or_is_late_stands_beside_the_rates(city: City, api: ApiOf) -> None:
    kept, back = (task_in(city, "post_monitoring") for _number in range(2))
    do(city, kept, "look_back", Look(date(2026, 11, 20), "kept"), at=NOON + WEEK)
    do(city, back, "look_back", Look(date(2026, 11, 20), "rebound"), at=NOON + WEEK)
    late = task_in(city, "in_progress", deadline=SOON)
    do(city, task_in(city, "acceptance_requested"), "return_acceptance", Reason("排口未封堵"))

    assert pair(asked(api, "rebound_rate")) == (1, 2, "50.00")
    assert pair(asked(api, "acceptance_returned_rate")) == (1, 3, "33.33")
    assert pair(asked(api, "task_days_overdue", as_of="2026-11-23")) == (None, None, 3)
    assert late.pk in {task.pk for task in rows_of("task_days_overdue", as_of="2026-11-23")}


def test_an_unfinished_task_without_milestones_has_no_curve_to_be_held_against(city: City, api: ApiOf) -> None:
    task_in(city, "in_progress")
    planned = task_in(city, "in_progress")
    do(city, planned, "add_milestone", AddMilestone("完成管网", SOON, 1))
    task_in(city, "verified")

    assert asked(api, "tasks_without_plan")["value"] == 1
