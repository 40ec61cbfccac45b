"""Celery's part in a test: what waits is done here and now, in this process."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from celery import current_app
from django.db import connection

from config.subscriptions import SUBSCRIPTIONS
from kernel import deliveries
from kernel.deliveries import DUE, Subscriber
from kernel.publishing import Message
from kernel.turns import on_turn

NEXT = f"SELECT task, queue, event_id, turn_at FROM kernel_delivery d WHERE {DUE} ORDER BY run_at, id LIMIT 1"


def drain() -> int:
    """Run the task of each delivery that waits, until none is due; says how often."""
    tried = 0
    while (message := _next()) is not None:
        run(message.task, message.cause)
        tried += 1
    return tried


def run(task: str, *arguments: Any) -> None:
    """Run a Celery task by its name."""
    current_app.loader.import_default_modules()
    current_app.tasks[task].run(*arguments)


def _next() -> Message | None:
    with connection.cursor() as cursor:
        cursor.execute(NEXT)
        row = cursor.fetchone()
    return Message.of(*row) if row else None


def as_task(do: Callable[[Any], None], *, imports: bool = False) -> Subscriber:
    """A function of an event as a Celery task of its name, in the place of an earlier one of that name."""
    name = f"tests.{do.__name__}"
    current_app.tasks.pop(name, None)
    return deliveries.on_event(name, imports=imports)(do)


def at_turns(name: str, do: Callable[[datetime], Any]) -> None:
    """A function of a turn as a Celery task."""
    current_app.tasks.pop(name, None)
    on_turn(name)(do)


@contextmanager
def hearing(subscriptions: Mapping[str, Sequence[Callable[[Any], None]]]) -> Iterator[None]:
    """Other functions hear these events meanwhile, each as a task of its name; afterwards those of the program do."""
    known = {do: as_task(do) for those in subscriptions.values() for do in those}
    deliveries.subscribe({name: [known[do] for do in those] for name, those in subscriptions.items()})
    yield
    deliveries.subscribe(SUBSCRIPTIONS)
