"""Monitoring sections of rivers, and what was measured there each month."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from kernel.apart import OfACase
from kernel.ids import name_id, new_id
from supervision.models.codes import WaterClass


class MonitoringSection(OfACase):
    """断面: a place at a river with the class it is held to, and the county that answers for it."""

    reference: ClassVar[str] = "code"

    code = models.CharField(_("断面编码"), max_length=32, primary_key=True)
    name = models.CharField(_("断面名称"), max_length=64)
    water = models.CharField(_("水体"), max_length=64, blank=True)
    county = models.ForeignKey(Agency, verbose_name=_("责任政府"), on_delete=models.PROTECT, related_name="+")
    # None where no class is set: such a section is counted apart, and in no rate.
    target = models.PositiveSmallIntegerField(_("考核目标"), choices=WaterClass, null=True, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = [models.CheckConstraint(name="section_target_is_a_class", condition=Q(target__range=(1, 6)))]

    def __str__(self) -> str:
        return self.name

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How the event log names it."""
        return "section", name_id("section", self.code), 0


class SectionReading(models.Model):
    """What was measured at a section in a month."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    section = models.ForeignKey(MonitoringSection, on_delete=models.PROTECT, related_name="readings")
    month = models.DateField()
    water_class = models.PositiveSmallIntegerField(choices=WaterClass)
    # None where there was no target then.
    target_met = models.BooleanField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("-month", "section_id")
        constraints = [
            models.UniqueConstraint(name="one_reading_per_section_and_month", fields=["section", "month"]),
            models.CheckConstraint(name="reading_is_a_class", condition=Q(water_class__range=(1, 6))),
            models.CheckConstraint(name="reading_month_begins_on_its_first_day", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.section_id} {self.month:%Y-%m}"

    @property
    def is_worst(self) -> bool:
        """Whether it is worse than Ⅴ."""
        return self.water_class == WaterClass.WORSE

    @property
    def fails(self) -> bool:
        """Whether it is worse than Ⅴ, or than its target."""
        return self.is_worst or self.target_met is False
