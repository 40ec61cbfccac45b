"""Who told the office, sealed."""

from django.db import models
from django.db.models import Q

from cases.models.clue import Clue


class Reporter(models.Model):
    """Who told the office; name and phone are sealed and open only by an act with a reason."""

    clue = models.OneToOneField(Clue, on_delete=models.CASCADE, primary_key=True, related_name="reporter")
    identity = models.BinaryField(null=True)
    is_named = models.BooleanField(default=False)
    wants_reply = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reporter_named_only_with_an_identity", condition=Q(is_named=False) | Q(identity__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.clue_id}"
