"""Work that was given up after its last attempt, and is tried again because somebody says so."""

from datetime import datetime

from kernel.actor import Actor
from kernel.clock import database_now
from kernel.events import Named, record
from kernel.models import Delivery
from kernel.publishing import Message, publish_after_commit


def try_again(parked: Delivery, reason: str, *, by: Actor, at: datetime) -> Delivery:
    """Put it back among what waits, as if it had never been tried; its cause keeps its effect single."""
    parked.dead_at, parked.attempts, parked.run_at = None, 0, database_now()
    parked.sent_at = parked.run_at
    parked.save(update_fields=["dead_at", "attempts", "run_at", "sent_at"])
    facts, subject = {"delivery": parked.pk, "task": parked.task}, Named("delivery", parked.event_id or parked.key)
    record(subject, "delivery.replayed", by=by, at=at, data=facts, remarks={"reason": reason})
    publish_after_commit([Message.about(parked)])
    return parked
