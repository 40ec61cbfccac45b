"""The outbox: a row for every task that must hear of an event, and for every turn of the calendar."""

from django.db import models
from django.db.models import Q

WAITING = Q(done_at__isnull=True, dead_at__isnull=True)
ONE_CAUSE = Q(event_id__isnull=False, turn_at__isnull=True) | Q(event_id__isnull=True, turn_at__isnull=False)


class Delivery(models.Model):
    """An event, or a turn, on its way to one Celery task.

    `run_at` is when it may be claimed: while it is tried, the end of that attempt's lease. `sent_at` is when its
    message was sent last. Those of one `key` are done one after the other.
    """

    id = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField(null=True)
    turn_at = models.DateTimeField(null=True)
    task = models.TextField()
    queue = models.TextField()
    key = models.UUIDField()
    run_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="delivery_has_one_cause", condition=ONE_CAUSE),
            models.UniqueConstraint(name="one_delivery_per_task", fields=["event_id", "task"]),
            models.UniqueConstraint(name="one_delivery_per_turn", fields=["task", "turn_at"]),
        ]
        indexes = [
            models.Index(name="delivery_waiting", fields=["queue", "run_at", "id"], condition=WAITING),
            models.Index(name="delivery_order_per_record", fields=["key", "task", "id"], condition=WAITING),
            models.Index(name="delivery_dead", fields=["dead_at"], condition=Q(dead_at__isnull=False)),
            models.Index(name="delivery_done", fields=["done_at"], condition=Q(done_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.task} ← {self.event_id or self.turn_at}"


class Heartbeat(models.Model):
    """The last sign of life of a kind of process, and how far a queue was read."""

    name = models.TextField(primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
