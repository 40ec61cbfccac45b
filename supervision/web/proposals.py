"""What waits for people: proposals to decide and letters to sign."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from agencies.rules import is_command_office
from kernel.access import find
from kernel.actor import Actor
from kernel.apart import ordinary
from kernel.errors import NotFound
from kernel.forms import Options
from kernel.listing import first_of
from kernel.page_request import PageRequest
from kernel.web import page, page_or_partial
from kernel.web_nouns import VerbPage
from supervision.models import LetterStatus, Proposal, ProposalKind, ProposalStatus
from supervision.nouns import PROPOSALS
from supervision.queries.changes import apart_since
from supervision.queries.letters import for_reading, letters_visible_to
from supervision.queries.proposals import proposals_visible_to

LATEST = 50
TONES = {ProposalStatus.OPEN: "amber", ProposalStatus.ACCEPTED: "green", ProposalStatus.DISMISSED: ""}


def refuse_others(actor: Actor) -> None:
    """To whoever is not of the office there is no such page."""
    if not is_command_office(actor):
        raise NotFound


@page
@require_safe
def proposal_list(request: PageRequest) -> HttpResponse:
    """The office's desk of supervision: what is proposed, what waits for a signature, what was decided."""
    actor = request.actor
    refuse_others(actor)
    source = request.GET.get("source", "").strip()
    proposals = ordinary(proposals_visible_to(actor), source=source)
    proposals = proposals.select_related("concerned_agency", "decided_by")
    drafts = for_reading(ordinary(letters_visible_to(actor), source=source)).filter(status=LetterStatus.DRAFTED)
    context = {
        "open": first_of(proposals.filter(status=ProposalStatus.OPEN), LATEST),
        "decided": first_of(proposals.exclude(status=ProposalStatus.OPEN), LATEST),
        "drafts": first_of(drafts, LATEST),
    }
    return page_or_partial(request, "supervision/proposals/list.html", context)


@page
@require_safe
def proposal_detail(request: PageRequest, pk: str) -> HttpResponse:
    """One proposal, and where what it proposes is done."""
    actor = request.actor
    refuse_others(actor)
    found = proposals_visible_to(actor).select_related("concerned_agency", "decided_by")
    proposal = find(found, pk)
    context = {
        "proposal": proposal,
        "tone": TONES[ProposalStatus(proposal.status)],
        "next": _next_step(proposal),
        "buttons": [(name, PROPOSALS.verb(name).label) for name in PROPOSALS.open_to(actor, proposal)],
    }
    return page_or_partial(request, "supervision/proposals/detail.html", context)


def _next_step(proposal: Proposal) -> str:
    """Where an accepted proposal is followed up."""
    if proposal.status != ProposalStatus.ACCEPTED:
        return ""
    if proposal.kind == ProposalKind.REFERRAL:
        return f"/referrals/new?{proposal.subject_type}={proposal.subject_id}"
    return "/joint/interviews/new" if proposal.kind == ProposalKind.INTERVIEW else "/joint/inspections/new"


def _title(request: PageRequest, proposal: Proposal) -> str:
    return proposal.title


def _no_options(proposal: Proposal) -> Options:
    return lambda _field: None


proposal_action = VerbPage(PROPOSALS, _no_options, _title, frozenset({"dismiss"}), since=apart_since).view()
