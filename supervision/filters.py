"""The FilterSets of supervision: the same query string works on the page and at the REST door."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.filters import AgencyFilter
from kernel.filters import OfActor
from supervision.models import Direction, Ground, Referral, ReferralStatus


class ReferralFilter(OfActor):
    """Which referrals."""

    of_one = ("clue",)
    status = django_filters.ChoiceFilter(label=_("状态"), choices=ReferralStatus.choices)
    direction = django_filters.ChoiceFilter(label=_("移送方向"), choices=Direction.choices)
    ground = django_filters.ChoiceFilter(label=_("移送情形"), choices=Ground.choices)
    concerned_agency = AgencyFilter(label=_("涉及单位"), field_name="concerned_agency_id")
    clue = django_filters.UUIDFilter(label=_("环境问题线索"), field_name="clue_id")
    source = django_filters.CharFilter(label=_("来源系统"))
    receipted = django_filters.TypedChoiceFilter(
        label=_("已有回执"),
        choices=[("true", _("是")), ("false", _("否"))],
        coerce="true".__eq__,
        method="by_receipt",
    )

    class Meta:
        model = Referral
        fields: list[str] = []

    def by_receipt(self, rows: QuerySet[Referral], name: str, value: bool) -> QuerySet[Referral]:  # noqa: FBT001 -- the library's signature
        """Those that were received, or not yet."""
        return rows.filter(receipt__isnull=not value)
