"""The words of reports: templates in editions, the text beside the frozen figures, and each wording of it."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Person
from kernel.ids import new_id
from reports.models.report import Report, ReportKind


class TextStatus(models.TextChoices):
    """How far a text came."""

    DRAFTED = "drafted", _("拟稿")
    ISSUED = "issued", _("已印发")


class TextTemplate(models.Model):
    """One edition of the words that reports of a kind begin with; a table that is only added to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=16, choices=ReportKind)
    edition = models.PositiveIntegerField()
    body = models.TextField()
    written_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("kind", "-edition")
        constraints = [
            models.UniqueConstraint(name="one_text_template_per_kind_and_edition", fields=["kind", "edition"]),
            models.CheckConstraint(name="text_template_has_words", condition=~Q(body="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.edition}"

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How events name it."""
        return "text_template", self.id, self.edition


class ReportText(models.Model):
    """The text of one report, which people edit until it is issued; its figures stand in the report and are frozen."""

    Status = TextStatus

    report = models.OneToOneField(Report, primary_key=True, on_delete=models.PROTECT, related_name="text")
    version = models.IntegerField(default=1)
    status = models.CharField(max_length=8, choices=TextStatus)
    template = models.ForeignKey(TextTemplate, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    despite = models.CharField(max_length=500, blank=True)
    issued_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="report_text_status_is_known", condition=Q(status__in=TextStatus.values)),
            models.CheckConstraint(
                name="report_text_issued_has_its_instant",
                condition=Q(status="issued", issued_at__isnull=False) | ~Q(status="issued") & Q(issued_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.report)

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How events name it."""
        return "report_text", self.report_id, self.version


class Wording(models.Model):
    """One version of a report's text as somebody saved it; the first is the template's."""

    text = models.ForeignKey(ReportText, on_delete=models.PROTECT, related_name="wordings")
    version = models.IntegerField()
    body = models.TextField()
    written_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("-version",)
        constraints = [models.UniqueConstraint(name="one_wording_per_text_and_version", fields=["text", "version"])]

    def __str__(self) -> str:
        return f"{self.text_id} {self.version}"
