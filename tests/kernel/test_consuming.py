"""A worker that stops taking messages is noticed, and one that only waits or works is let be."""

import os
import subprocess
import sys

import pytest
from celery import current_app

from kernel.consuming import AT_WORK, IDLE, Consumption
from kernel.ids import new_id


def stalled_after(seconds: float, *, waiting: int | None = 3, at_work: bool = False, takes: bool = False) -> bool:
    """Look every two seconds for so long; `takes` says that it takes a message between looks."""
    seen, now, taken = Consumption(since=0.0), 0.0, 7
    stalled = False
    while now <= seconds:
        stalled = seen.stalled(taken=taken, waiting=waiting, at_work=at_work, now=now)
        now += 2
        taken += takes
    return stalled


@pytest.mark.parametrize(
    ("facts", "ends"),
    [
        ({"seconds": IDLE + 3}, True),
        ({"seconds": IDLE - 3}, False),
        ({"seconds": 1000, "waiting": 0}, False),
        ({"seconds": 1000, "waiting": None}, False),
        ({"seconds": 1000, "takes": True}, False),
        ({"seconds": IDLE + 3, "at_work": True}, False),
        ({"seconds": AT_WORK + 3, "at_work": True}, True),
    ],
    ids=["stalled", "not yet", "nothing waits", "broker away", "takes", "works on one", "works for ever"],
)
def test_only_a_worker_that_takes_nothing_though_messages_wait_ends_itself(
    facts: dict[str, float],
    ends: bool,  # noqa: FBT001 -- the outcome
) -> None:
    assert stalled_after(**facts) is ends  # type: ignore[arg-type]


HUNG = """
import sys, threading
from config import celery_app
from kernel import consuming
consuming.IDLE, consuming.LOOK = 1.0, 0.1
celery_app.amqp.queues.select([sys.argv[1]])
consuming.Watchdog(type("Worker", (), {"app": celery_app})).start(None)
print("up", flush=True)
threading.Event().wait(60)
"""


def test_a_process_that_takes_nothing_from_a_queue_that_fills_is_gone() -> None:
    with current_app.connection_for_write() as broker, broker.SimpleQueue(f"queue-{new_id().hex}") as queue:
        queue.put("one")
        queue.put("two")
        done = subprocess.run(
            [sys.executable, "-c", HUNG, queue.queue.name],
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
            capture_output=True,
            text=True,
            check=False,
        )
        queue.queue.delete()

    assert done.returncode == 1
    assert "2 messages wait and none is taken" in done.stderr
