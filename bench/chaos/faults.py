"""The faults of a fault run: processes killed, stopped and frozen, the broker emptied, the database's lines cut."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import psutil

from bench.chaos.city import RunningCity

LONG, SHORT = 70.0, 4.0
# How long the broker is given to be begun again, and a child to be found with a task in hand.
RETURN, SEARCH = 30.0, 8.0
# After the broker's return nothing else happens for a while, each second time: the work has to go on by itself.
REST = 12.0
Do = Callable[[RunningCity, Random], str]


@dataclass(frozen=True)
class Fault:
    """What is done, and about how long it lasts; `broker` says that the broker is away or empty meanwhile."""

    do: Do
    lasts: float = 0
    broker: bool = False


@dataclass(frozen=True)
class Happened:
    """A fault that was caused: what, when it was over, and whether nothing else happened for a while after it."""

    told: str
    over: datetime
    broker: bool
    rests: bool


def mains(*words: str) -> Do:
    """Kill -9 one whole program, by chance one of several."""
    return lambda city, rng: killed(city.mains(*words), words, rng)


def child(*words: str) -> Do:
    """Kill -9 one process that another of these words forked."""
    return lambda city, rng: killed(city.forked(*words), ("a child of", *words), rng)


def killed(found: list[psutil.Process], words: tuple[str, ...], rng: Random) -> str:
    """Kill one of these."""
    what = " ".join(words)
    if not found:
        return f"no {what}"
    try:
        rng.choice(found).kill()
    except psutil.NoSuchProcess:
        return f"already gone: {what}"
    return f"killed {what}, one of {len(found)}"


def flush(city: RunningCity) -> str:
    """Everything in Redis is gone."""
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


def answers(city: RunningCity) -> bool:
    """Whether the broker does."""
    import redis  # noqa: PLC0415 -- slow import

    try:
        with redis.Redis(unix_socket_path=str(socket_of(city)), socket_timeout=1) as broker:
            return bool(broker.ping())
    except (redis.RedisError, psutil.Error):
        return False


def broker_ends(*, kill: bool) -> Do:
    """Valkey is killed or told to stop; whoever keeps it begins it again."""

    def fault(city: RunningCity, _rng: Random) -> str:
        for process in city.processes("valkey"):
            (process.kill if kill else process.terminate)()
            psutil.wait_procs([process], timeout=RETURN)
        end = time.monotonic() + RETURN
        while not answers(city) and time.monotonic() < end:
            time.sleep(0.05)
        return f"valkey {'killed' if kill else 'stopped'}"

    return fault


def freeze(seconds: float, *, ending: Do | None = None) -> Do:
    """Valkey does not answer for so long; then it wakes, or comes to such an end."""

    def fault(city: RunningCity, rng: Random) -> str:
        frozen = city.processes("valkey")
        for process in frozen:
            process.suspend()
        time.sleep(seconds)
        told = f"valkey frozen for {seconds:.0f} s"
        if ending:
            return f"{told}, then {ending(city, rng)}"
        for process in frozen:
            process.resume()
        return told

    return fault


def kill_at_work(city: RunningCity, rng: Random) -> str:
    """Kill -9 a worker's child while it has a task in hand: it is held still first, and its worker asked."""
    end = time.monotonic() + SEARCH
    while time.monotonic() < end:
        found = city.forked("celery", "worker")
        if not found:
            continue
        one = rng.choice(found)
        try:
            one.suspend()
            if task := _in_hand(city).get(one.pid):
                one.kill()
                return f"killed a child in the midst of {task}"
            one.resume()
        except psutil.NoSuchProcess:
            continue
    return "no child was found at work"


def _in_hand(city: RunningCity) -> dict[int, str]:
    """Which process has which task in hand, as the workers say."""
    from celery import Celery  # noqa: PLC0415 -- slow import

    try:
        with Celery(broker=f"redis+socket://{socket_of(city)}", set_as_current=False) as asking:
            told = asking.control.inspect(timeout=0.4).active() or {}
    except Exception:  # noqa: BLE001 -- a broker that is away knows of nobody
        return {}
    return {task["worker_pid"]: task["name"] for tasks in told.values() for task in tasks}


def cut_lines(city: RunningCity, rng: Random) -> str:
    """Up to five connections of the program end, as pg_terminate_backend ends them."""
    found = city.processes("postgres: qingyuan_")
    chosen = rng.sample(found, min(5, len(found)))
    for one in chosen:
        try:
            one.terminate()
        except psutil.NoSuchProcess:
            continue
    return f"{len(chosen)} of {len(found)} connections to PostgreSQL terminated"


EMPTIED = Fault(lambda city, _rng: flush(city), broker=True)
# A backend that is killed -9 takes all others with it: PostgreSQL recovers from its log.
FAULTS = [
    Fault(mains("celery", "worker")),
    Fault(child("gunicorn")),
    EMPTIED,
    Fault(kill_at_work, lasts=2),
    Fault(mains("celery", "beat")),
    Fault(broker_ends(kill=True), lasts=2, broker=True),
    Fault(child("celery", "worker")),
    Fault(cut_lines),
    Fault(freeze(SHORT), lasts=SHORT, broker=True),
    Fault(mains("gunicorn")),
    Fault(kill_at_work, lasts=2),
    Fault(broker_ends(kill=False), lasts=2, broker=True),
    Fault(lambda city, rng: killed(city.processes("postgres: qingyuan_"), ("a backend of PostgreSQL",), rng), lasts=2),
    Fault(mains("celery", "worker")),
    EMPTIED,
    Fault(mains("postgres"), lasts=3),
]
# In a full run the broker is away for long twice: once it wakes, once it is begun again.
LONG_AWAY = {
    15: Fault(freeze(LONG), lasts=LONG, broker=True),
    110: Fault(freeze(LONG, ending=broker_ends(kill=True)), lasts=LONG, broker=True),
}


def plan(count: int) -> list[tuple[Fault, bool]]:
    """The faults of a run in their order, and whether it rests after each."""
    return list(_planned(count))


def _planned(count: int) -> Iterator[tuple[Fault, bool]]:
    for turn in range(count):
        if turn in LONG_AWAY:
            yield LONG_AWAY[turn], True
        else:
            fault = FAULTS[turn % len(FAULTS)]
            yield fault, fault.broker and turn // len(FAULTS) % 2 == 0


def cause(fault: Fault, city: RunningCity, rng: Random, *, rests: bool) -> Happened:
    """Cause it, and say what happened."""
    return Happened(fault.do(city, rng), datetime.now(UTC), broker=fault.broker, rests=rests)
