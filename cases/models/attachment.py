"""Files kept with a record: what was photographed, written or signed, as a cleaned copy."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.acceptance import Acceptance
from cases.models.clue import Clue
from cases.models.inspection import Batch
from cases.models.satchel import DiaryEntry, Satchel
from kernel.errors import Words
from kernel.ids import new_id
from kernel.office_files import LEFT_OUT, PAPERS

PICTURES = ("image/jpeg", "image/png")
OWNERS = ("clue", "acceptance", "entry", "satchel", "batch")


def _belongs_to(owner: str) -> Q:
    return Q(**{f"{name}__isnull": name != owner for name in OWNERS})


class Attachment(models.Model):
    """One file of one record; a handling unit reads a clue's only once it is released."""

    class Part(models.TextChoices):
        """What a picture of evidence shows."""

        BEFORE = "before", _("整改前")
        AFTER = "after", _("整改后")

    reference: ClassVar[str] = "id"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    clue = models.ForeignKey(Clue, null=True, on_delete=models.PROTECT, related_name="attachments")
    acceptance = models.ForeignKey(Acceptance, null=True, on_delete=models.PROTECT, related_name="files")
    entry = models.ForeignKey(DiaryEntry, null=True, on_delete=models.PROTECT, related_name="photos")
    satchel = models.ForeignKey(Satchel, null=True, on_delete=models.PROTECT, related_name="decisions")
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="scans")
    part = models.CharField(max_length=8, choices=Part, blank=True)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80)
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200, unique=True)
    # What was sent, before it was cleaned: evidence of what the sender had.
    received_name = models.CharField(max_length=255, blank=True)
    received_sha256 = models.CharField(max_length=64, blank=True)
    # How much of what people may miss is not in the cleaned copy, by the names of `LEFT_OUT`.
    left_out = models.JSONField(default=dict, blank=True)
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
                name="attachment_belongs_to_one_record",
                condition=_belongs_to("clue")
                | _belongs_to("acceptance")
                | _belongs_to("entry")
                | _belongs_to("satchel")
                | _belongs_to("batch"),
            ),
            models.CheckConstraint(
                name="attachment_is_a_picture_or_a_document",
                condition=Q(media_type__in=[*PICTURES, "application/pdf"])
                | Q(acceptance__isnull=False, media_type__in=PAPERS),
            ),
            models.CheckConstraint(
                name="attachment_of_a_diary_or_a_part_is_a_picture",
                condition=Q(entry__isnull=True, part="") | Q(media_type__in=PICTURES),
            ),
            models.CheckConstraint(
                name="attachment_shows_a_part_of_evidence_alone", condition=Q(part="") | Q(acceptance__isnull=False)
            ),
            models.CheckConstraint(name="attachment_has_at_most_20_mb", condition=Q(size__lte=20 * 1024 * 1024)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def lacks(self) -> list[tuple[Words, int]]:
        """What the cleaned copy lacks, in words, and how much of it."""
        return [(LEFT_OUT[name], count) for name, count in self.left_out.items() if name in LEFT_OUT]

    @property
    def is_picture(self) -> bool:
        """Say whether a page can show it."""
        return self.media_type in PICTURES
