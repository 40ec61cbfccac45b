"""Progress reports, and those that did not come."""

from django.db import models
from django.db.models import F, Q

from agencies.models import Agency, Person
from cases.models.task import Task
from kernel.ids import new_id


class ProgressReport(models.Model):
    """What a responsible agency says about a period; only what is accepted counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="reports")
    period = models.CharField(max_length=10)
    text = models.TextField()
    difficulty = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    site_checked = models.BooleanField(default=False)
    checked_on = models.DateField(null=True)
    claimed_percent = models.SmallIntegerField()
    accepted_percent = models.SmallIntegerField(null=True)
    accepted_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()

    class Meta:
        ordering = ("-submitted_at", "-id")
        constraints = [
            models.CheckConstraint(name="progress_claims_a_percent", condition=Q(claimed_percent__range=(0, 100))),
            models.CheckConstraint(
                name="progress_site_check_has_its_day",
                condition=Q(site_checked=False, checked_on__isnull=True)
                | Q(site_checked=True, checked_on__isnull=False),
            ),
            models.CheckConstraint(
                name="progress_accepted_has_its_instant",
                condition=Q(accepted_percent__isnull=True, accepted_at__isnull=True)
                | Q(accepted_percent__range=(0, 100), accepted_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="progress_by_task_and_period", fields=["task", "period"])]

    def __str__(self) -> str:
        return f"{self.task_id} {self.period}"


class MissedReport(models.Model):
    """A period for which no report came in time: a fact of its own, whatever comes later."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="missed")
    period = models.CharField(max_length=10)
    starts_on = models.DateField()
    ends_on = models.DateField()
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("-ends_on", "-id")
        constraints = [
            models.UniqueConstraint(name="one_missed_report_per_task_and_period", fields=["task", "period"]),
            models.CheckConstraint(name="missed_period_ends_after_it_begins", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.period}"
