"""Reports: the figures of a period, frozen with their definitions, and the files they were printed to."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Person
from cases.models import Inspection
from kernel.apart import OfACase
from kernel.ids import new_id


class ReportKind(models.TextChoices):
    """Over what a report is: a day while an inspection is in place, a week from Monday, a calendar month."""

    DAILY = "daily", _("日报")
    WEEKLY = "weekly", _("周报")
    MONTHLY = "monthly", _("月报")
    MECHANISM = "mechanism", _("联动月报")
    RECTIFICATION = "rectification", _("整改落实情况报告")
    SECTIONS = "sections", _("断面月通报")
    ASSESSMENT = "assessment", _("考核依据表")


# Of one inspection, or of one source: of nothing else.
OF_ONE_SCOPE = frozenset({ReportKind.DAILY, ReportKind.RECTIFICATION})
# Of the whole city: what they put side by side knows neither sources nor inspections.
CITY_WIDE = frozenset({ReportKind.SECTIONS, ReportKind.ASSESSMENT})


class Report(OfACase):
    """The figures of one period as of its last second; a correction is a further version, never a change."""

    Kind = ReportKind

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=16, choices=ReportKind)
    first_day = models.DateField()
    last_day = models.DateField()
    inspection = models.ForeignKey(Inspection, null=True, on_delete=models.PROTECT, related_name="reports")
    source = models.CharField(max_length=64, blank=True)
    version = models.IntegerField(default=1)
    restates = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="restated_by")
    as_of = models.DateTimeField()
    # How far the log had been taken in: counted again as of the instant and the position, the figures are the same.
    position = models.BigIntegerField(null=True)
    content = models.JSONField()
    reason = models.CharField(max_length=500, blank=True)
    taken_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ("-taken_at", "-id")
        constraints = [
            models.UniqueConstraint(
                name="one_report_per_period_and_version",
                fields=["kind", "first_day", "inspection", "source", "version"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="report_ends_after_it_begins", condition=Q(last_day__gte=F("first_day"))),
            models.CheckConstraint(
                name="report_version_beyond_the_first_restates_another_for_a_reason",
                condition=Q(version=1, restates__isnull=True) | Q(version__gt=1, restates__isnull=False, reason__gt=""),
            ),
            models.CheckConstraint(
                name="daily_report_belongs_to_an_inspection",
                condition=~Q(kind="daily") | Q(inspection__isnull=False),
            ),
            models.CheckConstraint(
                name="rectification_report_is_of_one_inspection_or_source",
                condition=~Q(kind="rectification")
                | Q(inspection__isnull=False, source="")
                | Q(inspection__isnull=True, source__gt=""),
            ),
            models.CheckConstraint(
                name="city_wide_report_mixes_no_scopes",
                condition=~Q(kind__in=["assessment", "sections"]) | Q(inspection__isnull=True, source=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.first_day}"

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How events name it."""
        return "report", self.id, self.version


class ReportFile(models.Model):
    """One file of a report, printed once; opening it later gives the same bytes.

    The first are printed with the figures; those that are `issued`, with the text as well.
    """

    class Type(models.TextChoices):
        """In which form."""

        DOCX = "docx", "Word"
        XLSX = "xlsx", "Excel"
        PDF = "pdf", "PDF"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="files")
    type = models.CharField(max_length=4, choices=Type)
    issued = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_file_of_a_type_per_report", fields=["report", "type", "issued"])
        ]

    def __str__(self) -> str:
        return f"{self.report_id}.{self.type}"


class ReportRows(models.Model):
    """Which records a printed number counted, where the log does not tell it: `number` names metric, part and key."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="rows")
    number = models.CharField(max_length=200)
    ids = ArrayField(models.UUIDField())

    class Meta:
        constraints = [models.UniqueConstraint(name="rows_of_a_number_are_kept_once", fields=["report", "number"])]

    def __str__(self) -> str:
        return f"{self.report_id} {self.number}"
