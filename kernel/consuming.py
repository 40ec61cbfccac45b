"""A worker that has stopped taking messages ends itself, and whoever started it begins it again.

A broker that froze can leave the worker's main loop waiting for good, alive to everybody who only looks at processes.
"""

import logging
import os
import signal
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
IDLE, AT_WORK = 30.0, 700.0


@dataclass
class Consumption:
    """What the worker took, as it was seen last, and since when messages wait without its taking one."""

    taken: int = -1
    since: float = field(default_factory=time.monotonic)

    def stalled(self, *, taken: int, waiting: int | None, at_work: bool, now: float) -> bool:
        """Say whether messages have waited too long; `waiting` is None while the broker does not answer."""
        if taken != self.taken or not waiting:
            self.taken, self.since = taken, now
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
            if seen.stalled(taken=taken, waiting=waiting, at_work=bool(state.active_requests), now=time.monotonic()):
                log.error("%s messages wait and none is taken: the worker ends itself, to be begun again", waiting)
                end_this_process()


end_this_process: Callable[[], None] = lambda: os.kill(os.getpid(), signal.SIGKILL)  # noqa: E731 -- one deed
