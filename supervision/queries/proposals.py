"""What is asked of proposals."""

from django.db.models import QuerySet

from agencies.queries.ties import tied_agencies
from agencies.rules import is_command_office
from kernel.actor import Actor
from supervision.models import Proposal
from supervision.rules import allows
from supervision.workflow import PROPOSAL


def proposals_visible_to(actor: Actor) -> QuerySet[Proposal]:
    """The office alone, and of it nobody with a tie to whom a proposal is about."""
    if not is_command_office(actor):
        return Proposal.objects.none()
    return Proposal.objects.exclude(concerned_agency__in=tied_agencies(actor))


def may_proposal(actor: Actor, verb: str, proposal: Proposal) -> bool:
    """Say whether this actor may ever do this to this proposal, whatever its status."""
    return allows(actor, verb, "proposal", proposal)


def proposal_verbs_open_to(actor: Actor, proposal: Proposal) -> list[str]:
    """What this actor may do to this proposal now."""
    return [verb for verb in PROPOSAL.open_to(proposal) if may_proposal(actor, verb, proposal)]
