"""`/metrics` at the REST door."""

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.rest import ContractView
from reports.changes import Change, change_of
from reports.filters import Asked, note_of, scope_of
from reports.metrics import Figure
from reports.queries.answers import answer_to
from reports.queries.groups import groups_of


class MetricView(ContractView):
    """One metric, as of an instant, over what the caller may see."""

    parameters = None
    read_scope = "reports:read"

    def get(self, request: Request) -> Response:
        """The figure, its numerator and denominator, its groups, and how it changed where that is asked."""
        asked = Asked(request.query_params, now=timezone.now())
        question = asked.question(self.actor)
        found = answer_to(question)
        groups: list[dict[str, Any]] = []
        if asked.group_by:
            groups = [
                {"key": group.key, "label": str(group.label), **shown(asked.metric.of(group.counts))}
                for group in groups_of(found.by[asked.group_by], asked.group_by, actor=self.actor, level=asked.level)
            ]
        return Response(
            {
                "metric": asked.metric.name,
                "name": str(asked.metric.label),
                "version": asked.metric.version,
                "unit": asked.metric.unit,
                "as_of": timezone.localtime(asked.as_of),
                "scope": scope_of(self.actor),
                **shown(asked.metric.of(found.whole)),
                "note": note_of(asked.metric, asked.group_by),
                "groups": groups,
                "changes": [_told(change_of(question, found.whole, against)) for against in asked.compare],
            }
        )


def _told(change: Change) -> dict[str, Any]:
    figure = shown(change.before)
    return {"against": change.against, "as_of": change.as_of, **figure, "change": change.change, "unit": change.unit}


def shown(figure: Figure) -> dict[str, Any]:
    """Numerator, denominator and value."""
    return {"numerator": figure.numerator, "denominator": figure.denominator, "value": figure.value}
