"""The one FilterSet of clues: the same query string works on the page and at the REST door."""

from datetime import datetime

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.filters import AgencyFilter, RegionFilter
from agencies.rules import is_command_office
from cases.models import (
    OPEN,
    Batch,
    Channel,
    Closure,
    Clue,
    ClueStatus,
    EnforcementCase,
    EnforcementStatus,
    Inspection,
    PollutionType,
    Priority,
    Verdict,
)
from cases.queries.clues import overdue, search_clues
from kernel.filters import OfActor


class DatedFilter(django_filters.IsoDateTimeFilter):
    """By the instant of receipt; a clue of an unknown date was received in no span."""

    def filter(self, qs: QuerySet[Clue], value: datetime | None) -> QuerySet[Clue]:
        """Nothing given chooses nothing."""
        found: QuerySet[Clue] = super().filter(qs, value)
        return found if value is None else found.filter(dates_unknown=False)


class ClueFilter(OfActor):
    """Which clues; regions by prefix, `received_at_after` included, `received_at_before` not."""

    of_one = ("batch", "inspection")
    status = django_filters.ChoiceFilter(label=_("状态"), choices=ClueStatus.choices)
    channel = django_filters.ChoiceFilter(label=_("来源"), choices=Channel.choices, method="by_channel")
    priority = django_filters.ChoiceFilter(label=_("类别"), choices=Priority.choices)
    verdict = django_filters.ChoiceFilter(label=_("是否属实"), choices=Verdict.choices)
    closure = django_filters.ChoiceFilter(label=_("办结情况"), choices=Closure.choices, method="by_closure")
    region_code = RegionFilter(label=_("区划"), field_name="region__code")
    pollution_type = django_filters.ChoiceFilter(
        label=_("污染类型"), choices=PollutionType.choices, method="by_pollution_type"
    )
    lead_agency = AgencyFilter(label=_("牵头单位"), field_name="lead_agency_id")
    batch = django_filters.UUIDFilter(label=_("批次"), field_name="batch_id")
    inspection = django_filters.UUIDFilter(label=_("督察"), field_name="batch__inspection_id")
    source = django_filters.CharFilter(label=_("来源系统"), field_name="source_system")
    overdue = django_filters.TypedChoiceFilter(
        label=_("办结逾期"), choices=[("true", _("是")), ("false", _("否"))], coerce="true".__eq__, method="by_overdue"
    )
    outside_region = django_filters.TypedChoiceFilter(
        label=_("地点与区划不符"),
        choices=[("true", _("是")), ("false", _("否"))],
        coerce="true".__eq__,
        method="by_place",
    )
    q = django_filters.CharFilter(label=_("搜索"), method="by_words", max_length=100)
    received_at_after = DatedFilter(label=_("收到不早于"), field_name="received_at", lookup_expr="gte")
    received_at_before = DatedFilter(label=_("收到早于"), field_name="received_at", lookup_expr="lt")

    class Meta:
        model = Clue
        fields: list[str] = []

    def by_channel(self, clues: QuerySet[Clue], name: str, value: str) -> QuerySet[Clue]:
        """Outside the office the discipline organ's clues are among 上级交办, and under no name of their own."""
        if is_command_office(self.actor):
            return clues.filter(channel=value)
        if value == Channel.DISCIPLINE_TRANSFER:
            return clues.none()
        return clues.filter(channel__in=[value, Channel.DISCIPLINE_TRANSFER] if value == Channel.SUPERIOR else [value])

    def by_closure(self, clues: QuerySet[Clue], name: str, value: str) -> QuerySet[Clue]:
        """How far from the end."""
        if value == Closure.OPEN:
            return clues.filter(status__in=OPEN)
        if value == Closure.INTERIM_CLOSED:
            return clues.filter(status=ClueStatus.INTERIM_CLOSED)
        return clues.filter(status=ClueStatus.CLOSED, written_off_at__isnull=value == Closure.CLOSED)

    def by_pollution_type(self, clues: QuerySet[Clue], name: str, value: str) -> QuerySet[Clue]:
        """Those that carry the type, perhaps among others."""
        return clues.filter(pollution_types__contains=[value])

    def by_overdue(self, clues: QuerySet[Clue], name: str, value: bool) -> QuerySet[Clue]:  # noqa: FBT001 -- the library's signature
        """Open and past due now, or not."""
        now = timezone.now()
        late = overdue(clues, at=now)
        return late if value else clues.filter(~Q(status__in=OPEN) | Q(due_at__gte=now) | Q(due_at__isnull=True))

    def by_place(self, clues: QuerySet[Clue], name: str, value: bool) -> QuerySet[Clue]:  # noqa: FBT001 -- the library's signature
        """Marked as lying outside their region, or not."""
        return clues.filter(outside_region_km__isnull=not value)

    def by_words(self, clues: QuerySet[Clue], name: str, value: str) -> QuerySet[Clue]:
        """Those that hold the words, among what this reader may read."""
        return search_clues(clues, value, by=self.actor)


class EnforcementFilter(OfActor):
    """Which enforcement cases; a region is the agency's, by prefix."""

    status = django_filters.ChoiceFilter(label=_("状态"), choices=EnforcementStatus.choices)
    agency = AgencyFilter(label=_("立案单位"), field_name="agency_id")
    region_code = RegionFilter(label=_("区划"), field_name="agency__region__code")
    to_police = django_filters.TypedChoiceFilter(
        label=_("移送公安"), choices=[("true", _("是")), ("false", _("否"))], coerce="true".__eq__, method="by_police"
    )
    filed_after = django_filters.DateFilter(label=_("立案不早于"), field_name="filed_on", lookup_expr="gte")
    filed_before = django_filters.DateFilter(label=_("立案早于"), field_name="filed_on", lookup_expr="lt")
    source = django_filters.CharFilter(label=_("来源系统"))
    q = django_filters.CharFilter(label=_("搜索"), method="by_words", max_length=100)

    class Meta:
        model = EnforcementCase
        fields: list[str] = []

    def by_police(self, rows: QuerySet[EnforcementCase], name: str, value: bool) -> QuerySet[EnforcementCase]:  # noqa: FBT001 -- the library's signature
        """Handed to the police, or not."""
        return rows.filter(to_police_on__isnull=not value)

    def by_words(self, rows: QuerySet[EnforcementCase], name: str, value: str) -> QuerySet[EnforcementCase]:
        """Those whose number or party holds the words."""
        return rows.filter(Q(number__icontains=value) | Q(party__icontains=value))


class InspectionFilter(OfActor):
    """Which inspections; those of a case apart by its name."""

    source = django_filters.CharFilter(label=_("来源系统"), field_name="case")

    level = django_filters.ChoiceFilter(choices=Inspection.Level.choices)
    kind = django_filters.ChoiceFilter(choices=Inspection.Kind.choices)

    class Meta:
        model = Inspection
        fields: list[str] = []


class BatchFilter(OfActor):
    """Which batches."""

    of_one = ("inspection",)
    inspection = django_filters.UUIDFilter(field_name="inspection_id")
    number = django_filters.CharFilter()

    class Meta:
        model = Batch
        fields: list[str] = []
