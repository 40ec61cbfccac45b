"""Proposals: the worker writes them down, people decide; none acts by itself."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from agencies.models import Agency
from cases.actions.clues import Reason
from kernel.actor import Actor
from kernel.verbs import Nothing
from supervision.actions.compartment_log import record_apart
from supervision.models import Proposal, ProposalKind, ProposalStatus
from supervision.workflow import PROPOSAL


@dataclass(frozen=True)
class Proposed:
    """What is proposed, about whom, and the one thing that set it off."""

    kind: ProposalKind
    trigger: UUID
    subject: tuple[str, UUID]
    title: str
    reason: str
    concerned: Agency | None = None


def propose(wish: Proposed, *, by: Actor, at: datetime) -> Proposal:
    """Write it down once."""
    known = Proposal.objects.filter(trigger=wish.trigger).first()
    if known is not None:
        return known
    proposal = Proposal(
        kind=wish.kind,
        trigger=wish.trigger,
        subject_type=wish.subject[0],
        subject_id=wish.subject[1],
        title=wish.title,
        reason=wish.reason,
        concerned_agency=wish.concerned,
        created_at=at,
    )
    PROPOSAL.begin(proposal, ProposalStatus.OPEN)
    proposal.save(force_insert=True)
    record_apart(proposal, "proposal.made", by=by, at=at, data={"kind": wish.kind})
    return proposal


def accept_proposal(proposal: Proposal, what: Nothing, *, by: Actor, at: datetime) -> Proposal:
    """Follow it; what is then to be done, people do."""
    return _decide(proposal, "accept", "", by=by, at=at)


def dismiss_proposal(proposal: Proposal, what: Reason, *, by: Actor, at: datetime) -> Proposal:
    """Do not follow it, and say why."""
    return _decide(proposal, "dismiss", what.reason, by=by, at=at)


def _decide(proposal: Proposal, verb: str, reason: str, *, by: Actor, at: datetime) -> Proposal:
    move = PROPOSAL.advance(proposal, verb)
    proposal.decided_at, proposal.decided_by_id = at, by.person.pk if by.person else None
    proposal.save(update_fields=["status", "version", "decided_at", "decided_by"])
    record_apart(proposal, move, by=by, at=at, remarks={"reason": reason})
    return proposal
