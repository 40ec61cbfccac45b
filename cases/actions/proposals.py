"""Proposals of the rules, confirmed by a person."""

from django.utils.translation import gettext as _

from cases.actions.dispatches import Dispatch, files_by, refuse_unlooked
from cases.models import Clue, ClueStatus, RoutingMode
from kernel.errors import TransitionNotAllowed


def proposed_dispatch(clue: Clue) -> Dispatch:
    """The dispatch that a rule proposes; refused when somebody has decided since, or somebody must look."""
    lead = clue.proposed_lead
    if lead is None or clue.status != ClueStatus.REGISTERED or clue.routing_mode != RoutingMode.PROPOSED:
        raise TransitionNotAllowed(_("该线索已由他人处理，不再有待确认的建议"))
    helpers = clue.routing_rule.co_agencies.exclude(pk=lead.pk) if clue.routing_rule else ()
    refuse_unlooked(clue, {lead.pk, *(helper.pk for helper in helpers)})
    files = files_by(clue.routing_rule, clue)
    return Dispatch(lead_agency=lead, co_agencies=tuple(helpers), release_attachments=files)
