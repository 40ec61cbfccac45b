"""What is promised about faults, tried by causing them on the running program."""

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from bench.chaos.city import RunningCity, running_city
from bench.chaos.faults import FAULTS, flush
from bench.chaos.run import CLUE, fault_run

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.filterwarnings("ignore::ResourceWarning")]
PROMISED = 10.0


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """One home for all runs of this module: made once, started again; PostgreSQL's own account may pass into it."""
    with TemporaryDirectory(prefix="qingyuan-faults-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "home"


def registered(city: RunningCity) -> str:
    """A fresh ordinary clue: its id."""
    status, clue = city.request("POST", "/api/v1/clues", {**CLUE, "description": "一件普通线索"})
    assert status == 201, clue
    return str(clue["id"])


def seconds_until_dispatched(city: RunningCity, clue: str) -> float:
    """How long the worker takes over it from now on; gives up after a minute."""
    begun = time.monotonic()
    while time.monotonic() - begun < 60:
        _status, seen = city.request("GET", f"/api/v1/clues/{clue}")
        if seen["status"] == "dispatched":
            break
    return time.monotonic() - begun


def test_what_is_registered_while_the_broker_is_frozen_or_emptied_is_dispatched_within_ten_seconds(home: Path) -> None:
    with running_city(home) as city:
        frozen = city.processes("valkey")
        for process in frozen:
            process.suspend()
        clue = registered(city)
        for process in frozen:
            process.resume()
        after_freezing = seconds_until_dispatched(city, clue)
        clue = registered(city)
        flush(city)
        after_emptying = seconds_until_dispatched(city, clue)

    assert (after_freezing < PROMISED, after_emptying < PROMISED) == (True, True)


def test_no_serving_process_is_root_or_knows_how_to_become_the_databases_owner(home: Path) -> None:
    with running_city(home) as city:
        served = [each for word in ("gunicorn", "celery", "valkey", "postgres") for each in city.processes(word)]
        owners = {each.uids().real for each in served}
        told = {name for each in city.processes("config") for name in each.environ()}

    assert len(served) >= 6
    assert 0 not in owners
    assert "DATABASE_URL" in told
    assert "DATABASE_OWNER_URL" not in told


def test_each_kind_of_fault_during_two_thousand_clues_loses_none_doubles_none_and_keeps_their_order(home: Path) -> None:
    figures: dict[str, Any] = fault_run(home, clues=2000, faults=len(FAULTS), pace=0.5)

    promised = ("lost", "doubled", "undispatched", "out_of_order", "untold", "without_delivery", "parked", "waiting",
                "broken_links")  # fmt: skip
    assert (figures["acknowledged"], figures["stored"], figures["distinct"]) == (2000, 2000, 2000)
    assert {name: figures[name] for name in promised} == dict.fromkeys(promised, 0)
    assert figures["pairs_in_order"] >= 800
