"""Who may do what to a referral; whoever has a tie to it does not see it in the first place."""

from collections.abc import Callable

from agencies.models import Agency, Role
from agencies.rules import in_business, is_command_office
from kernel.actor import Actor
from supervision.models import TO_DISCIPLINE, Direction, Referral

Predicate = Callable[[Actor, Referral], bool]

DRAFTERS = frozenset({Role.DISPATCHER, Role.DIRECTOR, Role.RECTIFICATION, Role.DISCIPLINE})
PRINCIPALS = frozenset({Role.DIRECTOR, Role.DISCIPLINE})
RECEIVERS = frozenset({Role.INTAKE, Role.DISPATCHER, Role.DIRECTOR, Role.DISCIPLINE})
ORGAN_KINDS = frozenset({Agency.Kind.DISCIPLINE, Agency.Kind.STATIONED_GROUP})
# What only a person may do, however wide a program's scopes are.
PERSON_ONLY = frozenset({"approve", "resend"})


def is_organ(actor: Actor) -> bool:
    """Say whether the actor works, with a business role, for a discipline organ or a stationed group."""
    return in_business(actor) and actor.agency_kind in ORGAN_KINDS


def is_organ_auditor(actor: Actor) -> bool:
    """Say whether the actor audits a discipline organ."""
    return actor.post is not None and actor.post.role == Role.AUDITOR and actor.agency_kind in ORGAN_KINDS


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


PERMISSIONS: dict[str, Predicate] = {
    "supervision.edit_referral": writes,
    "supervision.approve_referral": signs_for_writers,
    "supervision.send_referral": writes,
    "supervision.receive_referral": receives,
    "supervision.return_referral": receives,
    "supervision.resend_referral": signs_for_writers,
    "supervision.release_referral": releases,
    "supervision.withdraw_referral": signs_for_writers,
}
