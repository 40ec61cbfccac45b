"""Routing: what the office's rules do with a fresh clue; dispatched alone, proposed, or left to a person."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from agencies.models import RoutingRule
from agencies.queries.directory import directory
from agencies.queries.routing import rule_for
from cases.actions.clues import SENT, SENT_LABELS, keep
from cases.actions.dispatches import files_by, hand_over, release
from cases.models import CITIZENS_OWN_HAND, Channel, Clue, Priority, RoutingMode
from cases.queries.identities import identities_of
from cases.queries.named_units import ELSEWHERE, NAMED, named_in
from cases.workflow import CLUE
from kernel.actor import SYSTEM
from kernel.days import local_day
from kernel.events import record
from kernel.outgoing import Find, finds_in, kinds_of

NEVER_ALONE = frozenset({Channel.INSPECTION, Channel.DISCIPLINE_TRANSFER}) | CITIZENS_OWN_HAND


def route_clue(clue: Clue, *, at: datetime) -> Clue:
    """Let the rules decide about a fresh clue: dispatched by one that may go alone, proposed by another, or left."""
    if clue.status != "registered" or clue.rules_off or clue.concerns_agency_id or clue.routing_mode:
        return clue
    text = f"{clue.title} {clue.description}"
    day = local_day(clue.received_at)
    rule = rule_for(clue.region_id, pollution_types=clue.pollution_types, channel=clue.channel, text=text, on=day)
    if rule is None:
        return clue
    named = named_in(clue, {rule.lead_id, *(agency.pk for agency in rule.co_agencies.all())})
    if named:
        reason = NAMED % "、".join(named)
        return _leave_to_people(clue, reason, "clue.unit_named", {"named": len(named)}, at=at)
    if clue.outside_region_km is not None:
        facts: dict[str, object] = {"km": clue.outside_region_km}
        return _leave_to_people(clue, str(ELSEWHERE), "clue.place_doubted", facts, at=at)
    if rule.mode != RoutingRule.Mode.DISPATCH or not may_go_alone(clue):
        return _propose_by(rule, clue, at=at)
    marks = marks_in_what_leaves(clue, rule)
    return _propose_by(rule, clue, marks, at=at) if marks else _dispatch_by(rule, clue, at=at)


def marks_in_what_leaves(clue: Clue, rule: RoutingRule) -> list[Find]:
    """The personal marks in what the unit would read, and in what its files are called: only a person lets them out."""
    texts = {f"/{name}": getattr(clue, name) for name in SENT}
    names = {f"/files/{place}": one.received_name for place, one in enumerate(files_by(rule, clue))}
    return finds_in({**texts, **names}, identities_of(SYSTEM, clue), SENT_LABELS)


def _leave_to_people(clue: Clue, reason: str, event: str, facts: dict[str, object], *, at: datetime) -> Clue:
    """No rule sends a clue to whom it speaks of, or whose place and region differ: a person decides, and sees why."""
    clue.rules_off = True
    clue.routing_reason = reason
    clue.version += 1
    keep(clue, "rules_off", "routing_reason", at=at)
    record(clue, event, by=SYSTEM, at=at, data=facts)
    return clue


def may_go_alone(clue: Clue) -> bool:
    """An ordinary clue whose summary needs nobody's eyes; practice.md's second rule of flow."""
    ordinary = clue.priority == Priority.GENERAL and clue.legal_path == "env_business"
    return ordinary and clue.summary_confirmed and clue.channel not in NEVER_ALONE


def _dispatch_by(rule: RoutingRule, clue: Clue, *, at: datetime) -> Clue:
    move = CLUE.advance(clue, "dispatch")
    clue.routing_mode, clue.routing_rule = RoutingMode.DISPATCHED, rule
    clue.routing_reason = reason_of(rule, clue)
    co_codes = [agency.pk for agency in rule.co_agencies.all() if agency.pk != rule.lead_id]
    hand_over(clue, rule.lead, co_codes, at=at)
    facts: dict[str, object] = {"lead_agency": rule.lead_id, "mode": clue.routing_mode, "rule": str(rule.pk)}
    record(clue, move, by=SYSTEM, at=at, data=facts | release(clue, files_by(rule, clue), at=at))
    return clue


def _propose_by(rule: RoutingRule, clue: Clue, marks: Sequence[Find] = (), *, at: datetime) -> Clue:
    clue.routing_mode, clue.routing_rule = RoutingMode.PROPOSED, rule
    clue.proposed_lead, clue.routing_reason = rule.lead, reason_of(rule, clue)
    if marks:
        clue.routing_reason = f"{_('含有%s，需人工核对') % kinds_of(marks)}；{clue.routing_reason}"
    clue.version += 1
    keep(clue, "routing_mode", "routing_rule", "proposed_lead", "routing_reason", at=at)
    facts: dict[str, object] = {"lead_agency": rule.lead_id, "mode": clue.routing_mode, "rule": str(rule.pk)}
    facts |= {"marks_found": [one.place for one in marks]} if marks else {}
    record(clue, "clue.dispatch_proposed", by=SYSTEM, at=at, data=facts)
    return clue


def reason_of(rule: RoutingRule, clue: Clue) -> str:
    """Which rule fired, in words that stay true when the rule is changed."""
    return _("规则“%(rule)s”：%(region)s，牵头单位%(lead)s") % {
        "rule": rule.name,
        "region": clue.region.name,
        "lead": rule.lead.name,
    }


def route_clue_by_id(clue_id: UUID, *, at: datetime) -> None:
    """Lock and route; nothing to do when the clue is gone."""
    clue = Clue.objects.select_for_update().defer("search").filter(pk=clue_id).order_by().first()
    if clue:
        clue.region = directory().regions[clue.region_id]
        route_clue(clue, at=at)
