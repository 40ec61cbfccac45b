"""Routing rules: who is competent for what, as the command office laid it down."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models.agency import Agency
from agencies.models.validity import Validity
from kernel.ids import new_id


class RoutingRule(Validity):
    """Region, type, channel and keyword to a lead and co-handlers; an empty list means any."""

    class Mode(models.TextChoices):
        """Whether the rule sends by itself or asks a dispatcher first."""

        DISPATCH = "dispatch", _("自动转办")
        PROPOSE = "propose", _("建议转办")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("名称"), max_length=128, unique=True)
    position = models.PositiveIntegerField(_("顺序"))
    region_codes = ArrayField(models.CharField(max_length=9), verbose_name=_("区划前缀"), default=list, blank=True)
    pollution_types = ArrayField(models.CharField(max_length=32), verbose_name=_("污染类型"), default=list, blank=True)
    channels = ArrayField(models.CharField(max_length=32), verbose_name=_("来源渠道"), default=list, blank=True)
    keywords = ArrayField(models.CharField(max_length=32), verbose_name=_("关键词"), default=list, blank=True)
    lead = models.ForeignKey(Agency, verbose_name=_("牵头单位"), on_delete=models.PROTECT, related_name="leading_rules")
    co_agencies = models.ManyToManyField(
        Agency, verbose_name=_("配合单位"), blank=True, related_name="co_handling_rules"
    )
    mode = models.CharField(_("方式"), max_length=8, choices=Mode, default=Mode.PROPOSE)
    # Whether the files of a clue go to the unit with it, also those that come after it was sent.
    releases_attachments = models.BooleanField(_("附件随转"), default=False)

    class Meta(Validity.Meta):
        """The lowest position wins; equal positions are read by name."""

        verbose_name = _("分办规则")
        verbose_name_plural = _("分办规则")
        ordering = ("position", "name")
        constraints = (
            *Validity.Meta.constraints,
            models.CheckConstraint(
                name="routing_rule_proposes_or_dispatches", condition=Q(mode__in=["propose", "dispatch"])
            ),
        )

    def __str__(self) -> str:
        """Its name."""
        return self.name
