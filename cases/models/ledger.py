"""Ledger imports: one file of an office's old ledger, the rows that did not load, and units nobody knows."""

from uuid import UUID

from django.db import models
from django.db.models import Q

from agencies.models import Agency, Person
from kernel.apart import OfACase
from kernel.ids import new_id


class LedgerImport(OfACase):
    """One run over one file; progress stands in its columns, so that it may stop and go on."""

    class State(models.TextChoices):
        """How far it is."""

        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=64)
    file_name = models.CharField(max_length=255)
    file_path = models.CharField(max_length=300, blank=True)
    file_sha256 = models.CharField(max_length=64)
    coord_sys = models.CharField(max_length=8, default="wgs84")
    apply_changes = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State, default=State.RUNNING)
    version = models.IntegerField(default=1)
    requested_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)
    total = models.IntegerField(default=0)
    read = models.IntegerField(default=0)
    created = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    conflicting = models.IntegerField(default=0)
    updated = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)

    class Meta:
        ordering = ("-started_at",)
        constraints = [
            models.CheckConstraint(
                name="ledger_import_ended_has_its_instant", condition=Q(state="running") | Q(finished_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.file_name}"

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How events name it."""
        return "ledger_import", self.id, self.version


class LedgerFault(models.Model):
    """A row that was refused, that differs from the clue it names, or of which a unit reads less than it says."""

    class Kind(models.TextChoices):
        """Refused, waiting for consent, or taken with personal marks masked."""

        REJECTED = "rejected"
        CONFLICTING = "conflicting"
        MASKED = "masked"

    ledger_import = models.ForeignKey(LedgerImport, on_delete=models.CASCADE, related_name="faults")
    kind = models.CharField(max_length=12, choices=Kind)
    line = models.IntegerField()
    number = models.TextField()
    column = models.TextField(blank=True)
    reason = models.TextField()
    clue_id = models.UUIDField(null=True)
    differences = models.JSONField(default=dict)

    class Meta:
        ordering = ("line", "id")
        constraints = [
            models.UniqueConstraint(name="one_fault_of_a_kind_per_line", fields=["ledger_import", "line", "kind"])
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.column}"
