"""The keys that sealed rows of this database, by their fingerprints: a stranger's ring is known at once."""

from django.db import models
from django.db.models import Q


class KnownKey(models.Model):
    """A key of the ring of this database; the key itself is never here."""

    name = models.TextField(primary_key=True)
    fingerprint = models.TextField()
    known_since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_name_for_a_key", fields=["fingerprint"]),
            models.CheckConstraint(
                name="fingerprint_of_a_key_is_whole", condition=Q(fingerprint__regex="^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return self.name
