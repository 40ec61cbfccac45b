"""Who may do what to a disclosure: one person of the office writes it, another reads it over for secrets."""

from collections.abc import Callable

from agencies.models import Role
from agencies.rules import is_command_office
from kernel.actor import Actor
from reports.models import DisclosureBatch

Predicate = Callable[[Actor, DisclosureBatch | None], bool]

# Deciding what goes out: nobody does who has a tie to an agency that one of the complaints is about.
DECIDING = frozenset({"review", "publish"})


def of_office(*roles: Role) -> Predicate:
    """Say whether the actor holds one of these posts at the command office, in person."""

    def holds(actor: Actor, disclosure: DisclosureBatch | None) -> bool:
        return is_command_office(actor) and actor.post is not None and actor.post.role in roles

    return holds


writes = of_office(Role.PUBLICITY, Role.RECTIFICATION, Role.DIRECTOR)
reads_over = of_office(Role.PUBLICITY, Role.DIRECTOR)
takes_back = of_office(Role.DIRECTOR)

PERMISSIONS: dict[str, Predicate] = {
    "reports.edit_disclosure": writes,
    "reports.edit_row_disclosure": writes,
    "reports.remove_row_disclosure": writes,
    "reports.refresh_disclosure": writes,
    "reports.submit_disclosure": writes,
    "reports.send_back_disclosure": reads_over,
    "reports.review_disclosure": reads_over,
    "reports.publish_disclosure": reads_over,
    "reports.record_outlet_disclosure": writes,
    "reports.withdraw_disclosure": takes_back,
    "reports.discard_disclosure": writes,
}
# What goes out is for persons to say, never for a program.
PERSON_ONLY = frozenset(name.removeprefix("reports.").removesuffix("_disclosure") for name in PERMISSIONS)
