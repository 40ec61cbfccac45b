"""Turns: what happens by the calendar, each turn once and in order, however late it is noticed.

Celery's beat says when; the turn is a row like every other delivery. A turn whose message was lost, or that nobody
said while beat was away, is opened with the next look.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from celery import shared_task
from celery.schedules import crontab
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from kernel.clock import database_now
from kernel.deadlocks import begun_again
from kernel.deliveries import Subscriber, deliver, known, queue_of
from kernel.models import Delivery
from kernel.publishing import Message, publish_after_commit

WAIT_FOR_IT = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
TRY_IT = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"
# Of a task that never had a turn only the last one is opened.
LOOK_BACK = timedelta(days=1)


def on_turn(name: str) -> Callable[[Callable[[datetime], None]], Subscriber]:
    """Make what is done at each turn a Celery task of this name; without a turn, its message opens those that came."""

    def made(do: Callable[[datetime], None]) -> Subscriber:
        @shared_task(name=name)
        def task(*turns: str) -> None:
            for turn in turns:
                deliver(name, turn_at=turn)
            if not turns:
                open_turns()

        return known(Subscriber(name, do))

    return made


def often(name: str, *, alone_as: str = "") -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make what is done every few seconds a Celery task of this name, in a transaction; it asks what is due.

    While another of the same name, or of the same `alone_as`, is at it, there is nothing to do; one that was told
    what to do waits for it.
    """

    def made(do: Callable[..., None]) -> Callable[..., None]:
        @shared_task(name=name)
        def task(told: str = "") -> None:
            begun_again(lambda: _alone(alone_as or name, do, [told] if told else []))

        return do

    return made


def _alone(name: str, do: Callable[..., None], told: list[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WAIT_FOR_IT if told else TRY_IT, [name])
        if cursor.fetchone()[0] is not False:
            do(*told)


def open_turns() -> None:
    """Write a row for each turn that came since the last one of its task, and send its message."""
    now, lines = database_now(), calendar()
    with transaction.atomic():
        opened = Delivery.objects.filter(task__in=lines, turn_at__isnull=False)
        last = dict(opened.order_by().values_list("task").annotate(Max("turn_at")))
        rows = [row_of(name, turn) for name, line in lines.items() for turn in turns_since(line, last.get(name), now)]
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)
        publish_after_commit([Message.about(row) for row in rows])


def calendar() -> dict[str, crontab]:
    """The tasks that have turns, and when."""
    lines = settings.CELERY_BEAT_SCHEDULE
    return {name: line["schedule"] for name, line in lines.items() if isinstance(line["schedule"], crontab)}


def turns_since(line: crontab, last: datetime | None, now: datetime) -> list[datetime]:
    """The turns after the last one, up to now, in order; without a last one, the latest alone."""
    return list(_turns(line, last, now)) if last else list(_turns(line, now - LOOK_BACK, now))[-1:]


def _turns(line: crontab, after: datetime, until: datetime) -> Iterator[datetime]:
    while (after := next_turn(line, after)) <= until:
        yield after


def next_turn(line: crontab, after: datetime) -> datetime:
    """The first turn after an instant."""
    began, wait, _now = line.remaining_delta(after)
    turn: datetime = began + wait
    return turn


def row_of(name: str, turn: datetime) -> Delivery:
    """The unsaved row of a turn."""
    return Delivery(task=name, queue=queue_of(name), turn_at=turn, key=key_of(name), run_at=turn, sent_at=turn)


def key_of(name: str) -> UUID:
    """What keeps the turns of a task in order."""
    return uuid5(NAMESPACE_URL, name)
