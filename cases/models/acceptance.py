"""What happens when a task is said to be done: acceptance, disclosure, visits of its sponsor, looks back."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from agencies.models import Agency, Person
from cases.models.task import Task
from cases.models.task_codes import LookBackResult, ObjectionResult
from kernel.ids import new_id
from kernel.shortening import shortened


class Acceptance(models.Model):
    """One request of acceptance with its evidence, and what another agency decided."""

    class Decision(models.TextChoices):
        """What became of it."""

        PENDING = ""
        VERIFIED = "verified"
        RETURNED = "returned"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="acceptances")
    statement = models.TextField()
    evidence = ArrayField(models.TextField(), default=list, blank=True)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=12, choices=Decision, blank=True)
    opinion = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-requested_at", "-id")
        constraints = [
            models.UniqueConstraint(name="one_open_acceptance_per_task", fields=["task"], condition=Q(decision="")),
            models.CheckConstraint(
                name="acceptance_decided_has_its_instant",
                condition=Q(decision="", decided_at__isnull=True) | (~Q(decision="") & Q(decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.requested_at:%Y-%m-%d}"


class Disclosure(models.Model):
    """Where and when the result was made public; what was published is never changed."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="disclosures")
    outlet = models.CharField(max_length=128)
    link = models.CharField(max_length=500, blank=True)
    published_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("published_on", "id")

    def __str__(self) -> str:
        return f"{self.outlet} {self.published_on}"


class Objection(models.Model):
    """What somebody objected to while a result was public; who objected is not kept."""

    reference: ClassVar[str] = "id"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="objections")
    raised_on = models.DateField()
    text = models.TextField()
    result = models.CharField(max_length=8, choices=ObjectionResult, blank=True)
    answer = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("raised_on", "id")
        constraints = [
            models.CheckConstraint(name="objection_says_something", condition=Q(text__regex=r"\S")),
            models.CheckConstraint(
                name="objection_answered_says_how",
                condition=Q(answered_at__isnull=True, result="")
                | Q(answered_at__isnull=False, result__in=ObjectionResult.values, answer__regex=r"\S"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.raised_on} {shortened(self.text, 30)}"


class SponsorVisit(models.Model):
    """A day on which the leader who sponsors a task went there."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="visits")
    sponsor = models.CharField(max_length=64)
    visited_on = models.DateField()
    findings = models.TextField(blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("visited_on", "id")

    def __str__(self) -> str:
        return f"{self.sponsor} {self.visited_on}"


class LookBack(models.Model):
    """What somebody found who came back later."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="look_backs")
    looked_on = models.DateField()
    result = models.CharField(max_length=8, choices=LookBackResult)
    findings = models.TextField(blank=True)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("looked_on", "id")

    def __str__(self) -> str:
        return f"{self.task_id} {self.looked_on}"
