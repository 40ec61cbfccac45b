"""What of supervision waits for somebody: referrals, letters to sign, proposals to decide, as queues of their desk."""

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Role
from agencies.rules import is_command_office
from cases.queries.desk import Queue
from kernel.actor import Actor
from kernel.apart import ordinary
from supervision.models import LetterStatus, ProposalStatus, ReferralStatus
from supervision.queries.letters import letters_visible_to
from supervision.queries.proposals import proposals_visible_to
from supervision.queries.referrals import referrals_visible_to
from supervision.rules import PRINCIPALS, RECEIVERS, drafts, of_two_organs


def waiting_for(actor: Actor) -> list[Queue]:
    """Two queries for an organ, four for its director; none for anybody else."""
    if actor.post is None or not of_two_organs(actor):
        return []
    return [*_referrals(actor), *(_letters(actor) if _directs(actor) else [])]


def _directs(actor: Actor) -> bool:
    return is_command_office(actor) and actor.post is not None and actor.post.role == Role.DIRECTOR


def _referrals(actor: Actor) -> list[Queue]:
    role = actor.post.role if actor.post else ""
    mine = Q(drafted_by_agency=actor.agency_id)
    queues = {
        "sent": (_("移送待接收"), Q(addressee=actor.agency_id), role in RECEIVERS),
        "drafted": (_("移送待审批"), mine, role in PRINCIPALS),
        "approved": (_("移送待送达"), mine, drafts(actor)),
        "returned": (_("移送待补正"), mine, drafts(actor)),
        "received": (_("移送待反馈"), Q(addressee=actor.agency_id), role == Role.DISCIPLINE),
    }
    wanted = {name: Count("pk", filter=Q(status=name) & whose) for name, (_title, whose, may) in queues.items() if may}
    if not wanted:
        return []
    waiting = [ReferralStatus(name) for name in wanted]
    found = ordinary(referrals_visible_to(actor)).filter(status__in=waiting).order_by().aggregate(**wanted)
    return [Queue(queues[name][0], count, f"/referrals/?status={name}") for name, count in found.items()]


def _letters(actor: Actor) -> list[Queue]:
    letters = ordinary(letters_visible_to(actor)).filter(status=LetterStatus.DRAFTED, issuer=actor.agency_id).count()
    proposals = ordinary(proposals_visible_to(actor)).filter(status=ProposalStatus.OPEN).count()
    return [
        Queue(_("函件待签发"), letters, "/letters/?status=drafted"),
        Queue(_("建议待决定"), proposals, "/proposals/"),
    ]
