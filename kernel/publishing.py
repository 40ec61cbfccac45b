"""Messages to Celery: sent after the commit by a thread of the process, so that no request waits for the broker.

A message that could not be sent is forgotten: its row waits, and `kernel.republish_due` sends it again.
"""

import logging
import os
import threading
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from queue import SimpleQueue
from typing import NamedTuple
from uuid import UUID

from celery import current_app
from django.db import transaction

from kernel.models import Delivery

log = logging.getLogger(__name__)
# So many may wait for a broker that is slow.
MOST = 50_000
PAUSE = 1.0
# A message may name so many: the broker and the worker have less to do, and a dead worker holds no more than these.
TOGETHER = 10


class Message(NamedTuple):
    """Which task is to do something about which event, or which turn."""

    task: str
    queue: str
    cause: str

    @classmethod
    def of(cls, task: str, queue: str, event_id: UUID | None, turn_at: datetime | None) -> "Message":
        """The message of a delivery, by its columns."""
        return cls(task, queue, str(event_id) if event_id else turn_at.isoformat() if turn_at else "")

    @classmethod
    def about(cls, delivery: Delivery) -> "Message":
        """The same of a row in hand."""
        return cls.of(delivery.task, delivery.queue, delivery.event_id, delivery.turn_at)


def publish_after_commit(messages: list[Message]) -> None:
    """Send these once the transaction is committed, if it is."""
    if messages:
        transaction.on_commit(lambda: publish(messages))


def publish(messages: Iterable[Message]) -> None:
    """Hand messages to the thread that sends them."""
    for message in messages:
        if _publisher.waiting.qsize() < MOST:
            _publisher.waiting.put(message)
    _publisher.begin()


def send(*messages: Message) -> None:
    """Send these, of one task and queue, as one now; a broker that does not take it in time is an error."""
    task, queue, causes = messages[0].task, messages[0].queue, [message.cause for message in messages]
    current_app.send_task(task, causes, queue=queue, retry=False, ignore_result=True)


def bundled(messages: Iterable[Message]) -> Iterator[list[Message]]:
    """Those of one task and queue together, so many at most, in the order of the first of each."""
    kinds: dict[tuple[str, str], list[Message]] = {}
    for message in messages:
        kinds.setdefault((message.task, message.queue), []).append(message)
    for alike in kinds.values():
        yield from (alike[first : first + TOGETHER] for first in range(0, len(alike), TOGETHER))


class Publisher:
    """One thread in each process that publishes anything; begun at the first message."""

    def __init__(self) -> None:
        self.waiting: SimpleQueue[Message] = SimpleQueue()
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None

    def begin(self) -> None:
        """Begin the thread, unless it is at work or nothing waits for it."""
        with self.lock:
            if not self.waiting.empty() and (self.thread is None or not self.thread.is_alive()):
                self.thread = threading.Thread(target=self._keep_sending, name="publisher", daemon=True)
                self.thread.start()

    def _keep_sending(self) -> None:
        while True:
            try:
                for alike in bundled(self._taken()):
                    send(*alike)
            except Exception as error:  # noqa: BLE001 -- the rows carry the promise
                log.info("a message was not sent: %s", type(error).__name__)
                self._forget()
                time.sleep(PAUSE)

    def _taken(self) -> Iterator[Message]:
        """What waits now, the first as soon as there is one."""
        yield self.waiting.get()
        for _more in range(self.waiting.qsize()):
            yield self.waiting.get()

    def _forget(self) -> None:
        """Let go of what waits behind a broker that does not answer: whoever came later is not kept waiting by it."""
        while not self.waiting.empty():
            self.waiting.get()


_publisher = Publisher()


def _begin_anew() -> None:
    """In a forked process there is no thread, and its parent sends what the parent was handed."""
    global _publisher  # noqa: PLW0603 -- one per process
    _publisher = Publisher()


os.register_at_fork(after_in_child=_begin_anew)
