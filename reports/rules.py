"""Who may do what to reports and to disclosures: of these one person of the office writes, another reads them over."""

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

TEXT_WRITERS = (Role.DISPATCHER, Role.DIRECTOR, Role.RECTIFICATION, Role.PUBLICITY)
TEXT_PERMISSIONS: dict[str, Callable[[Actor, None], bool]] = {
    "reports.edit_text": of_office(*TEXT_WRITERS),
    "reports.issue_text": of_office(Role.DIRECTOR),
    "reports.write_template": of_office(*TEXT_WRITERS),
    "reports.choose_recipients": of_office(Role.DIRECTOR),
}
# Whose words a report is, no program decides.
TEXT_PERSON_ONLY = frozenset({"edit", "issue"})


def writes_templates(actor: Actor) -> bool:
    """Say whether the actor may write a further edition of a template."""
    return TEXT_PERMISSIONS["reports.write_template"](actor, None)


def chooses_recipients(actor: Actor) -> bool:
    """Say whether the actor may choose who receives reports."""
    return TEXT_PERMISSIONS["reports.choose_recipients"](actor, None)
