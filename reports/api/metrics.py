"""`/metrics` at the REST door."""

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actor import Actor
from kernel.rest import ContractView
from reports.filters import Asked, note_of, scope_of
from reports.metrics import MECHANISM, Figure, Unit
from reports.queries.blocks import Scope
from reports.queries.groups import groups_of
from reports.queries.mechanism import tally_mechanism
from reports.queries.rollups import counts_in
from reports.queries.tallies import Tally
from reports.queries.task_figures import tally_tasks, task_population


class MetricView(ContractView):
    """One metric, as of an instant, over what the caller may see."""

    read_scope = "reports:read"

    def get(self, request: Request) -> Response:
        """The figure, its numerator and denominator, and its groups."""
        asked = Asked(request.query_params, now=timezone.now())
        found = tally_asked(asked, self.actor)
        total = asked.metric.of(found.whole)
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
                **shown(total),
                "note": note_of(asked.metric, asked.group_by),
                "groups": groups,
            }
        )


def tally_asked(asked: Asked, actor: Actor) -> Tally:
    """The counts of clues, of tasks or of the joint mechanism, whichever the metric is about."""
    if asked.metric.about in MECHANISM:
        return tally_mechanism(Scope(asked.wanted, asked.as_of, asked.as_of, actor))
    dimensions = [asked.group_by] if asked.group_by else []
    if asked.metric.about == Unit.TASKS:
        standings = task_population(actor, asked.wanted, as_of=asked.as_of)
        return tally_tasks(standings, dimensions, level=asked.level)
    return counts_in(asked.wanted, dimensions, as_of=asked.as_of, actor=actor, level=asked.level)


def shown(figure: Figure) -> dict[str, Any]:
    """Numerator, denominator and value."""
    return {"numerator": figure.numerator, "denominator": figure.denominator, "value": figure.value}
