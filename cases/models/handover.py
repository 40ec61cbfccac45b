"""Handovers: whoever was on duty gives the open items to whoever comes."""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from agencies.models import Agency, Person
from kernel.ids import new_id


class Handover(models.Model):
    """One change of shift at the command office, with what was open then."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    waiting = models.IntegerField()
    due_today = models.IntegerField()
    overdue = models.IntegerField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        constraints = [
            models.CheckConstraint(name="nobody_takes_over_from_themselves", condition=~Q(given_by=F("taken_by")))
        ]

    def __str__(self) -> str:
        return f"{self.given_by_id} → {self.taken_by_id}"

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How events name it."""
        return "handover", self.id, 1
