"""What Celery runs: one task drains the outbox, one shows that beat and broker are alive."""

from celery import shared_task

from kernel import relay, schedule
from kernel.clock import database_now
from kernel.liveness import beat


@shared_task(name="kernel.drain_deliveries", time_limit=60, acks_late=False)
def drain_deliveries() -> int:
    """Carry what waits; the message carries nothing."""
    beat("consumer", at=database_now())
    return relay.drain(seconds=20)


@shared_task(name="kernel.tick", time_limit=120, acks_late=False)
def tick() -> None:
    """Beat's turn: sign of life of beat and broker, then the due slots."""
    now = database_now()
    beat("beat", at=now)
    beat("consumer", at=now)
    schedule.fire_due_slots(now)
