"""Administrative divisions by their national codes, townships and functional zones beside them."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models.validity import Validity
from kernel.apart import OfACase


def _within(degrees: int) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(-degrees), MaxValueValidator(degrees)]


class Region(OfACase, Validity):
    """A division: six digits for city, county and zone, nine for a township (a zone may have nine too).

    `centre` is an approximate place in WGS-84, and no point of the region is further from it than `reach_km`.
    """

    class Level(models.TextChoices):
        """How far down a region stands."""

        CITY = "city", _("地级市")
        COUNTY = "county", _("县市区")
        TOWNSHIP = "township", _("乡镇街道")
        ZONE = "zone", _("功能区")

    reference: ClassVar[str] = "code"

    code = models.CharField(_("区划代码"), max_length=9, primary_key=True)
    name = models.CharField(_("名称"), max_length=64)
    level = models.CharField(_("级别"), max_length=8, choices=Level)
    parent = models.ForeignKey(
        "self", verbose_name=_("上级区划"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )

    centre_lon = models.DecimalField(
        _("中心经度（WGS-84）"), max_digits=9, decimal_places=6, null=True, blank=True, validators=_within(180)
    )
    centre_lat = models.DecimalField(
        _("中心纬度（WGS-84）"), max_digits=8, decimal_places=6, null=True, blank=True, validators=_within(90)
    )
    reach_km = models.PositiveSmallIntegerField(
        _("半径（公里）"),
        null=True,
        blank=True,
        help_text=_("半径应覆盖全辖区，可适当放宽：辖区内任何一点到中心都不超过此距离；不填则按上级区划核对"),
    )

    class Meta(Validity.Meta):
        """Codes are digits of the length their level asks for."""

        verbose_name = _("区划")
        verbose_name_plural = _("区划")
        ordering = ("code",)
        constraints = (
            *Validity.Meta.constraints,
            models.CheckConstraint(
                name="region_code_has_six_or_nine_digits",
                violation_error_message=_("区划代码应为六位或九位数字"),
                condition=Q(code__regex=r"^[0-9]{6}([0-9]{3})?$"),
            ),
            models.CheckConstraint(
                name="region_township_alone_needs_nine_digits",
                violation_error_message=_("乡镇街道代码为九位，市县代码为六位"),
                condition=Q(level="zone")
                | (Q(level="township") & Q(code__regex=r"^[0-9]{9}$"))
                | (Q(level__in=["city", "county"]) & Q(code__regex=r"^[0-9]{6}$")),
            ),
            models.CheckConstraint(
                name="region_is_not_its_own_parent",
                violation_error_message=_("不能是自己的上级"),
                condition=Q(parent__isnull=True) | ~Q(parent=F("code")),
            ),
            models.CheckConstraint(
                name="region_centre_and_reach_come_together",
                violation_error_message=_("中心经度、中心纬度和半径须同时填写"),
                condition=Q(centre_lon__isnull=True, centre_lat__isnull=True, reach_km__isnull=True)
                | Q(centre_lon__range=(-180, 180), centre_lat__range=(-90, 90), reach_km__gt=0),
            ),
        )

    def __str__(self) -> str:
        """Code and name."""
        return f"{self.code} {self.name}"
