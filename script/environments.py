"""Who is told which address of the database: the owner's is for those who migrate, back up and restore."""

from collections.abc import Mapping

OWNER, COMPARTMENT = "DATABASE_OWNER_URL", "DATABASE_COMPARTMENT_URL"
# Processes, and management commands, that need more than the application's own role.
KNOWN_TO = {
    "prepare": (OWNER, COMPARTMENT),
    "prepare_database": (OWNER, COMPARTMENT),
    "backup": (OWNER, COMPARTMENT),
    "restore": (OWNER, COMPARTMENT),
    # What the discipline organ read is shown to its own auditor, and rechecked.
    "web": (COMPARTMENT,),
    "verify_log": (COMPARTMENT,),
}


def known_to(told: Mapping[str, str], name: str) -> dict[str, str]:
    """The environment without the addresses that this process or command has no use for."""
    kept = KNOWN_TO.get(name, ())
    hidden = {
        form for variable in (OWNER, COMPARTMENT) if variable not in kept for form in (variable, f"{variable}_FILE")
    }
    return {variable: value for variable, value in told.items() if variable not in hidden}
