"""Proposals of the rules, confirmed by a person."""

from datetime import datetime

from django.utils.translation import gettext as _

from cases.actions.dispatches import Dispatch, dispatch_clue, refuse_named
from cases.models import Clue, ClueStatus, RoutingMode
from kernel.actor import Actor
from kernel.errors import TransitionNotAllowed


def confirm_proposal(clue: Clue, *, by: Actor, at: datetime) -> Clue:
    """Dispatch the clue as its rule proposes; refused when somebody has decided since."""
    lead = clue.proposed_lead
    if lead is None or clue.status != ClueStatus.REGISTERED or clue.routing_mode != RoutingMode.PROPOSED:
        raise TransitionNotAllowed(_("该线索已由他人处理，不再有待确认的建议"))
    helpers = clue.routing_rule.co_agencies.exclude(pk=lead.pk) if clue.routing_rule else ()
    refuse_named(clue, {lead.pk, *(helper.pk for helper in helpers)})
    return dispatch_clue(clue, Dispatch(lead_agency=lead, co_agencies=tuple(helpers)), by=by, at=at)
