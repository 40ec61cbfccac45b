"""Which rule is competent for a clue."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from agencies.models import RoutingRule
from agencies.queries.regions import prefixes_of
from agencies.queries.validity import in_force


def rule_for(
    region_code: str, *, pollution_types: Collection[str], channel: str, text: str, on: date
) -> RoutingRule | None:
    """The first rule in order that is competent for all of the clue, with lead and co-handlers; None when none is."""
    rules = RoutingRule.objects.filter(
        Q(region_codes=[]) | Q(region_codes__overlap=prefixes_of(region_code)),
        Q(channels=[]) | Q(channels__contains=[channel]),
        _covers(pollution_types),
    )
    ordered = (
        rules.filter(in_force(on)).select_related("lead").prefetch_related("co_agencies").order_by("position", "name")
    )
    return next((rule for rule in ordered if _speaks_of(rule, text)), None)


def _covers(pollution_types: Collection[str]) -> Q:
    """A rule for some types is competent only when they are all of the clue's, and the clue has any."""
    any_type = Q(pollution_types=[])
    return any_type | Q(pollution_types__contains=sorted(set(pollution_types))) if pollution_types else any_type


def _speaks_of(rule: RoutingRule, text: str) -> bool:
    return not rule.keywords or any(keyword in text for keyword in rule.keywords)
