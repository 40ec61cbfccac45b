"""A scenario is a case apart: whatever anybody opens says the same as before, unless its source is asked for."""

import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from agencies.models import Person
from cases.actions.missed_reports import sweep_missed_reports
from cases.models import Clue, MissedReport, Pace, ProgressReport, Task
from config.scenarios.registry import SCENARIOS
from kernel.feed import KEPT
from kernel.models import Delivery
from reports.models import Report
from reports.queries.figures import Wanted
from reports.queries.task_figures import task_population
from supervision.actions.ladder import climb
from tests.cases.situations import clue_in
from tests.cast import City
from tests.config.test_changes import CHANGES, follower
from tests.databases import analyse
from tests.reports.city import on, roll_up
from tests.supervision.crawl import fetched

QUICK = ("anyang", "cangxi", "lanzhou", "yanbian")
WHO = ("director2", "dispatcher", "leader", "unithead", "discipline", "sysadmin")
# What is nobody's list, the feed that tells of everything by position, files that carry the
# second of their making, and the usual words, of which the first report of any case keeps the first edition.
OTHERWISE = ("api/v1/schema", "api/v1/docs", "api/v1/changes", "static/", "logout", "healthz", "readyz", "language",
             "clues/export.xlsx", "dashboard/wall.pdf",
             "api/v1/reports/templates", "reports/settings")  # fmt: skip


def plain_addresses(patterns: list[URLPattern | URLResolver], begin: str = "") -> list[str]:
    """Every address that takes no argument."""
    found: list[str] = []
    for one in patterns:
        path = begin + str(one.pattern)
        if isinstance(one, URLResolver):
            found += plain_addresses(one.url_patterns, path)
        elif not any(mark in path for mark in "<^(\\"):
            found.append(path)
    return [path for path in found if not path.startswith(OTHERWISE)]


def everything(who: str) -> dict[str, Any]:
    """What somebody gets at each of them."""
    client = Client()
    client.force_login(Person.objects.get(username=who))
    return {path: fetched(client, f"/{path}") for path in plain_addresses(get_resolver().url_patterns)}


@pytest.fixture
def standing(city: City) -> None:
    """Work of the office's own in every state."""
    for status in ("registered", "dispatched", "investigating", "reported", "closed"):
        clue_in(city, status)
    roll_up()


@pytest.mark.usefixtures("standing")
def test_nobody_sees_anything_else_after_scenarios_were_loaded_unless_they_ask(city: City) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        before = {who: everything(who) for who in WHO}
        for name in QUICK:
            call_command("load_scenario", name, stdout=io.StringIO())
        roll_up()
        analyse()
        after = {who: everything(who) for who in WHO}

    changed = {who: [path for path in before[who] if before[who][path] != after[who][path]] for who in WHO}
    assert changed == {who: [] for who in WHO}
    assert len(before["director2"]) > 60


def test_a_scenario_is_shown_where_its_source_is_asked_for(city: City) -> None:
    call_command("load_scenario", "anyang", stdout=io.StringIO())
    client = Client()
    client.force_login(Person.objects.get(username="director2"))

    assert len(client.get("/tasks/?source=anyang&page_size=200").context["lines"]) == 38
    assert len(client.get("/clues/?source=anyang&page_size=200").context["lines"]) == 114
    assert client.get("/tasks/").context["lines"] == []
    assert client.get("/reports/").context["reports"] == []
    assert len(client.get("/reports/?source=anyang").context["reports"]) == Report.objects.count()
    assert client.get(f"/tasks/{Task.objects.first().pk}").status_code == 200  # type: ignore[union-attr]  # there are 38


def test_scenarios_stay_quiet_when_the_clock_strikes(city: City) -> None:
    for name in QUICK:
        call_command("load_scenario", name, stdout=io.StringIO())
    analyse()
    at = timezone.now()

    assert sweep_missed_reports(at=at) == 0
    assert climb(at=at) == 0
    assert not MissedReport.objects.exists()
    assert not Delivery.objects.exclude(task="cases.load_ledger_chunk").exists()


def test_that_all_eleven_are_on_schedule_could_come_out_false(city: City) -> None:
    call_command("load_scenario", "anyang", stdout=io.StringIO())
    figures = dict(SCENARIOS["anyang"].figures(SCENARIOS["anyang"].stage()))
    unfinished = Task.objects.filter(source_system="anyang", status="in_progress")
    then = on("11-30", "23:59:59").replace(year=2022)

    assert (figures["tasks_on_schedule"], figures["on_schedule_rate"]) == (11, "100.00")
    assert all(task.milestones.count() == 2 for task in Task.objects.filter(source_system="anyang"))
    assert ProgressReport.objects.filter(task__in=unfinished, accepted_percent=50).count() >= 11
    first = unfinished.order_by("pk").first()
    assert first is not None
    first.standings.update(accepted_percent=49)
    standings = task_population(city.actor("director2"), Wanted(source="anyang"), as_of=then)
    paces = list(standings.values_list("pace", flat=True))  # type: ignore[misc]  # annotated
    assert paces.count(Pace.BEHIND) == 1


def test_the_feed_goes_on_past_everything_that_was_recorded_of_an_earlier_year(city: City) -> None:
    client = follower("321100-hq")
    cursor = client.get(CHANGES).json()["cursor"]
    call_command("load_scenario", "lanzhou", stdout=io.StringIO())
    clue = clue_in(city, "registered")

    told, more = [], True
    while more:
        answer = client.get(CHANGES, {"cursor": cursor, "limit": 500})
        assert answer.status_code == 200
        cursor, more = answer.json()["cursor"], answer.json()["has_more"]
        told += answer.json()["events"]

    assert str(clue.pk) in {event["resource_id"] for event in told}
    assert Clue.objects.filter(case="lanzhou").count() == 11
    assert timedelta(days=1) < KEPT
