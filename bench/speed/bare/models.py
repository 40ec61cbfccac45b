"""One table."""

from django.db import models


class Note(models.Model):
    """What the clue says, and nothing made of it."""

    description = models.TextField()
    channel = models.CharField(max_length=24)
    region_code = models.CharField(max_length=12)
    address = models.CharField(max_length=300)
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk}"
