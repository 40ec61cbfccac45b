"""A fault run: clients register clues while processes are killed; then every acknowledged clue is looked for.

    python -m bench.chaos.run [--clues 10000] [--faults 200] [--seed 1]

Prints one JSON line: acknowledged, stored, doubled, undispatched, dispatched twice, broken links, faults.
"""

import argparse
import json
import random
import re
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException
from pathlib import Path
from uuid import uuid4

import psutil

from bench.chaos.city import RunningCity, running_city

CLIENTS = 6
RETRIES = 200
DRAIN = 400.0
CLUE = {"channel": "hotline_12345", "region_code": "321181", "pollution_types": ["air"]}

COUNT = """
import json
from django.db import connection
from kernel.seals import broken_links, seal_events
while seal_events(): pass
def one(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql, ['{run}%'])
        return cursor.fetchone()[0]
mine = "SELECT id FROM cases_clue WHERE description LIKE %s"
print(json.dumps({{
    "stored": one("SELECT count(*) FROM cases_clue WHERE description LIKE %s"),
    "distinct": one("SELECT count(DISTINCT description) FROM cases_clue WHERE description LIKE %s"),
    "undispatched": one("SELECT count(*) FROM cases_clue WHERE description LIKE %s AND status <> 'dispatched'"),
    "dispatched_twice": one(f"SELECT count(*) FROM (SELECT subject_id FROM kernel_event WHERE type = 'clue.dispatched'"
        f" AND subject_id IN ({{mine}}) GROUP BY subject_id HAVING count(*) > 1) t"),
    "without_delivery": one("SELECT count(*) FROM kernel_event e WHERE type = 'clue.registered'"
        f" AND subject_id IN ({{mine}})"
        " AND NOT EXISTS (SELECT 1 FROM kernel_delivery d WHERE d.event_id = e.id)"),
    "contest_clocks": one(f"SELECT count(*) FROM cases_clock WHERE kind = 'contest' AND subject_id IN ({{mine}})"),
    "broken_links": len(list(broken_links())),
}}))
"""


@dataclass
class Journal:
    """What the clients were told; a list that only grows."""

    run: str
    acknowledged: dict[str, str] = field(default_factory=dict)
    refused: Counter[int] = field(default_factory=Counter)
    unheard: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def holds(self, count: float) -> bool:
        """Whether so many clues were acknowledged."""
        return len(self.acknowledged) >= count


def register(city: RunningCity, journal: Journal, number: int, *, not_before: float = 0) -> None:
    """Register one clue when its time has come, asking again under the same key until somebody answers."""
    time.sleep(max(0.0, not_before - time.monotonic()))
    key, body = uuid4().hex, {**CLUE, "description": f"{journal.run} {number}"}
    for _ in range(RETRIES):
        try:
            status, answer = city.request("POST", "/api/v1/clues", body, key)
        except (OSError, HTTPException):
            with journal.lock:
                journal.unheard += 1
            time.sleep(0.1)
            continue
        if status == 201:
            journal.acknowledged[str(number)] = answer["id"]
            return
        with journal.lock:
            journal.refused[status] += 1
        time.sleep(0.1)


def kill(*words: str, oldest: bool = True) -> Callable[[RunningCity], str]:
    """A fault: kill -9 one process whose command line holds these words."""

    def fault(city: RunningCity) -> str:
        found = city.processes(*words)
        if not found:
            return f"no {' '.join(words)}"
        victim = found[0] if oldest else found[-1]
        try:
            victim.kill()
        except psutil.NoSuchProcess:
            return f"already gone: {' '.join(words)}"
        return f"killed {' '.join(words)} {'oldest' if oldest else 'newest'}"

    return fault


def flush(city: RunningCity) -> str:
    """A fault: everything in Redis is gone."""
    import redis  # noqa: PLC0415 -- slow import

    try:
        with redis.Redis(unix_socket_path=str(socket_of(city)), socket_timeout=2) as broker:
            broker.flushall()
    except redis.RedisError as error:
        return f"flushall: {type(error).__name__}"
    return "flushall"


def socket_of(city: RunningCity) -> Path:
    """Where Valkey listens, as its process says; while it is down, nowhere."""
    lines = [" ".join(process.cmdline()) for process in city.processes("valkey")]
    found = [match[1] for line in lines if (match := re.search(r"unixsocket[: ]+(\S+)", line))]
    return Path(found[0] if found else "/nowhere")


FAULTS: list[Callable[[RunningCity], str]] = [
    kill("celery", "worker"),
    kill("gunicorn", oldest=False),
    flush,
    kill("celery", "worker", oldest=False),
    kill("celery", "beat"),
    kill("valkey"),
    kill("gunicorn"),
    kill("celery", "worker", oldest=False),
    kill("celery", "worker"),
    flush,
]


def fault_run(home: Path, *, clues: int, faults: int, seed: int = 1, pace: float = 0) -> dict[str, object]:
    """Run it and count; the figures say whether anything was lost or doubled.

    `pace` is the seconds from fault to fault; PostgreSQL dying six times in a minute ends the whole by design.
    """
    rng, told = random.Random(seed), []
    with running_city(home) as city:
        journal = Journal(f"fault-run-{uuid4().hex[:8]}")
        with ThreadPoolExecutor(CLIENTS) as pool:
            begun, step = time.monotonic(), pace * faults / clues
            work = [
                pool.submit(register, city, journal, number, not_before=begun + number * step)
                for number in range(clues)
            ]
            for turn in range(faults):
                _wait_for(partial(journal.holds, clues * (turn + 0.5) / (faults + 1)), 120)
                told.append(FAULTS[turn % len(FAULTS)](city))
                time.sleep(rng.uniform(0, 0.4))
            for done in work:
                done.result()
        figures = _settled(city, journal, clues)
    heard = {"acknowledged": len(journal.acknowledged), "unheard": journal.unheard, "refused": dict(journal.refused)}
    return {**heard, **figures, "faults": told}


def _settled(city: RunningCity, journal: Journal, clues: int) -> dict[str, int]:
    """The figures once everything is drained, or after the time for draining."""
    figures: dict[str, int] = {}

    def drained() -> bool:
        figures.update(
            json.loads(city.manage("shell", "-v0", "-c", COUNT.format(run=journal.run)).strip().splitlines()[-1])
        )
        return figures["undispatched"] == 0 and figures["contest_clocks"] == clues

    _wait_for(drained, DRAIN)
    return figures


def _wait_for(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clues", type=int, default=10_000)
    parser.add_argument("--faults", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pace", type=float, default=3, help="seconds from fault to fault")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="qingyuan-chaos-") as folder:
        Path(folder).chmod(0o755)
        figures = fault_run(
            Path(folder) / "home", clues=options.clues, faults=options.faults, seed=options.seed, pace=options.pace
        )
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
