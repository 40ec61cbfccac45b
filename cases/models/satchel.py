"""绿书包: one task's work by the day, opened by a signed decision, with a diary for every site and day."""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Person
from cases.models.task import Task
from kernel.ids import new_id


class SatchelStatus(models.TextChoices):
    """Where a satchel stands."""

    OPEN = "open", _("已开包")
    ACTIVE = "active", _("进行中")
    CLEARED = "cleared", _("已清零")
    ARCHIVED = "archived", _("已归档")


class Satchel(models.Model):
    """What is to be done on each day until the end, and who decided that it is followed so closely."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.IntegerField(default=1)
    status = models.CharField(max_length=12, choices=SatchelStatus)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="satchels")
    signed_by = models.CharField(max_length=64)
    decision_number = models.CharField(max_length=64)
    decided_on = models.DateField()
    opens_on = models.DateField()
    ends_on = models.DateField()
    sites = ArrayField(models.CharField(max_length=64))
    # What the decision asks of the diary: the place of each photograph, and no reminder on days off.
    asks_for_place = models.BooleanField(default=False)
    rests_on_days_off = models.BooleanField(default=False)
    cleared_on = models.DateField(null=True)
    reminded_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(name="satchel_status_is_known", condition=Q(status__in=SatchelStatus.values)),
            models.CheckConstraint(name="satchel_ends_after_it_opens", condition=Q(ends_on__gte=F("opens_on"))),
            models.CheckConstraint(name="satchel_opens_after_the_decision", condition=Q(opens_on__gte=F("decided_on"))),
            models.CheckConstraint(name="satchel_has_a_site", condition=Q(sites__len__gt=0)),
            models.CheckConstraint(
                name="satchel_cleared_on_iff_cleared",
                condition=Q(status__in=["cleared", "archived"], cleared_on__isnull=False)
                | Q(status__in=["open", "active"], cleared_on__isnull=True),
            ),
            models.UniqueConstraint(
                name="one_running_satchel_per_task", fields=["task"], condition=Q(status__in=["open", "active"])
            ),
        ]

    def __str__(self) -> str:
        return self.decision_number

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How events name it."""
        return "satchel", self.id, self.version


class SatchelItem(models.Model):
    """What is to be done by the end of one day."""

    reference: ClassVar[str] = "id"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    satchel = models.ForeignKey(Satchel, on_delete=models.PROTECT, related_name="items")
    due_on = models.DateField()
    text = models.CharField(max_length=300)
    accepted_on = models.DateField(null=True)

    class Meta:
        ordering = ("due_on", "id")
        indexes = [models.Index(name="satchel_item_by_day", fields=["satchel", "due_on"])]

    def __str__(self) -> str:
        return f"{self.due_on} {self.text}"


class DiaryEntry(models.Model):
    """What an inspector found at one site on one day; locked a day after it was written."""

    reference: ClassVar[str] = "id"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    satchel = models.ForeignKey(Satchel, on_delete=models.PROTECT, related_name="entries")
    site = models.CharField(max_length=64)
    day = models.DateField()
    findings = models.TextField()
    deviations = models.TextField(blank=True)
    instruction = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    is_late = models.BooleanField(default=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("-day", "site", "id")
        constraints = [
            models.UniqueConstraint(name="one_diary_entry_per_site_and_day", fields=["satchel", "site", "day"]),
            models.CheckConstraint(name="diary_says_something", condition=Q(findings__regex=r"\S")),
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.day}"


class DiaryCorrection(models.Model):
    """What was added to a locked entry; the entry itself stays."""

    entry = models.ForeignKey(DiaryEntry, on_delete=models.PROTECT, related_name="corrections")
    text = models.TextField()
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("written_at", "id")

    def __str__(self) -> str:
        return f"{self.entry_id} {self.written_at:%Y-%m-%d}"


class DiaryDraft(models.Model):
    """What somebody has typed so far and not sent yet."""

    satchel = models.ForeignKey(Satchel, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    words = models.JSONField(default=dict)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_diary_draft_per_person", fields=["satchel", "person"])]

    def __str__(self) -> str:
        return f"{self.satchel_id} {self.person_id}"
