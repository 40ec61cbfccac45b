"""Agencies: the command office, the discipline organ, governments, bureaus and their branches, townships."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models.region import Region
from agencies.models.validity import Validity
from kernel.apart import OfACase


class AgencyKind(models.TextChoices):
    """What sort of agency it is; only the command office sees everything."""

    COMMAND_OFFICE = "command_office", _("攻坚办")
    DISCIPLINE = "discipline", _("纪委监委")
    STATIONED_GROUP = "stationed_group", _("派驻纪检监察组")
    GOVERNMENT = "government", _("人民政府")
    BUREAU = "bureau", _("职能部门")
    BRANCH = "branch", _("派出机构")
    TOWN = "town", _("乡镇街道")
    POLICE = "police", _("公安机关")
    PROCURATORATE = "procuratorate", _("检察机关")
    OTHER = "other", _("其他")


DISCIPLINE_KINDS = frozenset({AgencyKind.DISCIPLINE, AgencyKind.STATIONED_GROUP})
# Who watches that others handle: no clue is given to them, and a post there makes no tie.
ORGAN_KINDS = DISCIPLINE_KINDS | {AgencyKind.COMMAND_OFFICE}


class Agency(OfACase, Validity):
    """An agency with two parents: the line that directs its trade, and the territory that it belongs to."""

    Kind = AgencyKind

    reference: ClassVar[str] = "code"

    code = models.CharField(_("机构代码"), max_length=32, primary_key=True)
    name = models.CharField(_("机构名称"), max_length=128, db_index=True)
    aliases = ArrayField(models.CharField(max_length=64), verbose_name=_("简称和别名"), default=list, blank=True)
    kind = models.CharField(_("类别"), max_length=16, choices=AgencyKind)
    region = models.ForeignKey(Region, verbose_name=_("所在区划"), on_delete=models.PROTECT, related_name="agencies")
    line_parent = models.ForeignKey(
        "self",
        verbose_name=_("条线上级"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="line_children",
    )
    territory_parent = models.ForeignKey(
        "self",
        verbose_name=_("属地上级"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="territory_children",
    )
    contact_name = models.CharField(_("联络员"), max_length=64, blank=True)
    contact_phone = models.CharField(_("联络电话"), max_length=32, blank=True)
    duty_number = models.CharField(_("值班电话"), max_length=32, blank=True)

    class Meta(Validity.Meta):
        """Codes stand in addresses and before the colon of a post's code."""

        verbose_name = _("机构")
        verbose_name_plural = _("机构")
        ordering = ("code",)
        constraints = (
            *Validity.Meta.constraints,
            models.CheckConstraint(
                name="agency_code_is_letters_digits_and_hyphens",
                violation_error_message=_("机构代码只能用字母、数字和连字符"),
                condition=Q(code__regex=r"^[0-9A-Za-z][0-9A-Za-z-]*$"),
            ),
            models.CheckConstraint(name="agency_kind_is_known", condition=Q(kind__in=AgencyKind.values)),
            models.CheckConstraint(
                name="agency_is_not_its_own_line_parent",
                violation_error_message=_("不能是自己的条线上级"),
                condition=Q(line_parent__isnull=True) | ~Q(line_parent=F("code")),
            ),
            models.CheckConstraint(
                name="agency_is_not_its_own_territory_parent",
                violation_error_message=_("不能是自己的属地上级"),
                condition=Q(territory_parent__isnull=True) | ~Q(territory_parent=F("code")),
            ),
        )

    def __str__(self) -> str:
        """Its name as printed."""
        return self.name
