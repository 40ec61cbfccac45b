"""The joint mechanism: what two organs shared, inspected and said to whom together, and what was released."""

from typing import ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Person
from kernel.apart import OfACase
from supervision.models.codes import InterviewGround, InterviewStatus, Sharing
from supervision.models.referral import Referral


class Kept(OfACase):
    """A record of the mechanism: written down by somebody, counted by its source."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    source = models.CharField(max_length=64, blank=True, db_index=True)
    kept_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    kept_by_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        abstract = True


class SharedItem(Kept):
    """信息共享和线索移送: one item that one organ gave the other."""

    kind = models.CharField(max_length=8, choices=Sharing)
    on = models.DateField()
    title = models.CharField(max_length=300)
    referral = models.OneToOneField(Referral, null=True, on_delete=models.PROTECT, related_name="shared_item")

    class Meta:
        ordering = ("-on", "-id")
        constraints = [
            models.CheckConstraint(name="shared_item_kind_is_known", condition=Q(kind__in=Sharing.values)),
            models.CheckConstraint(
                name="a_referral_is_moved_not_shared", condition=Q(referral__isnull=True) | Q(kind=Sharing.MOVED)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How the compartment's log names it."""
        return "shared_item", self.id, 0


class JointInspection(Kept):
    """联合监督检查: one inspection by both organs together."""

    on = models.DateField()
    theme = models.CharField(max_length=300)
    findings = models.TextField(blank=True)

    class Meta:
        ordering = ("-on", "-id")

    def __str__(self) -> str:
        return self.theme

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How the compartment's log names it."""
        return "joint_inspection", self.id, 0


class Interview(Kept):
    """联合约谈: on one of three grounds, or another with its reason; both organs approve."""

    reference: ClassVar[str] = "id"

    status = models.CharField(max_length=10, choices=InterviewStatus)
    version = models.IntegerField(default=1)
    on = models.DateField()
    ground = models.CharField(max_length=24, choices=InterviewGround)
    reason = models.TextField(blank=True)
    demands = models.TextField(blank=True)
    report_due = models.DateField(null=True)
    reported_on = models.DateField(null=True)
    # How pressing the report was when somebody was last told: once before the day, once after it.
    report_warned = models.CharField(max_length=8, blank=True, choices=[("yellow", "yellow"), ("red", "red")])
    office_approved_at = models.DateTimeField(null=True)
    organ_approved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-on", "-id")
        constraints = [
            models.CheckConstraint(name="interview_status_is_known", condition=Q(status__in=InterviewStatus.values)),
            models.CheckConstraint(
                name="interview_has_a_ground_or_a_reason",
                condition=Q(ground__in=[one for one in InterviewGround.values if one != "other"])
                | Q(ground="other", reason__regex=r"\S"),
            ),
            models.CheckConstraint(
                name="interview_is_reported_on_after_it_was_held",
                condition=Q(reported_on__isnull=True) | Q(status="held", reported_on__gte=F("on")),
            ),
            models.CheckConstraint(
                name="interview_is_approved_by_both_sides",
                condition=Q(status__in=["proposed", "cancelled"])
                | Q(office_approved_at__isnull=False, organ_approved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"

    @property
    def awaits_report(self) -> bool:
        """Say whether the units still owe their report."""
        return self.report_due is not None and self.reported_on is None

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How the compartment's log names it."""
        return "interview", self.id, self.version


class InterviewedUnit(models.Model):
    """A unit that is interviewed, and how many of its principals come."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="units")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    principals = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ("agency_id",)
        constraints = [
            models.UniqueConstraint(name="one_line_per_interviewed_unit", fields=["interview", "agency"]),
            models.CheckConstraint(name="an_interviewed_unit_sends_somebody", condition=Q(principals__gte=1)),
        ]

    def __str__(self) -> str:
        return self.agency_id


class ReleasedTotal(Kept):
    """问责数据: a total as the organ released it; an unknown one was not published."""

    on = models.DateField()
    scope = models.CharField(max_length=300)
    persons = models.PositiveIntegerField(null=True)
    organisations = models.PositiveIntegerField(null=True)
    whole = models.BooleanField(_("涵盖整个联动机制"), default=False)
    referral = models.OneToOneField(Referral, null=True, on_delete=models.PROTECT, related_name="released_total")

    class Meta:
        ordering = ("-on", "-id")
        constraints = [
            models.CheckConstraint(
                name="one_case_is_not_the_whole", condition=Q(referral__isnull=True) | Q(whole=False)
            )
        ]

    def __str__(self) -> str:
        return self.scope

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How the compartment's log names it."""
        return "released_total", self.id, 0
