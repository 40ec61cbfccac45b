"""What waits without a message gets one: after a failure, after a broker was emptied, after a process died.

Each queue is sent a mark now and then. A mark that was read says that whatever was sent well before it was read as
well: a row older than the mark that still waits has lost its message.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from kernel.broker import QUEUES
from kernel.clock import database_now
from kernel.deliveries import known_tasks
from kernel.liveness import beat, last_beat
from kernel.models import WAITING, Delivery
from kernel.publishing import Message, publish, publish_after_commit

MOST = 2_000
# A row is written a moment before its message is sent.
MOMENT = timedelta(seconds=3)
UNREAD = timedelta(seconds=60)
DUE = """
WITH lost AS (
    SELECT id FROM kernel_delivery d
    WHERE queue = %(queue)s AND task = ANY (%(known)s)
      AND done_at IS NULL AND dead_at IS NULL AND run_at <= clock_timestamp()
      AND (sent_at < run_at OR sent_at < %(reached)s)
      AND NOT EXISTS (SELECT FROM kernel_delivery earlier
                      WHERE earlier.key = d.key AND earlier.task = d.task AND earlier.id < d.id
                        AND earlier.done_at IS NULL AND earlier.dead_at IS NULL)
    ORDER BY run_at, id LIMIT %(most)s FOR UPDATE SKIP LOCKED)
UPDATE kernel_delivery SET sent_at = clock_timestamp() FROM lost WHERE kernel_delivery.id = lost.id
RETURNING task, queue, event_id, turn_at
"""


def republish(queue: str) -> int:
    """Send what is due and has no message, at most so many of a queue at once; says how many.

    A row whose task this release does not know waits for one that does.
    """
    reached = last_beat(mark_of(queue))
    asked = {"queue": queue, "reached": reached and reached - MOMENT, "most": MOST, "known": known_tasks()}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(DUE, asked)
        messages = [Message.of(*row) for row in cursor.fetchall()]
        publish_after_commit(messages)
    return len(messages)


def take_in_other_queues() -> None:
    """Rows of a queue that this release does not have go to the usual one."""
    others = Delivery.objects.filter(WAITING).exclude(queue__in=QUEUES)
    others.update(queue=settings.CELERY_TASK_DEFAULT_QUEUE)


def send_mark(queue: str) -> None:
    """Send a mark; once a minute where none was read lately, so that a queue without readers does not fill."""
    now, reached = database_now(), last_beat(mark_of(queue))
    if (reached is None or now - reached > UNREAD) and (sent := last_beat(f"sent.{queue}")) and now - sent < UNREAD:
        return
    beat(f"sent.{queue}", at=now)
    publish([Message("kernel.mark_queue", queue, now.isoformat())])


def note_mark(queue: str, sent_at: str) -> None:
    """Note how far a queue was read."""
    beat(mark_of(queue), at=datetime.fromisoformat(sent_at))


def mark_of(queue: str) -> str:
    """The name under which it is noted."""
    return f"read.{queue}"
