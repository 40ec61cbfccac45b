"""What may be: which roles one person may hold together."""

from collections.abc import Collection

from agencies.models import Role

ADMINISTRATORS = frozenset({Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR})


def roles_go_together(roles: Collection[str]) -> bool:
    """The three administrators watch each other: whoever is one of them is nothing else."""
    return not ADMINISTRATORS.intersection(roles) or len(set(roles)) == 1
