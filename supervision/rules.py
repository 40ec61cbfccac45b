"""Who may do what to a referral; whoever has a tie to it does not see it in the first place."""

from collections.abc import Callable

from agencies.models import DISCIPLINE_KINDS, Role
from agencies.rules import administers, in_business, is_command_office
from kernel.actor import Actor
from supervision.models import TO_DISCIPLINE, Direction, Interview, Letter, Proposal, Referral

Predicate = Callable[[Actor, Referral], bool]

DRAFTERS = frozenset({Role.DISPATCHER, Role.DIRECTOR, Role.RECTIFICATION, Role.DISCIPLINE})
PRINCIPALS = frozenset({Role.DIRECTOR, Role.DISCIPLINE})
RECEIVERS = frozenset({Role.INTAKE, Role.DISPATCHER, Role.DIRECTOR, Role.DISCIPLINE})
# What only a person may do, however wide a program's scopes are.
PERSON_ONLY = frozenset({"approve", "resend", "sign", "accept", "dismiss", "hold", "cancel"})
# What the office decides about a letter; nobody with a tie to whom it goes may.
LETTER_DECIDING = frozenset({"edit", "sign", "void"})


def is_organ(actor: Actor) -> bool:
    """Say whether the actor works, with a business role, for a discipline organ or a stationed group."""
    return in_business(actor) and actor.agency_kind in DISCIPLINE_KINDS


def is_organ_auditor(actor: Actor) -> bool:
    """Say whether the actor audits a discipline organ."""
    return actor.post is not None and actor.post.role == Role.AUDITOR and actor.agency_kind in DISCIPLINE_KINDS


def of_two_organs(actor: Actor) -> bool:
    """Say whether the actor belongs to the command office or to a discipline organ."""
    return is_command_office(actor) or is_organ(actor)


def drafts(actor: Actor) -> bool:
    """Say whether the actor may write referrals for their organ."""
    return of_two_organs(actor) and (actor.post is None or actor.post.role in DRAFTERS)


def _at(actor: Actor, agency: str, roles: frozenset[Role]) -> bool:
    return in_business(actor) and actor.agency_id == agency and (actor.post is None or actor.post.role in roles)


def writes(actor: Actor, referral: Referral) -> bool:
    """Say whether the actor works on the side that refers."""
    return _at(actor, referral.drafted_by_agency_id, DRAFTERS)


def signs_for_writers(actor: Actor, referral: Referral) -> bool:
    """Say whether the actor is the principal of the side that refers."""
    return _at(actor, referral.drafted_by_agency_id, PRINCIPALS)


def receives(actor: Actor, referral: Referral) -> bool:
    """The organ that was written to; police and procuratorate answer on paper, which those who wrote put down."""
    if referral.direction in {Direction.TO_POLICE, Direction.TO_PROCURATORATE}:
        return writes(actor, referral)
    return _at(actor, referral.addressee_id, RECEIVERS)


def releases(actor: Actor, referral: Referral) -> bool:
    """What came of it is for the organ alone to say; the office has nothing to release."""
    if referral.direction in TO_DISCIPLINE:
        return _at(actor, referral.addressee_id, frozenset({Role.DISCIPLINE}))
    return referral.direction != Direction.DISCIPLINE_TO_HQ and signs_for_writers(actor, referral)


def of_issuer(*roles: Role) -> Callable[[Actor, Letter], bool]:
    """Say whether the actor holds one of these posts at the office that issues the letter, or is its program."""

    def holds(actor: Actor, letter: Letter) -> bool:
        return _at(actor, letter.issuer_id, frozenset(roles))

    return holds


ANSWERS = frozenset({Role.UNITHEAD, Role.HANDLER, Role.LEADER})


def registers_reply(actor: Actor, letter: Letter) -> bool:
    """The office that issued the letter, or whoever it was addressed to."""
    office = of_issuer(Role.INTAKE, Role.DISPATCHER, Role.DIRECTOR, Role.RECTIFICATION)
    return office(actor, letter) or _at(actor, letter.addressee_id or "-", ANSWERS)


def decides_proposals(actor: Actor, proposal: Proposal) -> bool:
    """The office's director."""
    return is_command_office(actor) and actor.post is not None and actor.post.role == Role.DIRECTOR


def keeps_ladder(actor: Actor) -> bool:
    """The office's director, or the system administrator."""
    directs = is_command_office(actor) and actor.post is not None and actor.post.role == Role.DIRECTOR
    return directs or administers(actor, Role.SYSADMIN)


def approves_interviews(actor: Actor, interview: Interview) -> bool:
    """The principal of either organ."""
    return of_two_organs(actor) and actor.post is not None and actor.post.role in PRINCIPALS


def holds_interviews(actor: Actor, interview: Interview) -> bool:
    """Whoever writes for either organ."""
    return drafts(actor)


PERMISSIONS: dict[str, Callable[..., bool]] = {
    "supervision.edit_referral": writes,
    "supervision.approve_referral": signs_for_writers,
    "supervision.send_referral": writes,
    "supervision.receive_referral": receives,
    "supervision.return_referral": receives,
    "supervision.resend_referral": signs_for_writers,
    "supervision.release_referral": releases,
    "supervision.withdraw_referral": signs_for_writers,
    "supervision.edit_letter": of_issuer(Role.DISPATCHER, Role.DIRECTOR, Role.RECTIFICATION),
    "supervision.sign_letter": of_issuer(Role.DIRECTOR),
    "supervision.void_letter": of_issuer(Role.DIRECTOR),
    "supervision.register_reply_letter": registers_reply,
    "supervision.accept_proposal": decides_proposals,
    "supervision.dismiss_proposal": decides_proposals,
    "supervision.approve_interview": approves_interviews,
    "supervision.hold_interview": holds_interviews,
    "supervision.cancel_interview": approves_interviews,
    "supervision.register_report_interview": holds_interviews,
}


def allows(actor: Actor, verb: str, noun: str, row: object) -> bool:
    """Say what the table says, of a person or of a program."""
    if actor.client is not None and verb in PERSON_ONLY:
        return False
    return PERMISSIONS[f"supervision.{verb}_{noun}"](actor, row)
