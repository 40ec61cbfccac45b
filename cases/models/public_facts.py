"""What cities publish of a complaint beyond what its ledger holds; in counts, never in names."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.clue import Clue


class MeasureCounts(models.Model):
    """责任人被处理情况: what was done about those responsible; None is not published, 0 is none."""

    ordered_to_rectify = models.PositiveIntegerField(_("责令整改（家）"), null=True)
    cases_filed = models.PositiveIntegerField(_("立案处罚（家）"), null=True)
    fine = models.DecimalField(_("罚款（元）"), max_digits=14, decimal_places=2, null=True)
    criminal_cases = models.PositiveIntegerField(_("立案侦查（件）"), null=True)
    administratively_detained = models.PositiveIntegerField(_("行政拘留（人）"), null=True)
    criminally_detained = models.PositiveIntegerField(_("刑事拘留（人）"), null=True)
    interviewed = models.PositiveIntegerField(_("约谈（人）"), null=True)
    held_accountable = models.PositiveIntegerField(_("问责（人）"), null=True)

    class Meta:
        abstract = True


class PublicFacts(MeasureCounts):
    """What a published table printed about a clue, or its unit reported as imposed, and nothing else here holds."""

    clue = models.OneToOneField(Clue, on_delete=models.CASCADE, primary_key=True, related_name="public_facts")
    # The names of the areas it lies in beside its own region: it is counted once, and named in a footnote.
    further_areas = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    batch_label = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="public_facts_fine_is_no_debt",
                condition=models.Q(fine__isnull=True) | models.Q(fine__gte=0),
            )
        ]

    def __str__(self) -> str:
        return f"{self.clue_id}"
