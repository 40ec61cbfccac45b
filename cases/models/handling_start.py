"""转入办理 of a whole source: one run over its imported clues, stopped and resumed."""

from uuid import UUID

from django.db import models
from django.db.models import Q

from agencies.models import Agency, Person
from kernel.apart import OfACase
from kernel.ids import new_id


class HandlingStart(OfACase):
    """One run; how far it is stands in its columns."""

    class State(models.TextChoices):
        """How far it is."""

        RUNNING = "running"
        STOPPED = "stopped"
        DONE = "done"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=64)
    since = models.DateField()
    reason = models.TextField()
    state = models.CharField(max_length=12, choices=State, default=State.RUNNING)
    version = models.IntegerField(default=1)
    requested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    # The last clue that was looked at, and what became of those up to it.
    reached = models.UUIDField(null=True)
    total = models.IntegerField(default=0)
    begun = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)

    class Meta:
        ordering = ("-started_at",)
        constraints = [
            models.UniqueConstraint(
                name="one_handling_start_of_a_source_at_a_time", fields=["source"], condition=~Q(state="done")
            ),
            models.CheckConstraint(
                name="handling_start_done_has_its_instant", condition=~Q(state="done") | Q(finished_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.since:%Y-%m-%d}"

    @property
    def looked_at(self) -> int:
        """How many clues it has come past."""
        return self.begun + self.refused

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How events name it."""
        return "handling_start", self.id, self.version
