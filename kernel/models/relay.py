"""The outbox: a row for every subscriber that must hear of an event, and for every slot of the schedule."""

from django.db import models
from django.db.models import Q

WAITING = Q(done_at__isnull=True, dead_at__isnull=True)


class Delivery(models.Model):
    """One event on its way to one subscriber; `run_at` is also the end of the present lease."""

    id = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField()
    subscriber = models.TextField()
    key = models.UUIDField()
    run_at = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    lease = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_delivery_per_subscriber", fields=["event_id", "subscriber"]),
        ]
        indexes = [
            models.Index(name="delivery_waiting", fields=["run_at", "id"], condition=WAITING),
            models.Index(name="delivery_order_per_record", fields=["key", "subscriber", "id"], condition=WAITING),
            models.Index(name="delivery_dead", fields=["dead_at"], condition=Q(dead_at__isnull=False)),
            models.Index(name="delivery_done", fields=["done_at"], condition=Q(done_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} ← {self.event_id}"


class Slot(models.Model):
    """One turn of the schedule; its unique key lets any number of workers fire it once."""

    name = models.TextField()
    at = models.DateTimeField()
    run_at = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_slot_per_turn", fields=["name", "at"])]
        indexes = [
            models.Index(name="slot_waiting", fields=["run_at"], condition=WAITING),
            # Each look of the schedule asks for a few turns by their time, whatever their names.
            models.Index(name="slot_by_turn", fields=["at", "name"]),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"


class Heartbeat(models.Model):
    """The last sign of life of a kind of process."""

    name = models.TextField(primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
