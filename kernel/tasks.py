"""What Celery does for the kernel itself."""

from datetime import datetime

from celery import Task, shared_task

from kernel import housekeeping, republishing
from kernel.clock import database_now
from kernel.liveness import beat
from kernel.seals import seal_all_logs
from kernel.turns import on_turn, open_turns


@shared_task(name="kernel.republish_due")
def republish_due() -> None:
    """Open the turns that came, send again what waits without a message, and send each queue its mark."""
    beat("beat", at=(now := database_now()))
    open_turns()
    republishing.take_in_other_queues()
    republishing.send_what_is_missing(at=now)


@shared_task(name="kernel.mark_queue", bind=True)
def mark_queue(self: "Task[..., None]", *sent_at: str) -> None:
    """Say that the queue of this message was read up to what was sent then."""
    republishing.note_mark(str((self.request.delivery_info or {})["routing_key"]), max(sent_at))


@shared_task(name="kernel.seal_logs")
def seal_logs() -> None:
    """Seal what was committed."""
    while seal_all_logs():
        pass


@on_turn("kernel.purge_old_rows")
def purge_old_rows(turn: datetime) -> None:
    """Delete what nobody asks for any more."""
    housekeeping.purge_old_rows(turn)


@on_turn("kernel.make_months_ahead")
def make_months_ahead(turn: datetime) -> None:
    """Keep the coming months of the event log ready."""
    housekeeping.make_months_ahead(turn)
