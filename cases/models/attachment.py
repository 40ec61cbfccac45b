"""Attachments: what was photographed or written, as a cleaned copy and, sealed off, its untouched original."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cases.models.clue import Clue
from kernel.ids import new_id


class Attachment(models.Model):
    """One file of a clue; a handling unit reads it only once it is released."""

    reference: ClassVar[str] = "id"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    clue = models.ForeignKey(Clue, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=32)
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200, unique=True)
    taken_at = models.DateTimeField(null=True)
    taken_lon = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    taken_lat = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    filed_by_agency_id = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                name="attachment_is_a_picture_or_a_document",
                condition=Q(media_type__in=["image/jpeg", "image/png", "application/pdf"]),
            ),
            models.CheckConstraint(name="attachment_has_at_most_20_mb", condition=Q(size__lte=20 * 1024 * 1024)),
        ]

    def __str__(self) -> str:
        return self.name
