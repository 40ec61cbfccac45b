"""The broker, asked what waits in its queues, and the workers behind it; any broker that Celery speaks with."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from celery import current_app
from django.conf import settings
from kombu import Connection
from kombu.exceptions import ChannelError, OperationalError

T = TypeVar("T")
AWAY: tuple[type[Exception], ...] = (OSError, OperationalError)


def queue_names() -> list[str]:
    """The queues of the settings: kinds of work, so that none waits behind another."""
    return [queue.name for queue in settings.CELERY_TASK_QUEUES]


def messages_waiting(queues: Iterable[str]) -> dict[str, int] | None:
    """How many messages wait in each of these; None while the broker does not answer."""
    return _asked(lambda broker: {queue: _waiting_in(broker, queue) for queue in queues})


def _asked(question: Callable[[Connection], T]) -> T | None:
    """What the broker, or a worker behind it, answers; None while the broker does not."""
    with current_app.connection_for_read() as broker:
        gone: tuple[type[BaseException], ...] = (*AWAY, *broker.connection_errors, *broker.channel_errors)
        try:
            # Once at each address that there is.
            broker.ensure_connection(max_retries=max(len(broker.alt) - 1, 0), interval_start=0, interval_step=0)
            return question(broker)
        except gone:
            return None


def _waiting_in(broker: Connection, queue: str) -> int:
    """0 for a queue that nobody made yet."""
    try:
        with broker.channel() as channel:
            return int(channel.queue_declare(queue, passive=True).message_count)  # type: ignore[attr-defined]
    except ChannelError:
        return 0


ANSWER_HOLDS = 5.0
LONGEST_PING = 1.0
_pinged: tuple[float, list[str]] = (-ANSWER_HOLDS, [])


def workers_answering() -> list[str]:
    """The workers that answered a ping in the last seconds, by name."""
    global _pinged  # noqa: PLW0603 -- one answer per process, so that nobody floods the broker by asking
    if time.monotonic() - _pinged[0] > ANSWER_HOLDS:
        answers = _asked(lambda broker: current_app.control.ping(timeout=LONGEST_PING, limit=1, connection=broker))
        _pinged = (time.monotonic(), [name for answer in answers or [] for name in answer])
    return _pinged[1]


@dataclass(frozen=True)
class Running:
    """A task that a worker has in hand."""

    name: str
    worker: str
    since: datetime | None


def tasks_running() -> list[Running]:
    """What the workers that answer say they have in hand, by worker."""
    told = _asked(lambda broker: current_app.control.inspect(timeout=LONGEST_PING, connection=broker).active()) or {}
    return [
        Running(task["name"], worker, datetime.fromtimestamp(task["time_start"], UTC) if task["time_start"] else None)
        for worker, tasks in sorted(told.items())
        for task in tasks
    ]
