"""What may be: what an actor is by the post they act in, and which roles one person may hold together."""

from collections.abc import Collection

from agencies.models import DISCIPLINE_KINDS, Agency, Role
from kernel.actor import Actor

ADMINISTRATORS = frozenset({Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR})
# Who guards the system, and who may open a reporter's seal.
NEEDS_SECOND_FACTOR = ADMINISTRATORS | {Role.DISCIPLINE, Role.INTAKE, Role.DIRECTOR}


def roles_go_together(roles: Collection[str]) -> bool:
    """The three administrators watch each other: whoever is one of them is nothing else."""
    return not ADMINISTRATORS.intersection(roles) or len(set(roles)) == 1


def needs_second_factor(roles: Collection[str]) -> bool:
    """Say whether somebody with these roles proves themselves twice."""
    return bool(NEEDS_SECOND_FACTOR.intersection(roles))


def in_business(actor: Actor) -> bool:
    """Say whether the actor holds any business right at all: the three administrators hold none."""
    return actor.client is not None or (actor.post is not None and actor.post.role not in ADMINISTRATORS)


def administers(actor: Actor, role: Role) -> bool:
    """Say whether the actor is, in person, the administrator of that kind."""
    return actor.post is not None and actor.post.role == role


def reads_log(actor: Actor) -> bool:
    """The system's auditor; a discipline organ's reads what the organ read, and nothing of what others do."""
    return administers(actor, Role.AUDITOR) and actor.agency_kind not in DISCIPLINE_KINDS


def is_command_office(actor: Actor) -> bool:
    """Say whether the actor works, with a business role, at the command office."""
    return in_business(actor) and actor.agency_kind == Agency.Kind.COMMAND_OFFICE
