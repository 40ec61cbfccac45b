"""What a reporter thought of the result: asked once per clue, and perhaps answered."""

from django.db import models
from django.db.models import F, Q

from cases.models.clue import Clue


class ClueRating(models.Model):
    """An invitation to rate how a clue was handled, and the answer; no words, so nothing about anybody."""

    clue = models.OneToOneField(Clue, on_delete=models.CASCADE, primary_key=True, related_name="rating")
    invited_at = models.DateTimeField()
    rated_at = models.DateTimeField(null=True)
    satisfied = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="rating_says_something_once_it_was_given",
                condition=Q(rated_at__isnull=True, satisfied__isnull=True)
                | Q(rated_at__isnull=False, satisfied__isnull=False),
            ),
            models.CheckConstraint(
                name="rating_is_given_after_its_invitation",
                condition=Q(rated_at__isnull=True) | Q(rated_at__gte=F("invited_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clue_id}"
