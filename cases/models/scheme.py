"""Checklist schemes as data (456标准, 六个一 …), and when each item of one was first done."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Person
from kernel.ids import new_id


class SchemeStatus(models.TextChoices):
    """Whether a scheme is used."""

    OFF = "off", _("未启用")
    ON = "on", _("已启用")


class ChecklistScheme(models.Model):
    """One version of a list that a city works by; switched on only when every item is defined."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.IntegerField(default=1)
    status = models.CharField(max_length=4, choices=SchemeStatus)
    name = models.CharField(max_length=64)
    edition = models.SmallIntegerField(default=1)
    source = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "-edition")
        constraints = [
            models.CheckConstraint(name="scheme_status_is_known", condition=Q(status__in=SchemeStatus.values)),
            models.UniqueConstraint(name="one_scheme_per_name_and_edition", fields=["name", "edition"]),
            models.UniqueConstraint(name="one_edition_of_a_scheme_is_on", fields=["name"], condition=Q(status="on")),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.edition}"

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How events name it."""
        return "scheme", self.id, self.version


class ChecklistItem(models.Model):
    """One line of a scheme; without a text nobody has said yet what it asks."""

    reference: ClassVar[str] = "id"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    scheme = models.ForeignKey(ChecklistScheme, on_delete=models.PROTECT, related_name="items")
    position = models.SmallIntegerField()
    heading = models.CharField(max_length=64, blank=True)
    text = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("scheme", "position")
        constraints = [models.UniqueConstraint(name="one_item_per_place_in_a_scheme", fields=["scheme", "position"])]

    def __str__(self) -> str:
        return self.text or self.heading


class FirstTime(models.Model):
    """When an item was first done for a clue or a task; one per item, never moved."""

    subject_type = models.CharField(max_length=16)
    subject_id = models.UUIDField()
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("done_at", "id")
        constraints = [models.UniqueConstraint(name="one_first_time_per_item", fields=["subject_id", "item"])]

    def __str__(self) -> str:
        return f"{self.item_id} {self.done_at:%Y-%m-%d %H:%M}"
