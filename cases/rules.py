"""Who may do what to a clue; when it may be done is the workflow's business."""

from collections.abc import Callable

from agencies.models import Role
from agencies.rules import in_business, is_command_office
from cases.models import Channel, Clue, LegalPath
from kernel.actor import Actor

Predicate = Callable[[Actor, Clue], bool]

# What only a person may do, however wide a program's scopes are.
PERSON_ONLY = frozenset(
    {
        "instruct",
        "approve_extension",
        "refuse_extension",
        "confirm_write_off",
        "void",
        "confirm_place",
        "start_handling",
        "request_reveal",
        "reveal_reporter",
    }
)
# Verbs that decide something about a clue or disclose who told it; nobody with a tie to it may use them.
DECIDING = frozenset(
    {
        "dispatch",
        "release",
        "adopt_source",
        "keep_source",
        "confirm_place",
        "recall",
        "close",
        "send_back",
        "reject",
        "reopen",
        "approve_extension",
        "refuse_extension",
        "void",
        "close_interim",
        "merge",
        "unmerge",
        "correct",
        "request_write_off",
        "confirm_write_off",
        "split",
        "instruct",
        "supervise",
        "order_task",
        "start_handling",
        "request_reveal",
        "reveal_reporter",
    }
)


def office_role(*roles: str) -> Callable[[Actor, object], bool]:
    """The rule that lets in these posts of the command office, and its program."""

    def holds(actor: Actor, record: object) -> bool:
        return is_command_office(actor) and (actor.post is None or actor.post.role in roles)

    return holds


def works_for_lead(actor: Actor, clue: Clue) -> bool:
    """Say whether the actor handles for the lead agency."""
    return _at_lead(actor, clue, {Role.HANDLER, Role.UNITHEAD, Role.INSPECTOR})


def heads_lead(actor: Actor, clue: Clue) -> bool:
    """Say whether the actor heads the lead agency, or is its program."""
    return _at_lead(actor, clue, {Role.UNITHEAD})


def _at_lead(actor: Actor, clue: Clue, roles: set[Role]) -> bool:
    if clue.lead_agency_id is None or actor.agency_id != clue.lead_agency_id:
        return False
    return actor.post is None or actor.post.role in roles


def leads(actor: Actor, clue: Clue) -> bool:
    """Say whether the actor holds a leader's post; a leader sees the territory's clues."""
    return actor.post is not None and actor.post.role == Role.LEADER


def anyone_concerned(actor: Actor, record: object) -> bool:
    """Whoever sees the record in a business role."""
    return in_business(actor)


intake = office_role(Role.INTAKE)
intake_or_dispatcher = office_role(Role.INTAKE, Role.DISPATCHER, Role.DIRECTOR)
orders_tasks = office_role(Role.DISPATCHER, Role.RECTIFICATION, Role.DIRECTOR)
dispatcher = office_role(Role.DISPATCHER, Role.DIRECTOR)
director = office_role(Role.DIRECTOR)
strikes_off_at_office = office_role(Role.DISPATCHER, Role.DIRECTOR, Role.RECTIFICATION)


def presents(actor: Actor, clue: Clue) -> bool:
    """Intake, dispatcher or leader."""
    return intake_or_dispatcher(actor, clue) or leads(actor, clue)


def strikes_off(actor: Actor, clue: Clue) -> bool:
    """The office's dispatcher, director or rectification desk, and the head of the lead agency."""
    return strikes_off_at_office(actor, clue) or heads_lead(actor, clue)


def opens_seals(actor: Actor, clue: Clue) -> bool:
    """Intake and the director, in person."""
    return intake(actor, clue) or director(actor, clue)


PERMISSIONS: dict[str, Predicate] = {
    "cases.present_clue": presents,
    "cases.instruct_clue": presents,
    "cases.dispatch_clue": dispatcher,
    "cases.release_clue": dispatcher,
    "cases.adopt_source_clue": dispatcher,
    "cases.keep_source_clue": dispatcher,
    "cases.confirm_place_clue": intake_or_dispatcher,
    "cases.recall_clue": dispatcher,
    "cases.sign_clue": works_for_lead,
    "cases.assign_clue": works_for_lead,
    "cases.contest_clue": works_for_lead,
    "cases.investigate_clue": works_for_lead,
    "cases.report_clue": heads_lead,
    "cases.send_back_clue": dispatcher,
    "cases.close_clue": director,
    "cases.reject_clue": intake,
    "cases.merge_clue": dispatcher,
    "cases.unmerge_clue": dispatcher,
    "cases.split_clue": dispatcher,
    "cases.rate_clue": intake,
    "cases.request_write_off_clue": strikes_off,
    "cases.confirm_write_off_clue": strikes_off,
    "cases.reopen_clue": director,
    "cases.request_extension_clue": works_for_lead,
    "cases.approve_extension_clue": director,
    "cases.refuse_extension_clue": director,
    "cases.urge_clue": dispatcher,
    "cases.supervise_clue": dispatcher,
    "cases.correct_clue": dispatcher,
    "cases.comment_clue": anyone_concerned,
    "cases.void_clue": director,
    "cases.start_handling_clue": director,
    "cases.order_task_clue": orders_tasks,
    "cases.close_interim_clue": director,
    "cases.request_reveal_clue": opens_seals,
    "cases.reveal_reporter_clue": opens_seals,
}


def is_petition(clue: Clue) -> bool:
    """Say whether the clue complains about how an agency handled something."""
    return clue.legal_path == LegalPath.PETITION


def accuses(clue: Clue) -> bool:
    """Say whether the clue complains about an agency or an official: nobody opens the seal of such a one alone."""
    return bool(clue.concerns_agency_id) or is_petition(clue) or clue.channel == Channel.DISCIPLINE_TRANSFER
