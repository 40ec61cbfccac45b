"""Who may do what to an enforcement case."""

from collections.abc import Callable

from agencies.models import Role
from agencies.rules import is_command_office
from cases.models import EnforcementCase
from cases.task_rules import WORKERS, works_at
from kernel.actor import Actor


def files_cases(actor: Actor) -> bool:
    """Whoever works for an agency other than the command office files its cases."""
    return not is_command_office(actor) and works_at(actor, actor.agency_id, WORKERS)


def heads_case(actor: Actor, case: EnforcementCase) -> bool:
    """The head of the agency that filed it."""
    return works_at(actor, case.agency_id, {Role.UNITHEAD})


ENFORCEMENT_PERMISSIONS: dict[str, Callable[[Actor, EnforcementCase], bool]] = {
    "cases.decide_enforcement": heads_case,
    "cases.close_enforcement": heads_case,
    "cases.transfer_enforcement": heads_case,
    "cases.correct_enforcement": heads_case,
    "cases.withdraw_enforcement": heads_case,
}
