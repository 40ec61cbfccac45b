"""Referrals: the letter, what was sent with it, the receipt, and what the organ chose to release.

Everything here is the compartment: no table of another floor points at it, and it leaves nothing on what it is about.
"""

from typing import ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Person, Region
from cases.models import Clue
from kernel.apart import OfACase
from supervision.models.codes import (
    ENDED,
    TO_DISCIPLINE,
    Direction,
    Ground,
    MaterialKind,
    ReferralStatus,
    Result,
)

OPEN = [status for status in ReferralStatus.values if status not in ENDED]


class Referral(OfACase):
    """A matter one organ hands to another, in writing and against a receipt."""

    reference: ClassVar[str] = "id"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(_("编号"), max_length=24, unique=True)
    version = models.IntegerField(default=1)
    status = models.CharField(_("状态"), max_length=10, choices=ReferralStatus)
    direction = models.CharField(_("移送方向"), max_length=24, choices=Direction)
    ground = models.CharField(_("移送情形"), max_length=24, choices=Ground)
    # Neither a lock nor a refusal to delete may tell of it at the clue or the task.
    clue = models.ForeignKey(Clue, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    task_id = models.UUIDField(null=True)
    concerned_agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    addressee = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="+")
    subject_summary = models.CharField(_("移送事项"), max_length=300)
    facts = models.TextField(_("主要事实"), blank=True)
    excuses = models.TextField(_("当事单位的陈述和申辩"), blank=True)
    letter_number = models.CharField(_("文号"), max_length=64, blank=True)
    source = models.CharField(max_length=64, blank=True)

    drafted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    drafted_by_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    meeting_on = models.DateField(null=True)
    return_reason = models.TextField(blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    result = models.CharField(max_length=20, choices=Result, blank=True)
    persons = models.PositiveIntegerField(null=True)
    organisations = models.PositiveIntegerField(null=True)
    scope = models.CharField(max_length=300, blank=True)
    announced_on = models.DateField(null=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(name="referral_status_is_known", condition=Q(status__in=ReferralStatus.values)),
            models.CheckConstraint(name="referral_direction_is_known", condition=Q(direction__in=Direction.values)),
            models.CheckConstraint(name="referral_ground_is_known", condition=Q(ground__in=Ground.values)),
            models.CheckConstraint(
                name="referral_to_discipline_names_the_agency",
                condition=~Q(direction__in=TO_DISCIPLINE) | Q(concerned_agency__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_leaves_the_house_approved",
                condition=Q(status__in=["drafted", "withdrawn"]) | Q(approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_approved_was_discussed",
                condition=Q(approved_at__isnull=True) | Q(meeting_on__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_is_approved_by_a_second_person",
                condition=Q(approved_by__isnull=True) | Q(drafted_by__isnull=True) | ~Q(approved_by=F("drafted_by")),
            ),
            models.CheckConstraint(
                name="referral_leaves_with_its_number",
                condition=Q(sent_at__isnull=True) | Q(letter_number__regex=r"\S"),
            ),
            models.CheckConstraint(
                name="referral_approved_holds_facts_and_excuses",
                condition=Q(approved_at__isnull=True) | (Q(facts__regex=r"\S") & Q(excuses__regex=r"\S")),
            ),
            models.CheckConstraint(
                name="referral_released_says_what_and_when",
                condition=Q(status="released", result__in=Result.values, announced_on__isnull=False)
                | (~Q(status="released") & Q(result="", announced_on__isnull=True, persons__isnull=True)),
            ),
            models.UniqueConstraint(
                name="one_open_referral_per_clue_and_ground",
                fields=["clue", "ground"],
                condition=Q(status__in=OPEN, clue__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_open_referral_per_task_and_ground",
                fields=["task_id", "ground"],
                condition=Q(status__in=OPEN, task_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="referral_newest_first", fields=["-created_at", "-id"]),
            models.Index(name="referral_by_addressee", fields=["addressee", "status"]),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How the compartment's log names it."""
        return "referral", self.id, self.version


class ReferralMaterial(models.Model):
    """A file of a referral, cleaned, with the hash under which it is listed."""

    reference: ClassVar[str] = "id"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="materials")
    kind = models.CharField(max_length=10, choices=MaterialKind, default=MaterialKind.MATERIAL)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=300)
    media_type = models.CharField(max_length=80)
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(name="one_material_per_place_in_the_list", fields=["referral", "position"]),
            models.CheckConstraint(name="material_hash_is_whole", condition=Q(sha256__regex="^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        return self.name


class ReferralReceipt(models.Model):
    """The one receipt of a referral, with the number that its receiver gave."""

    referral = models.OneToOneField(Referral, primary_key=True, on_delete=models.PROTECT, related_name="receipt")
    organ = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_referral_per_receipt_number", fields=["organ", "number"]),
            models.CheckConstraint(name="receipt_has_a_number", condition=Q(number__regex=r"\S")),
        ]

    def __str__(self) -> str:
        return self.number


class OrganSphere(models.Model):
    """An agency that a stationed group watches, with all below it."""

    organ = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="one_line_per_organ_and_agency", fields=["organ", "agency"])]

    def __str__(self) -> str:
        return f"{self.organ_id} {self.agency_id}"
