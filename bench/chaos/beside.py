"""A second worker and a second beat beside those of the one command, begun again whenever they die.

    python -m bench.chaos.beside < PROGRAMS

It reads one JSON line for each program, and keeps them running until it is told to end.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from bench.chaos.city import ROOT, RunningCity
from script.children import Account, Child, Program
from script.wards import Ward, watch


@contextmanager
def two_of_each(city: RunningCity) -> Iterator[None]:
    """The city has two workers and two beats inside this block."""
    schedule = city.home / "beat" / "second"
    worker = like_the_first(city, "worker", "-n", "second@%h")
    beat = like_the_first(city, "beat", "--schedule", str(schedule))
    command = [sys.executable, "-m", "bench.chaos.beside"]
    with (city.home / "keeper.out").open("wb") as out:
        keeper = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=out, stderr=out, cwd=ROOT, text=True, start_new_session=True
        )
    city.keepers.append(keeper.pid)
    try:
        with keeper.stdin or nullcontext(sys.stdout) as lines:
            lines.writelines(f"{json.dumps(each)}\n" for each in (worker, beat))
        yield
    finally:
        keeper.terminate()
        keeper.wait()
        city.keepers.remove(keeper.pid)


def like_the_first(city: RunningCity, name: str, *words: str) -> dict[str, Any]:
    """What the city's own process of this name was begun with, and words that tell the second from it."""
    first = city.mains("celery", name)[0]
    return {
        "name": f"second-{name}",
        "command": [*first.cmdline(), *words],
        "folder": first.cwd(),
        "log": str(city.home / "logs" / f"second-{name}.log"),
        "environment": first.environ(),
        "account": [first.uids().real, first.gids().real] if os.geteuid() == 0 else None,
    }


def program(told: dict[str, Any]) -> Program:
    """The program of one line."""
    account = Account(*told["account"]) if told["account"] else None
    folder, log = Path(told["folder"]), Path(told["log"])
    return Program(told["name"], told["command"], folder, log, told["environment"], account=account)


def main() -> None:
    """Keep them until told to end."""
    signal.signal(signal.SIGTERM, _end)
    programs = [program(json.loads(line)) for line in sys.stdin]
    wards = [Ward(each.name, each.log, partial(Child, each)) for each in programs]
    with ExitStack() as stack:
        for ward in wards:
            stack.callback(ward.end)
            ward.begin()
        watch(wards)


def _end(_number: int, _frame: object) -> NoReturn:
    raise SystemExit


if __name__ == "__main__":
    main()
