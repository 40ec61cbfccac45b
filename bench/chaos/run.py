"""A fault run: clients register clues while processes are killed; then every acknowledged clue is looked for.

    python -m bench.chaos.run [--clues 10000] [--faults 200] [--seed 1] [--pace 3]

Two workers and two beats are at work. Prints one JSON line: what was lost, doubled, left undispatched or done out of
order, the figures behind that, and the faults.
"""

import argparse
import json
import random
import sys
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
from typing import Any
from uuid import uuid4

from bench.chaos.beside import two_of_each
from bench.chaos.city import RunningCity, running_city
from bench.chaos.faults import REST, Happened, cause, plan

CLIENTS = 6
# So long a client asks again, and so long what waits may take to be done once the last fault is over.
PATIENCE, DRAIN = 300.0, 400.0
AGAIN = 0.1
CLUE = {"channel": "hotline_12345", "region_code": "321181", "pollution_types": ["air"]}
# Each fifth clue is urged twice, so that more than one line is to be told about it, in order.
URGED, TIMES = 5, 2
COUNT = """
import json
from pathlib import Path
from bench.chaos.counting import figures
print(json.dumps(figures({run!r}, Path({acknowledged!r}), {returns!r})))
"""


@dataclass
class Journal:
    """What the clients were told; lists that only grow."""

    run: str
    acknowledged: dict[str, str] = field(default_factory=dict)
    urged: int = 0
    refused: Counter[int] = field(default_factory=Counter)
    unheard: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def holds(self, count: float) -> bool:
        """Whether so many clues were acknowledged."""
        return len(self.acknowledged) >= count


def register(city: RunningCity, journal: Journal, number: int, *, not_before: float = 0) -> None:
    """Register one clue when its time has come, and urge some."""
    time.sleep(max(0.0, not_before - time.monotonic()))
    answer = ask(city, journal, "/api/v1/clues", {**CLUE, "description": f"{journal.run} {number}"})
    journal.acknowledged[str(number)] = answer["id"]
    for turn in range(TIMES if number % URGED == 0 else 0):
        ask(city, journal, f"/api/v1/clues/{answer['id']}/actions/urge", {"text": f"第{turn + 1}次催办"})
        with journal.lock:
            journal.urged += 1


def ask(city: RunningCity, journal: Journal, path: str, body: object) -> Any:
    """What is answered in the end, asked again under the same key until somebody does it."""
    key, end = uuid4().hex, time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            status, answer = city.request("POST", path, body, key)
        except (OSError, HTTPException, ValueError):
            with journal.lock:
                journal.unheard += 1
        else:
            if status in {200, 201}:
                return answer
            with journal.lock:
                journal.refused[status] += 1
        time.sleep(AGAIN)
    raise TimeoutError(f"nobody did it: {path}")


def fault_run(home: Path, *, clues: int, faults: int, seed: int = 1, pace: float = 0) -> dict[str, Any]:
    """Run it and count; the figures say whether anything was lost, doubled or out of order.

    `pace` is the seconds from fault to fault; PostgreSQL dying six times in a minute ends the whole by design.
    """
    with running_city(home) as city, two_of_each(city):
        journal = Journal(f"fault-run-{uuid4().hex[:8]}")
        with ThreadPoolExecutor(CLIENTS) as pool:
            begun, step = time.monotonic(), _seconds(faults, pace) / clues
            work = [
                pool.submit(register, city, journal, number, not_before=begun + number * step)
                for number in range(clues)
            ]
            happened = _cause_all(city, journal, clues, faults, random.Random(seed), pace)
            for done in work:
                done.result()
        figures = _settled(city, journal, happened)
    heard = {"acknowledged": len(journal.acknowledged), "urged": journal.urged}
    figures["lost"] += heard["urged"] - figures.pop("urged")
    answers = {"unheard": journal.unheard, "refused": dict(journal.refused)}
    return {**heard, **figures, **answers, "faults": [each.told for each in happened]}


def _seconds(faults: int, pace: float) -> float:
    """About how long the faults take."""
    return sum(pace + fault.lasts + (REST if rests and pace else 0) for fault, rests in plan(faults))


def _cause_all(
    city: RunningCity, journal: Journal, clues: int, faults: int, rng: random.Random, pace: float
) -> list[Happened]:
    """Cause one fault after the other, spread over the clues."""
    happened, passed, whole = [], pace / 2, max(_seconds(faults, pace), 1)
    for turn, (fault, rests) in enumerate(plan(faults)):
        share = passed / whole if pace else turn / faults
        _wait_for(partial(journal.holds, clues * share * 0.95), PATIENCE)
        rested = rests and pace > 0
        happened.append(cause(fault, city, rng, rests=rested))
        time.sleep((REST if rested else 0) + pace * rng.uniform(0.5, 1.5))
        passed += pace + fault.lasts + (REST if rested else 0)
    return happened


def _settled(city: RunningCity, journal: Journal, happened: list[Happened]) -> dict[str, Any]:
    """The figures once everything is drained, or after the time for draining."""
    acknowledged = city.home / "acknowledged.json"
    acknowledged.write_text(json.dumps(journal.acknowledged))
    returns = [(each.told, each.over.isoformat()) for each in happened if each.broker and each.rests]
    code = COUNT.format(run=journal.run, acknowledged=str(acknowledged), returns=returns)
    figures: dict[str, Any] = {}

    def drained() -> bool:
        figures.update(json.loads(city.manage("shell", "-v0", "-c", code).strip().splitlines()[-1]))
        return not figures["undispatched"] and not figures["waiting"]

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
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="qingyuan-chaos-") as folder:
        Path(folder).chmod(0o755)
        figures = fault_run(
            Path(folder) / "home", clues=options.clues, faults=options.faults, seed=options.seed, pace=options.pace
        )
    figures["seconds"] = round(time.monotonic() - begun)
    sys.stdout.write(json.dumps(figures, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
