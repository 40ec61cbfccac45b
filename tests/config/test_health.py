"""Alive and ready: what /healthz and /readyz say, and when."""

import resource
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from celery import current_app
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from agencies.models import CalendarYear
from kernel import writing
from kernel.broker import queue_names
from kernel.clock import database_now
from kernel.ids import new_id
from kernel.liveness import beat
from kernel.models import Delivery
from kernel.republishing import mark_of
from tests.cast import City


@pytest.fixture
def checks(city: City, client: Client) -> Any:
    """`checks()` as /readyz tells them."""
    return lambda: client.get("/readyz").json()["checks"]


def test_alive_needs_nothing_at_all(client: Client) -> None:
    assert (client.get("/healthz").status_code, client.get("/healthz").json()) == (200, {"status": "ok"})


def test_ready_when_the_database_answers_though_broker_worker_and_beat_are_gone(
    city: City, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current_app.conf, "broker_read_url", "redis://127.0.0.1:1/0")
    response = client.get("/readyz")

    told = response.json()["checks"]
    assert (response.status_code, told["database"]) == (200, "ok")
    assert [told[name] for name in ("broker", "worker", "beat")] == ["failed"] * 3
    assert set(told) >= {"broker", "worker", "beat", "outbox", "calendar"}
    assert set(told.values()) <= {"ok", "warning", "failed"}


@pytest.mark.parametrize("mode", ["demo", "production"])
def test_an_empty_demo_is_not_ready_and_an_empty_office_is(
    db: None, client: Client, settings: Settings, mode: str
) -> None:
    settings.MODE = mode

    assert client.get("/readyz").status_code == (503 if mode == "demo" else 200)


@pytest.mark.parametrize("name", ["consumer", "beat"])
def test_a_sign_of_life_counts_for_a_while_of_the_databases_clock(checks: Any, name: str) -> None:
    said, signs = [], {"consumer": [mark_of(queue) for queue in queue_names()], "beat": ["beat"]}
    for age in (60 if name == "beat" else 700, 1):
        for sign in signs[name]:
            beat(sign, at=database_now() - timedelta(seconds=age))
        # This host's clock has no say.
        with time_machine.travel(timezone.now() + timedelta(hours=3)):
            said.append(checks()[name])

    assert said == ["failed", "ok"]


@pytest.mark.parametrize(("ahead", "clock"), [(0, "ok"), (1.5, "ok"), (3, "failed"), (-3, "failed"), (10800, "failed")])
def test_a_clock_two_seconds_off_the_databases_is_told(checks: Any, ahead: float, clock: str) -> None:
    with time_machine.travel(timezone.now() + timedelta(seconds=ahead)):
        assert checks()["clock"] == clock


@pytest.fixture
def _fresh() -> Iterator[None]:
    """What was tried a moment ago says nothing."""
    writing.forget()
    yield
    writing.forget()


@pytest.mark.usefixtures("_fresh")
def test_a_database_that_cannot_write_is_not_ready_and_says_so(city: City, client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;"
            " CREATE TRIGGER full_disk BEFORE INSERT ON kernel_writeprobe EXECUTE FUNCTION no_room()"
        )

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["checks"]["disk"]) == (503, "failed")


@pytest.mark.usefixtures("_fresh")
def test_files_that_cannot_be_written_are_not_ready_and_come_back(
    city: City, client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        full = client.get("/readyz")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert (full.status_code, full.json()["checks"]["disk"]) == (503, "failed")
    assert client.get("/readyz").json()["checks"]["disk"] == "ok"
    assert list((tmp_path / "files").iterdir()) == []


def waiting(**facts: Any) -> Delivery:
    """A delivery that should have gone out long ago."""
    ago = timezone.now() - timedelta(minutes=10)
    usual = {"task": "cases.route_clue", "queue": "routing", "run_at": ago, "sent_at": ago}
    row = Delivery(event_id=new_id(), key=new_id(), **{**usual, **facts})
    row.save()
    return row


@pytest.mark.parametrize(
    ("facts", "outbox"),
    [
        ({}, "failed"),
        ({"attempts": 3}, "ok"),
        ({"task": "another.release"}, "ok"),
        ({"dead_at": datetime(2026, 1, 1, tzinfo=UTC)}, "warning"),
    ],
    ids=["never tried", "tried again later", "of another release", "given up"],
)
def test_the_outbox_says_what_waits_and_what_was_given_up(checks: Any, facts: dict[str, Any], outbox: str) -> None:
    waiting(**facts)

    assert checks()["outbox"] == outbox


@pytest.mark.parametrize(
    ("today", "calendar"), [("2026-11-30", "ok"), ("2026-12-01", "warning"), ("2027-02-01", "warning")]
)
def test_from_december_on_the_next_years_days_are_missed(checks: Any, today: str, calendar: str) -> None:
    assert CalendarYear.objects.filter(year=2026).exists()

    with time_machine.travel(f"{today}T12:00:00+08:00"):
        assert checks()["calendar"] == calendar
