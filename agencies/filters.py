"""Filters by what the city's register knows: a code that it does not know is a mistake of the caller's."""

from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Region


def _refuse_unknown_agency(code: str) -> None:
    if not Agency.objects.filter(pk=code).exists():
        raise ValidationError(_("没有这个机构代码"), code="unknown")


def _refuse_unknown_region(prefix: str) -> None:
    if not Region.objects.filter(code__startswith=prefix).exists():
        raise ValidationError(_("没有以此开头的区划代码"), code="unknown")


class AgencyFilter(django_filters.CharFilter):
    """By an agency's code, of present agencies and of past ones."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validators=[_refuse_unknown_agency], **options)


class RegionFilter(django_filters.CharFilter):
    """By the beginning of a region's code."""

    def __init__(self, **options: Any) -> None:
        super().__init__(lookup_expr="startswith", validators=[_refuse_unknown_region], **options)
