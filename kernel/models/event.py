"""The event log: one append-only row for every thing that was done."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from kernel.ids import new_id


class Event(models.Model):
    """What was done, by whom, on what; references and facts only, never contents or personal data.

    The table is partitioned by its id, a month each, and refuses UPDATE, DELETE and TRUNCATE by trigger.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    type = models.TextField()
    subject_type = models.TextField()
    subject_id = models.UUIDField()
    version = models.IntegerField(default=0)
    from_status = models.TextField(default="", blank=True)
    to_status = models.TextField(default="", blank=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True)
    agency_id = models.TextField(default="", blank=True)
    post = models.TextField(default="", blank=True)
    client_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    # What figures count of the record, as it stood after the event; for their eyes alone.
    counted = models.JSONField(null=True)
    imported = models.BooleanField(default=False)
    request_id = models.TextField(default="", blank=True)

    class Meta:
        indexes = [
            models.Index(name="event_by_subject", fields=["subject_id", "id"]),
            BrinIndex(name="event_by_recording", fields=["recorded_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.subject_id}"


class EventSeal(models.Model):
    """A committed event's gapless place in the log, and a hash chained to the one before."""

    position = models.BigIntegerField(primary_key=True)
    event_id = models.UUIDField(unique=True)
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.position}"


class Remark(models.Model):
    """Words a person wrote, or an old value, beside an event that keeps only their hash.

    A trigger refuses to change them, and to remove them unless an event `….expunged` tells of it.
    """

    event_id = models.UUIDField()
    name = models.TextField()
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_remark_of_a_name_per_event", fields=["event_id", "name"])]

    def __str__(self) -> str:
        return self.name


class ErasedRemark(models.Model):
    """That words beside an event were expunged: their hash, and the event that tells of the expunction."""

    event_id = models.UUIDField()
    name = models.TextField()
    sha256 = models.TextField()
    because_id = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_erasure_of_a_name_per_event", fields=["event_id", "name"])]

    def __str__(self) -> str:
        return self.name
