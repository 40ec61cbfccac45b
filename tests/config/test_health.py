"""Alive and ready: what /healthz and /readyz say, and when."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from agencies.models import CalendarYear
from kernel.ids import new_id
from kernel.liveness import beat
from kernel.models import Delivery
from tests.cast import City


@pytest.fixture
def checks(city: City, client: Client) -> Any:
    """`checks()` as /readyz tells them."""
    return lambda: client.get("/readyz").json()["checks"]


def test_alive_needs_nothing_at_all(client: Client) -> None:
    assert (client.get("/healthz").status_code, client.get("/healthz").json()) == (200, {"status": "ok"})


def test_ready_when_the_database_answers_though_broker_worker_and_beat_are_gone(
    city: City, client: Client, settings: Settings
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
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


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_a_sign_of_life_counts_for_half_a_minute(checks: Any, name: str) -> None:
    said = []
    for age in (1, 60):
        with time_machine.travel(timezone.now() + timedelta(seconds=age)):
            if age == 1:
                beat(name, at=timezone.now())
            said.append(checks()[name])

    assert said == ["ok", "failed"]


def waiting(**facts: Any) -> Delivery:
    """A delivery that should have gone out long ago."""
    ago = timezone.now() - timedelta(minutes=10)
    return Delivery.objects.create(event_id=new_id(), key=new_id(), subscriber="x", **{"run_at": ago, **facts})


@pytest.mark.parametrize(
    ("facts", "outbox"),
    [({}, "failed"), ({"attempts": 3}, "ok"), ({"dead_at": datetime(2026, 1, 1, tzinfo=UTC)}, "warning")],
    ids=["never tried", "tried again later", "given up"],
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
