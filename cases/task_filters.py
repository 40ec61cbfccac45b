"""The one FilterSet of tasks: the same query string works on the page and at the REST door."""

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.filters import AgencyFilter, RegionFilter
from cases.models import UNFINISHED, Pace, Responsibility, Task, TaskKind, TaskOrigin, TaskStatus
from cases.queries.tasks import at_pace, search_tasks
from kernel.filters import OfActor


class TaskFilter(OfActor):
    """Which tasks; a region is the lead agency's, by prefix."""

    of_one = ("inspection", "clue")
    status = django_filters.ChoiceFilter(label=_("状态"), choices=TaskStatus.choices)
    pace = django_filters.ChoiceFilter(label=_("进度"), choices=Pace.choices, method="by_pace")
    kind = django_filters.ChoiceFilter(label=_("任务类型"), choices=TaskKind.choices)
    origin = django_filters.ChoiceFilter(label=_("任务来源"), choices=TaskOrigin.choices)
    inspection = django_filters.UUIDFilter(label=_("所属督察"), field_name="inspection_id")
    clue = django_filters.UUIDFilter(label=_("线索"), field_name="clue_id")
    region_code = RegionFilter(label=_("区划"), field_name="lead_agency__region__code")
    lead_agency = AgencyFilter(label=_("牵头单位"), field_name="lead_agency_id")
    responsible_agency = AgencyFilter(label=_("责任单位"), method="by_responsible")
    acceptance_agency = AgencyFilter(label=_("验收单位"), field_name="acceptance_agency_id")
    source = django_filters.CharFilter(label=_("来源系统"), field_name="source_system")
    overdue = django_filters.TypedChoiceFilter(
        label=_("整改逾期"), choices=[("true", _("是")), ("false", _("否"))], coerce="true".__eq__, method="by_overdue"
    )
    deadline_after = django_filters.DateFilter(label=_("时限不早于"), field_name="deadline", lookup_expr="gte")
    deadline_before = django_filters.DateFilter(label=_("时限早于"), field_name="deadline", lookup_expr="lt")
    q = django_filters.CharFilter(label=_("搜索"), method="by_words", max_length=100)

    class Meta:
        model = Task
        fields: list[str] = []

    def by_pace(self, tasks: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        """By how the accepted work stands to the planned one today."""
        return at_pace(tasks, value, on=timezone.localdate())

    def by_responsible(self, tasks: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        """Those that the agency leads or answers for."""
        answering = Responsibility.objects.filter(task=OuterRef("pk"), agency=value)
        return tasks.filter(Q(lead_agency=value) | Exists(answering))

    def by_overdue(self, tasks: QuerySet[Task], name: str, value: bool) -> QuerySet[Task]:  # noqa: FBT001 -- the library's signature
        """Unfinished and past the deadline today, or not."""
        late = Q(status__in=UNFINISHED, deadline__lt=timezone.localdate())
        return tasks.filter(late if value else ~late)

    def by_words(self, tasks: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        """Those that hold the words."""
        return search_tasks(tasks, value)
