"""Dead letters, sent once more."""

from datetime import datetime

from kernel.actor import Actor
from kernel.events import Named, record
from kernel.models import Delivery
from kernel.relay import wake_after_commit


def replay_delivery(letter: Delivery, *, by: Actor, at: datetime) -> Delivery:
    """Put the letter back among those that wait, as if it had never been tried; its key keeps its effect single."""
    letter.dead_at, letter.lease, letter.attempts, letter.run_at = None, None, 0, at
    letter.save(update_fields=["dead_at", "lease", "attempts", "run_at"])
    facts = {"delivery": letter.pk, "subscriber": letter.subscriber}
    record(Named("delivery", letter.event_id), "delivery.replayed", by=by, at=at, data=facts)
    wake_after_commit()
    return letter
