"""A worker that has stopped taking messages ends itself, and whoever started it begins it again.

A broker that froze can leave the worker's main loop waiting for good, alive to everybody who only looks at processes.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from celery import bootsteps
from celery.worker import state

from kernel.broker import messages_waiting

log = logging.getLogger(__name__)
LOOK = 2.0
# Messages wait so long at most while the worker has nothing else to do; a running task may take its time limit.
IDLE, AT_WORK = 10.0, 700.0


@dataclass
class Consumption:
    """What the worker took, as it was seen last, and since when messages wait without its taking one."""

    taken: int = -1
    waiting: int = 0
    since: float = field(default_factory=time.monotonic)

    def stalled(self, *, taken: int, waiting: int | None, at_work: bool, now: float) -> bool:
        """Say whether messages have waited too long; `waiting` is None while the broker does not answer."""
        # What expired is thrown away untaken: a queue that gets shorter is being read.
        shorter = waiting is not None and waiting < self.waiting
        if taken != self.taken or not waiting or shorter:
            self.taken, self.since = taken, now
        self.waiting = waiting or 0
        return now - self.since > (AT_WORK if at_work else IDLE)


class Watchdog(bootsteps.StartStopStep):
    """Looks at the queue and at what the worker took, in a thread of its own with a connection of its own."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, parent: Any, **options: Any) -> None:
        self.ending = threading.Event()
        self.queues = list(parent.app.amqp.queues.consume_from)
        self.keeper = threading.Thread(target=self._keep, name="watchdog", daemon=True)
        super().__init__(parent, **options)

    def start(self, parent: Any) -> None:
        """Begin to look."""
        self.keeper.start()

    def stop(self, parent: Any) -> None:
        """Look no more."""
        self.ending.set()

    terminate = stop

    def _keep(self) -> None:
        seen = Consumption()
        while not self.ending.wait(LOOK):
            lengths = messages_waiting(self.queues)
            taken, waiting = sum(state.total_count.values()), sum(lengths.values()) if lengths else None
            if seen.stalled(taken=taken, waiting=waiting, at_work=is_at_work(time.time()), now=time.monotonic()):
                log.error("%s messages wait and none is taken: the worker ends itself, to be begun again", waiting)
                end_this_process()


def is_at_work(now: float) -> bool:
    """Say whether a task is in hand that has not outlived its own limit: whoever enforces that may be what hangs."""
    begun = [(one.time_start, one.task.time_limit or AT_WORK) for one in tuple(state.active_requests)]
    return any(started and now - started < limit for started, limit in begun)


# In a container it is the first process, which no signal of its own ends.
end_this_process: Callable[[], None] = lambda: os._exit(1)  # noqa: E731 -- one deed
