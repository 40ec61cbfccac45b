"""What waits without a message gets one: after a failure, after a broker was emptied, after a process died.

Each queue is sent a mark now and then. A mark that was read says that whatever was sent well before it was read as
well: a row older than the mark that still waits has lost its message.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from kernel.broker import queue_names
from kernel.deliveries import DUE, known_tasks
from kernel.liveness import beat, last_beat
from kernel.models import WAITING, Delivery, Heartbeat
from kernel.publishing import Message, publish, publish_after_commit

MOST = 2_000
# A row is written a moment before its message is sent.
MOMENT = timedelta(seconds=3)
UNREAD = timedelta(seconds=60)
LOST = f"""
WITH lost AS (
    SELECT id FROM kernel_delivery d
    WHERE queue = %(queue)s AND task = ANY (%(known)s) AND (sent_at < run_at OR sent_at < %(reached)s) AND {DUE}
    ORDER BY run_at, id LIMIT %(most)s FOR UPDATE SKIP LOCKED)
UPDATE kernel_delivery SET sent_at = clock_timestamp() FROM lost WHERE kernel_delivery.id = lost.id
RETURNING task, queue, event_id, turn_at
"""  # noqa: S608 -- our own words


def republish(queue: str, reached: datetime | None) -> int:
    """Send what is due and has no message, of a queue that was read so far; at most so many at once, says how many.

    A row whose task this release does not know waits for one that does.
    """
    asked = {"queue": queue, "reached": reached and reached - MOMENT, "most": MOST, "known": known_tasks()}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOST, asked)
        messages = [Message.of(*row) for row in cursor.fetchall()]
        publish_after_commit(messages)
    return len(messages)


def send_what_is_missing(*, at: datetime) -> None:
    """Send again what has no message, and each queue its mark."""
    read = read_marks()
    for queue in queue_names():
        republish(queue, read.get(queue))
        send_mark(queue, read.get(queue), at=at)


def take_in_other_queues() -> None:
    """Rows of a queue that this release does not have go to the usual one."""
    others = Delivery.objects.filter(WAITING).exclude(queue__in=queue_names())
    others.update(queue=settings.CELERY_TASK_DEFAULT_QUEUE)


def send_mark(queue: str, reached: datetime | None, *, at: datetime) -> None:
    """Send a mark; once a minute where none was read lately, so that a queue without readers does not fill."""
    unread = reached is None or at - reached > UNREAD
    if unread and (sent := last_beat(f"sent.{queue}")) and at - sent < UNREAD:
        return
    beat(f"sent.{queue}", at=at)
    publish([Message("kernel.mark_queue", queue, at.isoformat())])


def read_marks() -> dict[str, datetime]:
    """How far each queue was read, as far as any was."""
    queues = {mark_of(queue): queue for queue in queue_names()}
    read = Heartbeat.objects.filter(name__in=queues).values_list("name", "at")
    return {queues[name]: at for name, at in read}


def note_mark(queue: str, sent_at: str) -> None:
    """Note how far a queue was read."""
    beat(mark_of(queue), at=datetime.fromisoformat(sent_at))


def mark_of(queue: str) -> str:
    """The name under which it is noted."""
    return f"read.{queue}"
