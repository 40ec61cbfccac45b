"""Who receives issued reports: chosen posts for each kind, and the receipt of each report that was delivered."""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from agencies.models import Person
from kernel.ids import name_id
from reports.models.report import Report, ReportKind


class ReportRecipient(models.Model):
    """A post that receives the issued reports of a kind; the post may be vacant."""

    kind = models.CharField(max_length=16, choices=ReportKind)
    post = models.CharField(max_length=64)

    class Meta:
        ordering = ("kind", "post")
        constraints = [models.UniqueConstraint(name="one_recipient_per_kind_and_post", fields=["kind", "post"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.post}"


class ReportReceipt(models.Model):
    """That an issued report was laid before a post, and when somebody in that post first opened it."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="receipts")
    post = models.CharField(max_length=64)
    delivered_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("post",)
        constraints = [
            models.UniqueConstraint(name="one_receipt_per_report_and_post", fields=["report", "post"]),
            models.CheckConstraint(
                name="receipt_is_opened_by_somebody_after_it_came",
                condition=Q(opened_at__isnull=True, opened_by__isnull=True)
                | Q(opened_at__gte=F("delivered_at"), opened_by__isnull=False),
            ),
        ]
        indexes = [models.Index(name="receipt_by_post", fields=["post"])]

    def __str__(self) -> str:
        return f"{self.report_id} {self.post}"

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How events name it."""
        return "report_receipt", name_id("report_receipt", f"{self.report_id}:{self.post}"), 0
