"""Deliveries: PostgreSQL keeps what is to be done, Celery does it.

What is to be done is a row, written in the transaction of what it follows from. A message that names the row goes to
the queue of its task; the task claims the row in a transaction of its own, so that an attempt which kills its process
is counted, and commits effect and `done_at` together. A message that comes twice finds nothing to claim, one that was
lost is sent again by `kernel.republish_due`.
"""

import logging
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NoReturn
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.db import connection, transaction

from kernel.deadlocks import begun_again
from kernel.models import Event
from kernel.publishing import Message, publish

log = logging.getLogger(__name__)
# It only bridges the moment between claim and effect, and the death of a process in it.
LEASE = timedelta(seconds=10)
ATTEMPTS = 8
FIRST_WAIT = 5
LONGEST_WAIT = 3600
LONGEST_ERROR = 500


@dataclass(frozen=True)
class Subscriber:
    """What one Celery task does with an event, or with the turn that came; `imports` says it hears imported events."""

    name: str
    do: Callable[[Any], None]
    imports: bool = False

    def __call__(self, cause: Event | datetime) -> None:
        """Do it here and now."""
        self.do(cause)

    @property
    def queue(self) -> str:
        """The queue of its messages."""
        return queue_of(self.name)


def queue_of(task: str) -> str:
    """The queue to which the settings route a task."""
    return str(settings.CELERY_TASK_ROUTES.get(task, {}).get("queue", settings.CELERY_TASK_DEFAULT_QUEUE))


def limit_of(task: str) -> str:
    """How long a statement of a task may take, as PostgreSQL writes it; "0" is without end."""
    seconds = settings.CELERY_TASK_ANNOTATIONS.get(task, {}).get("soft_time_limit", 0)
    return f"{seconds}s" if seconds else "0"


_by_event: dict[str, tuple[Subscriber, ...]] = {}
_by_name: dict[str, Subscriber] = {}


def on_event(name: str, *, imports: bool = False) -> Callable[[Callable[[Event], None]], Subscriber]:
    """Make what hears an event a Celery task of this name, whose message carries the ids of one event or of some."""

    def made(do: Callable[[Event], None]) -> Subscriber:
        @shared_task(name=name)
        def task(*events: str) -> None:
            for event in events:
                deliver(name, event_id=event)

        return known(Subscriber(name, do, imports))

    return made


def known(subscriber: Subscriber) -> Subscriber:
    """Remember what a task does; its deliveries are found by its name."""
    _by_name[subscriber.name] = subscriber
    return subscriber


def known_tasks() -> list[str]:
    """The names of the tasks that deliveries may go to."""
    return list(_by_name)


def subscribe(subscriptions: Mapping[str, Sequence[Subscriber]]) -> None:
    """Take over the page that says who hears what; called once, when the program starts."""
    _by_event.clear()
    _by_event.update({event_type: tuple(hearers) for event_type, hearers in subscriptions.items()})


def subscribers_of(event_type: str) -> tuple[Subscriber, ...]:
    """Who hears this type of event."""
    return _by_event.get(event_type, ())


# Whose turn it is: it waits, its time has come, and nothing of the same record and task stands before it.
DUE = """
    d.done_at IS NULL AND d.dead_at IS NULL AND d.run_at <= clock_timestamp()
      AND NOT EXISTS (SELECT FROM kernel_delivery earlier
                      WHERE earlier.key = d.key AND earlier.task = d.task AND earlier.id < d.id
                        AND earlier.done_at IS NULL AND earlier.dead_at IS NULL)
"""
UNTRIED = f"""
SELECT EXISTS (SELECT FROM kernel_delivery d WHERE {DUE} AND attempts = 0 AND run_at < %s AND task = ANY (%s))
"""  # noqa: S608 -- our own words
# A claim that a crash of the database forgets costs nobody anything: it need not reach the disk before the work begins.
CLAIM = f"""
WITH quick AS (SELECT set_config('synchronous_commit', 'off', true))
UPDATE kernel_delivery SET attempts = attempts + 1,
       run_at = clock_timestamp() + make_interval(secs => %(lease)s) * power(1.5, least(attempts, 6))
FROM quick WHERE id = (
    SELECT id FROM kernel_delivery d
    WHERE task = %(task)s AND {{cause}} = %(cause)s AND {DUE}
    FOR UPDATE SKIP LOCKED)
RETURNING id, attempts, task, key, event_id, turn_at
"""  # noqa: S608 -- our own words
# First the row, so that whoever lost the claim does nothing; what is done next commits with it or not at all. A
# statement that waits for a lock hears no soft limit of Celery's: it has one of its own, and says what it waited for.
DONE = """
WITH bound AS (SELECT set_config('statement_timeout', %s, true))
UPDATE kernel_delivery SET done_at = clock_timestamp()
FROM bound WHERE id = %s AND attempts = %s AND done_at IS NULL AND dead_at IS NULL
"""
PUT_BACK = """
UPDATE kernel_delivery SET last_error = %s, run_at = clock_timestamp() + make_interval(secs => %s),
       dead_at = CASE WHEN %s THEN clock_timestamp() END
WHERE id = %s AND attempts = %s AND done_at IS NULL
"""
FOLLOWING = """
SELECT task, queue, event_id, turn_at FROM kernel_delivery
WHERE key = %s AND task = %s AND done_at IS NULL AND dead_at IS NULL AND run_at <= clock_timestamp()
ORDER BY id LIMIT 1
"""


def waits_untried(*, since: datetime) -> bool:
    """Say whether something that is due, and that this release knows how to do, was not even tried since then."""
    with connection.cursor() as cursor:
        cursor.execute(UNTRIED, [since, known_tasks()])
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True)
class Claim:
    """A delivery that is ours for a while; the number of the attempt tells it from a later one."""

    pk: int
    attempt: int
    task: str
    key: UUID
    event_id: UUID | None
    turn_at: datetime | None


def deliver(task: str, *, event_id: str = "", turn_at: str = "") -> None:
    """Do what waits for this task and cause, once; nothing where it is done, is being done, or has to wait."""
    claim = claimed(task, event_id=event_id, turn_at=turn_at)
    if claim is None:
        return
    try:
        begun_again(lambda: _carry(claim))
    except Exception as error:  # noqa: BLE001 -- the failure of a task is a fact to keep, whatever it is
        log.warning("%s failed at attempt %s: %s", claim.task, claim.attempt, type(error).__name__)
        _put_back(claim, error)
    publish(_following(claim))


def claimed(task: str, *, event_id: str = "", turn_at: str = "") -> Claim | None:
    """Lease the delivery and count the attempt, in a transaction of its own: one statement."""
    cause = "event_id" if event_id else "turn_at"
    asked: dict[str, float | str] = {"lease": LEASE.total_seconds(), "task": task, "cause": event_id or turn_at}
    with connection.cursor() as cursor:
        cursor.execute(CLAIM.format(cause=cause), asked)
        row = cursor.fetchone()
    return Claim(*row) if row else None


def _carry(claim: Claim) -> None:
    """Mark the delivery done and do it, in one transaction, unless the claim was lost."""
    if claim.attempt > ATTEMPTS:
        _give_up()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(DONE, [limit_of(claim.task), claim.pk, claim.attempt])
            if not cursor.rowcount:
                return
        cause = Event.objects.get(pk=claim.event_id) if claim.event_id else claim.turn_at
        _by_name[claim.task].do(cause)


def _give_up() -> NoReturn:
    raise RuntimeError("the process ended each time")


def _put_back(claim: Claim, error: Exception) -> None:
    """Let the delivery wait longer each time, and park it after the last attempt."""
    wait = min(LONGEST_WAIT, FIRST_WAIT * 3 ** (claim.attempt - 1)) * random.uniform(1, 1.2)  # noqa: S311 -- jitter
    words = f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
    with connection.cursor() as cursor:
        cursor.execute(PUT_BACK, [words, wait, claim.attempt >= ATTEMPTS, claim.pk, claim.attempt])


def _following(claim: Claim) -> list[Message]:
    """What waited for this one; asked after its end, so that nothing slips between."""
    with connection.cursor() as cursor:
        cursor.execute(FOLLOWING, [claim.key, claim.task])
        return [Message.of(*row) for row in cursor.fetchall()]
