"""The working calendar: what the yearly State Council notice changes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CalendarYear(models.Model):
    """A year whose days have been published; the version rises with every notice loaded for it."""

    year = models.PositiveSmallIntegerField(_("年份"), primary_key=True)
    version = models.PositiveIntegerField(_("版本"), default=1)
    source = models.CharField(pgettext_lazy("document", "来源"), max_length=200)

    class Meta:
        """Versions count from one."""

        verbose_name = _("日历年份")
        verbose_name_plural = _("日历年份")
        ordering = ("year",)
        constraints = (models.CheckConstraint(name="calendar_version_counts_from_one", condition=Q(version__gte=1)),)

    def __str__(self) -> str:
        """Year and version."""
        return f"{self.year} v{self.version}"


class CalendarDay(models.Model):
    """A day that is not what its weekday says, or that has a name: off when a holiday, working when swapped."""

    day = models.DateField(_("日期"), primary_key=True)
    is_working = models.BooleanField(_("工作日"))
    name = models.CharField(_("名称"), max_length=32, blank=True)

    class Meta:
        """In the order of the year."""

        verbose_name = _("日历日")
        verbose_name_plural = _("日历日")
        ordering = ("day",)

    def __str__(self) -> str:
        """The day and what it is."""
        return f"{self.day:%Y-%m-%d} {self.name}"
