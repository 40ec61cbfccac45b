"""Expunctions: words, files or identities that must not be here, destroyed by two people; hash and reason stay."""

from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Person
from cases.models.clue import Clue
from kernel.ids import new_id


class Expunction(models.Model):
    """What is to be destroyed, who asked for it, and who else agreed."""

    class Kind(models.TextChoices):
        """What it destroys."""

        REMARK = "remark", _("一段文字")
        ATTACHMENT = "attachment", _("附件")
        REPORTER = "reporter", _("举报人姓名和电话")

    class Status(models.TextChoices):
        """How far it is."""

        REQUESTED = "requested", _("待复核")
        DONE = "done", _("已销毁")
        REFUSED = "refused", _("不同意")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.IntegerField(default=1)
    status = models.CharField(max_length=12, choices=Status)
    clue = models.ForeignKey(Clue, on_delete=models.PROTECT, related_name="expunctions")
    kind = models.CharField(max_length=12, choices=Kind)
    target = models.UUIDField()
    name = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    requested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-requested_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="expunction_is_decided_by_somebody_else",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
            ),
            models.CheckConstraint(
                name="expunction_decided_iff_by_somebody",
                condition=Q(status="requested", decided_by__isnull=True)
                | (~Q(status="requested") & Q(decided_by__isnull=False)),
            ),
            models.UniqueConstraint(
                name="one_open_expunction_per_target",
                fields=["target", "name"],
                condition=Q(status="requested"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clue} {self.kind}"

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How events name it."""
        return "expunction", self.id, self.version
