"""Enforcement cases, as far as they are counted: filed, decided, fined, and handed to the police."""

from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from kernel.apart import OfACase
from kernel.ids import new_id


class EnforcementStatus(models.TextChoices):
    """How far a case came."""

    FILED = "filed", _("已立案")
    DECIDED = "decided", _("已作处罚决定")
    CLOSED = "closed", _("已结案")
    WITHDRAWN = "withdrawn", _("已撤案")


class EnforcementCase(OfACase):
    """One administrative case from its filing (立案); a fine (罚款) stands in its decision, in yuan."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.IntegerField(default=1)
    status = models.CharField(max_length=10, choices=EnforcementStatus)
    number = models.CharField(max_length=64)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    party = models.CharField(max_length=200)
    filed_on = models.DateField()
    decided_on = models.DateField(null=True)
    fine = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    to_police_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    source = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-filed_on", "-id")
        constraints = [
            models.UniqueConstraint(name="one_enforcement_case_per_number_and_agency", fields=["agency", "number"]),
            models.CheckConstraint(
                name="enforcement_is_decided_after_it_was_filed",
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=F("filed_on")),
            ),
            models.CheckConstraint(
                name="enforcement_status_follows_its_decision",
                condition=Q(status=EnforcementStatus.FILED, decided_on__isnull=True)
                | Q(status=EnforcementStatus.DECIDED, decided_on__isnull=False)
                | Q(status=EnforcementStatus.CLOSED, decided_on__isnull=False)
                | Q(status=EnforcementStatus.WITHDRAWN),
            ),
            models.CheckConstraint(
                name="enforcement_is_closed_on_a_day",
                condition=Q(status=EnforcementStatus.CLOSED, closed_on__isnull=False)
                | (~Q(status=EnforcementStatus.CLOSED) & Q(closed_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="enforcement_is_closed_after_its_decision",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("decided_on")),
            ),
            models.CheckConstraint(
                name="enforcement_is_withdrawn_on_a_day",
                condition=Q(status=EnforcementStatus.WITHDRAWN, withdrawn_on__isnull=False)
                | (~Q(status=EnforcementStatus.WITHDRAWN) & Q(withdrawn_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="enforcement_goes_to_police_after_it_was_filed",
                condition=Q(to_police_on__isnull=True) | Q(to_police_on__gte=F("filed_on")),
            ),
            models.CheckConstraint(
                name="enforcement_fine_stands_in_a_decision",
                condition=Q(fine__isnull=True) | Q(decided_on__isnull=False, fine__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How events name it."""
        return "enforcement_case", self.id, self.version
