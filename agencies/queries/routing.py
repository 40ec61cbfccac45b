"""Which rule is competent for a clue."""

from collections.abc import Collection
from datetime import date

from agencies.models import RoutingRule
from agencies.queries.directory import directory
from agencies.queries.regions import prefixes_of
from agencies.queries.validity import is_in_force


def rule_for(
    region_code: str, *, pollution_types: Collection[str], channel: str, text: str, on: date
) -> RoutingRule | None:
    """The first rule in order that is competent for all of the clue, with lead and co-handlers; None when none is."""
    places, types = set(prefixes_of(region_code)), set(pollution_types)

    def is_competent(rule: RoutingRule) -> bool:
        return (
            is_in_force(rule, on)
            and (not rule.region_codes or not places.isdisjoint(rule.region_codes))
            and (not rule.channels or channel in rule.channels)
            and _covers(rule, types)
            and _speaks_of(rule, text)
        )

    return next(filter(is_competent, directory().rules), None)


def _covers(rule: RoutingRule, types: set[str]) -> bool:
    """A rule for some types is competent only when they are all of the clue's, and the clue has any."""
    return not rule.pollution_types or (bool(types) and types.issubset(rule.pollution_types))


def _speaks_of(rule: RoutingRule, text: str) -> bool:
    return not rule.keywords or any(keyword in text for keyword in rule.keywords)
