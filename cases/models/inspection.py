"""Inspections: a team is in place, sends batches of complaints, asks for documents, talks to people and visits."""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Person
from kernel.apart import OfACase
from kernel.ids import new_id


class Inspection(OfACase):
    """One round of an inspection, from the day the team enters to its feedback."""

    class Level(models.TextChoices):
        """Who sent the team."""

        CENTRAL = "central", _("中央")
        PROVINCIAL = "provincial", _("省级")

    class Kind(models.TextChoices):
        """What it came for."""

        ROUTINE = "routine", _("例行督察")
        SPECIAL = "special", _("专项督察")
        LOOK_BACK = "look_back", _("回头看")

    class CutOff(models.TextChoices):
        """At which hour a day of its dailies ends."""

        SIXTEEN = "16:00", "16:00"
        SEVENTEEN = "17:00", "17:00"
        MIDNIGHT = "24:00", "24:00"

    reference: ClassVar[str] = "id"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.IntegerField(default=1)
    name = models.CharField(max_length=120, unique=True)
    level = models.CharField(max_length=12, choices=Level)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.ROUTINE)
    round = models.CharField(max_length=32, blank=True)
    team_name = models.CharField(max_length=120, blank=True)
    enter_date = models.DateField()
    leave_date = models.DateField(null=True)
    feedback_date = models.DateField(null=True)
    hotline = models.CharField(max_length=64, blank=True)
    mailbox = models.CharField(max_length=120, blank=True)
    phone_hours = models.CharField(max_length=32, blank=True)
    groups = ArrayField(models.CharField(max_length=32), default=list, blank=True)
    daily_cutoff = models.CharField(max_length=5, choices=CutOff, default=CutOff.MIDNIGHT)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-enter_date", "-id")
        constraints = [
            models.CheckConstraint(
                name="inspection_cutoff_is_known", condition=Q(daily_cutoff__in=["16:00", "17:00", "24:00"])
            ),
            models.CheckConstraint(
                name="inspection_leaves_after_it_enters",
                condition=Q(leave_date__isnull=True) | Q(leave_date__gte=F("enter_date")),
            ),
            models.CheckConstraint(
                name="inspection_gives_feedback_after_it_enters",
                condition=Q(feedback_date__isnull=True) | Q(feedback_date__gte=F("enter_date")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How events name it."""
        return "inspection", self.id, self.version


class Batch(OfACase):
    """A batch of orders under the issuer's own number; it may be empty, and its orders may be about fewer cases."""

    reference: ClassVar[str] = "id"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.IntegerField(default=1)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="batches")
    number = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    declared_count = models.PositiveIntegerField(default=0)
    # By which way the people came, as the order's sheet says it; None where it says nothing.
    calls = models.PositiveIntegerField(null=True)
    letters = models.PositiveIntegerField(null=True)
    window_from = models.DateTimeField(null=True)
    window_to = models.DateTimeField(null=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    note = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-received_at", "-id")
        constraints = [
            models.UniqueConstraint(name="one_batch_per_number_of_the_issuer", fields=["inspection", "number"]),
            models.CheckConstraint(
                name="batch_window_ends_after_it_begins",
                condition=Q(window_from__isnull=True) | Q(window_to__isnull=True) | Q(window_to__gte=F("window_from")),
            ),
        ]
        indexes = [models.Index(name="batch_newest_first", fields=["-received_at", "-id"])]

    def __str__(self) -> str:
        return self.number

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How events name it."""
        return "batch", self.id, self.version


class DocumentRequest(models.Model):
    """调阅资料: one request of the team, counted in items (项) and copies (份), until its receipt."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="document_requests")
    number = models.CharField(max_length=64)
    topic = models.CharField(max_length=120, blank=True)
    items = models.PositiveIntegerField()
    copies = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    receipt = models.CharField(max_length=64, blank=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("asked_at", "id")
        constraints = [
            models.UniqueConstraint(name="one_document_request_per_number", fields=["inspection", "number"]),
            models.CheckConstraint(
                name="document_request_is_delivered_after_it_was_asked",
                condition=Q(delivered_at__isnull=True) | Q(delivered_at__gte=F("asked_at")),
            ),
            models.CheckConstraint(
                name="document_request_delivered_has_a_receipt",
                condition=Q(delivered_at__isnull=True) | ~Q(receipt=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Meeting(models.Model):
    """Somebody the team talked to, or a department it visited; a name that is not known yet is 待补."""

    class Kind(models.TextChoices):
        """A talk is not an interview (约谈)."""

        TALK = "talk", _("个别谈话")
        VISIT = "visit", _("走访问询")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=8, choices=Kind)
    held_on = models.DateField(null=True)
    whom = models.CharField(max_length=120, blank=True)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("kind", "held_on", "id")

    def __str__(self) -> str:
        return f"{self.kind} {self.whom}"
