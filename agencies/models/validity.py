"""From when to when a row of the city's register holds."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

ALWAYS = date(1949, 10, 1)


class Validity(models.Model):
    """A row that holds from one day to another, both included; no last day means until further notice."""

    valid_from = models.DateField(_("生效日期"), default=ALWAYS)
    valid_to = models.DateField(_("失效日期"), null=True, blank=True)

    class Meta:
        """Every heir refuses to end before it begins."""

        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                name="%(class)s_ends_after_it_begins",
                violation_error_message=_("失效日期不能早于生效日期"),
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        )
