"""Creating a clue over REST, against a bare view with one INSERT and against a ticket over django-helpdesk's API."""

import itertools
import time
from collections.abc import Callable
from uuid import uuid4

from bench.speed.client import Burst, Measured, Question
from bench.speed.peers import Helpdesk
from bench.speed.stage import Stage

CLUE = {
    "description": "群众反映云阳街道一化工厂夜间排放刺激性气味废气,请核实处理。",
    "channel": "hotline_12345",
    "region_code": "321181",
    "pollution_types": ["air"],
    "address": "云阳街道12组附近",
    "lon": "119.610000",
    "lat": "32.010000",
    "coord_sys": "wgs84",
    "subject": {"name": "丹阳云阳化工厂7号"},
    "reporter": {"name": "王先生", "phone": "13900000000", "is_named": True},
}
WAITING = "SELECT count(*) FROM kernel_delivery WHERE done_at IS NULL AND dead_at IS NULL"
numbers = itertools.count()


def clue(token: str) -> Question:
    """A new clue, each under a key of its own."""
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}
    body = {**CLUE, "description": f"{CLUE['description']}{next(numbers)}"}
    return Question("POST", "/api/v1/clues", headers, body, 201)


def note() -> Question:
    """The same body for the bare view."""
    return Question("POST", "/notes", {}, {**CLUE, "description": f"{CLUE['description']}{next(numbers)}"}, 201)


def compare_creating(
    stage: Stage, *, bare: int, tracker: Helpdesk, rounds: int, clients: int, seconds: float
) -> dict[str, list[Measured]]:
    """Bursts in turn while the worker stands still; `ceiling` is the client against a view without work."""
    nothing = Question("GET", "/nothing")
    runners: dict[str, tuple[int, Callable[[], Question]]] = {
        "ours": (stage.city.port, lambda: clue(stage.city.token)),
        "bare": (bare, note),
        "helpdesk": (tracker.port, tracker.create),
        "ceiling": (bare, lambda: nothing),
    }
    found: dict[str, list[Measured]] = {name: [] for name in runners}
    with stage.worker_paused():
        for _ in range(rounds):
            for name, (port, question) in runners.items():
                found[name].append(stage.burst(Burst(port, question, clients, seconds)))
    return found


def drain_rate(stage: Stage, *, patience: float = 300) -> tuple[int, float]:
    """How many deliveries the worker carried once it was let go, and how many a second."""
    with stage.connect("qingyuan") as connection, connection.cursor() as cursor:

        def waiting() -> int:
            cursor.execute(WAITING)
            return int(cursor.fetchone()[0])

        first, began = waiting(), time.monotonic()
        while (left := waiting()) and time.monotonic() < began + patience:
            time.sleep(0.2)
        took = time.monotonic() - began
    return first - left, (first - left) / took
