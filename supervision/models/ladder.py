"""The ladder: after how many days what is drafted, who signs it, and what at its end is only proposed."""

from typing import ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Person, Role
from kernel.apart import OfACase
from kernel.errors import Words
from kernel.ids import name_id
from supervision.models.codes import ProposalKind, ProposalStatus, RungKind
from supervision.models.letter import Letter

# The ladders there may be: a kind of record and the clock on whose days its rungs stand.
LADDERS: dict[tuple[str, str], Words] = {
    ("clue", "closing"): _("环境问题线索 · 办结时限"),
    ("clue", "leg"): _("环境问题线索 · 承办时限"),
    ("clue", "answer"): _("环境问题线索 · 答复时限"),
}


class LadderStep(models.Model):
    """One rung for one kind of record."""

    record = models.CharField(max_length=16)
    clock = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField()
    # Counted from the day it is due; below nought it is before.
    after_days = models.SmallIntegerField()
    drafts = models.CharField(max_length=20, choices=RungKind)
    signer = models.CharField(max_length=16, choices=Role, default=Role.DIRECTOR)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("record", "clock", "position")
        constraints = [
            models.UniqueConstraint(
                name="one_rung_per_place",
                fields=["record", "clock", "position"],
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(name="rung_kind_is_known", condition=Q(drafts__in=RungKind.values)),
            models.CheckConstraint(
                name="only_a_reminder_comes_before_it_is_due",
                condition=Q(after_days__gte=1) | Q(drafts=RungKind.REMINDER_LETTER),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record} {self.position} {self.drafts}"

    @property
    def days_off(self) -> int:
        """How many days before or after it is due."""
        return abs(self.after_days)

    @property
    def ladder(self) -> tuple[str, str]:
        """The ladder it belongs to."""
        return self.record, self.clock

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How events name it; it has no versions."""
        return "ladder_step", name_id("ladder_step", self.pk), 0


class Proposal(OfACase):
    """Something for people to decide; in the compartment, because it may name who is to be referred."""

    reference: ClassVar[str] = "id"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    version = models.IntegerField(default=1)
    status = models.CharField(max_length=10, choices=ProposalStatus)
    kind = models.CharField(max_length=20, choices=ProposalKind)
    # The one thing that set it off: a rung and a clock, a section and a month, an event.
    trigger = models.UUIDField(unique=True)
    subject_type = models.CharField(max_length=16)
    subject_id = models.UUIDField()
    title = models.CharField(max_length=300)
    reason = models.TextField()
    concerned_agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(name="proposal_status_is_known", condition=Q(status__in=ProposalStatus.values)),
            models.CheckConstraint(
                name="proposal_is_decided_by_somebody",
                condition=Q(status="open", decided_at__isnull=True)
                | (~Q(status="open") & Q(decided_at__isnull=False, decided_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How the compartment's log names it."""
        return "proposal", self.id, self.version


class Rung(models.Model):
    """That a clock stands on a rung: what was drafted there, once."""

    step = models.ForeignKey(LadderStep, on_delete=models.PROTECT, related_name="rungs")
    clock_id = models.UUIDField()
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="+")
    proposal = models.ForeignKey(Proposal, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_draft_per_rung_and_clock", fields=["clock_id", "step"])]

    def __str__(self) -> str:
        return f"{self.step_id} {self.clock_id}"
