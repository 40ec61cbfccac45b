"""Who may do what to a task and what hangs on it; when it may be done is the workflow's business."""

from collections.abc import Callable

from agencies.models import Role
from agencies.rules import is_command_office
from cases.models import Task
from cases.rules import anyone_concerned, director, office_role
from kernel.actor import Actor

TaskPredicate = Callable[[Actor, Task], bool]

WORKERS = frozenset({Role.HANDLER, Role.UNITHEAD, Role.INSPECTOR})
VERIFIERS = WORKERS | {Role.RECTIFICATION, Role.DIRECTOR}
# Verbs that decide something about a task; nobody with a tie to the clue that it came from may use them.
TASK_DECIDING = frozenset(
    {
        "approve",
        "issue",
        "accept_progress",
        "return_acceptance",
        "verify",
        "answer_objection",
        "begin_monitoring",
        "request_write_off",
        "confirm_write_off",
        "look_back",
        "mark_fake",
        "reopen",
        "approve_extension",
        "refuse_extension",
        "cancel",
    }
)
# What only a person may do, however wide a program's scopes are.
TASK_PERSON_ONLY = frozenset({"approve_extension", "refuse_extension", "confirm_write_off"})


def answering_for(task: Task) -> set[str]:
    """The codes of the agencies that have to put it right: the lead and those responsible."""
    lead = {task.lead_agency_id} if task.lead_agency_id else set()
    return lead | {row.agency_id for row in task.responsibilities.all()}


def works_on_task(actor: Actor, task: Task) -> bool:
    """Say whether the actor works for the lead agency, or is its program."""
    return works_at(actor, task.lead_agency_id, WORKERS)


def heads_task(actor: Actor, task: Task) -> bool:
    """Say whether the actor heads the lead agency, or is its program."""
    return works_at(actor, task.lead_agency_id, {Role.UNITHEAD})


def works_for_responsible(actor: Actor, task: Task) -> bool:
    """Say whether the actor works for an agency that has to put it right."""
    return any(works_at(actor, code, WORKERS) for code in answering_for(task))


def works_for_acceptance(actor: Actor, task: Task) -> bool:
    """Say whether the actor works for the agency that accepts it."""
    return works_at(actor, task.acceptance_agency_id, VERIFIERS)


def works_at(actor: Actor, code: str | None, roles: frozenset[Role] | set[Role]) -> bool:
    """Say whether the actor holds one of these roles there, or is its program."""
    if code is None or actor.agency_id != code:
        return False
    return actor.post is None or actor.post.role in roles


rectifies = office_role(Role.RECTIFICATION, Role.DIRECTOR)
oversees = office_role(Role.DISPATCHER, Role.RECTIFICATION, Role.DIRECTOR)
_hears_objections = office_role(Role.INTAKE, Role.PUBLICITY, Role.RECTIFICATION, Role.DIRECTOR)
_publishes = office_role(Role.PUBLICITY, Role.RECTIFICATION, Role.DIRECTOR)


def plans(actor: Actor, task: Task) -> bool:
    """The office's own, and the head of the lead."""
    return rectifies(actor, task) or heads_task(actor, task)


def accepts(actor: Actor, task: Task) -> bool:
    """The office's own, and whoever accepts the work."""
    return rectifies(actor, task) or works_for_acceptance(actor, task)


def asks_for_write_off(actor: Actor, task: Task) -> bool:
    """The head of the lead, whoever accepts the work, or the office."""
    return heads_task(actor, task) or accepts(actor, task)


def discloses(actor: Actor, task: Task) -> bool:
    """The unit makes it public; the office's publicity may do it for the unit."""
    return works_on_task(actor, task) or _publishes(actor, task)


def hears_objections(actor: Actor, task: Task) -> bool:
    """The office's intake, publicity and its own, and whoever accepts the work."""
    return _hears_objections(actor, task) or works_for_acceptance(actor, task)


def visits(actor: Actor, task: Task) -> bool:
    """Whoever writes down that the sponsor came: the office or the lead."""
    return oversees(actor, task) or works_on_task(actor, task)


def drafts_for(actor: Actor, lead: str | None) -> bool:
    """The office drafts any task, the head of an agency one that the agency leads itself."""
    if is_command_office(actor):
        return actor.post is None or actor.post.role in {Role.DISPATCHER, Role.RECTIFICATION, Role.DIRECTOR}
    return lead is not None and works_at(actor, lead, {Role.UNITHEAD})


TASK_PERMISSIONS: dict[str, TaskPredicate] = {
    "cases.approve_task": director,
    "cases.issue_task": oversees,
    "cases.start_task": works_on_task,
    "cases.add_milestone_task": plans,
    "cases.remove_milestone_task": plans,
    "cases.report_progress_task": works_for_responsible,
    "cases.accept_progress_task": accepts,
    "cases.request_acceptance_task": heads_task,
    "cases.return_acceptance_task": works_for_acceptance,
    "cases.verify_task": works_for_acceptance,
    "cases.add_evidence_task": works_for_responsible,
    "cases.disclose_task": discloses,
    "cases.register_objection_task": hears_objections,
    "cases.answer_objection_task": accepts,
    "cases.begin_monitoring_task": accepts,
    "cases.request_write_off_task": asks_for_write_off,
    "cases.confirm_write_off_task": accepts,
    "cases.look_back_task": accepts,
    "cases.mark_fake_task": oversees,
    "cases.reopen_task": director,
    "cases.request_extension_task": heads_task,
    "cases.approve_extension_task": director,
    "cases.refuse_extension_task": director,
    "cases.open_satchel_task": rectifies,
    "cases.assign_sponsor_task": oversees,
    "cases.record_visit_task": visits,
    "cases.stamp_task": visits,
    "cases.urge_task": oversees,
    "cases.comment_task": anyone_concerned,
    "cases.cancel_task": director,
}


_inspects_for_office = office_role(Role.INSPECTOR, Role.DISPATCHER, Role.RECTIFICATION, Role.DIRECTOR)


def keeps_diary(actor: Actor, task: Task) -> bool:
    """Whoever goes there every day: for the office, for whom accepts the work, or for whom does it."""
    return _inspects_for_office(actor, task) or works_for_acceptance(actor, task) or works_for_responsible(actor, task)


# Nobody with a tie to the clue that the task came from clears or closes what was found there.
SATCHEL_DECIDING = frozenset({"accept_items", "archive"})
# Who may do what to the satchel of a task.
SATCHEL_PERMISSIONS: dict[str, TaskPredicate] = {
    "cases.write_entry_satchel": keeps_diary,
    "cases.revise_entry_satchel": keeps_diary,
    "cases.correct_entry_satchel": keeps_diary,
    "cases.accept_items_satchel": accepts,
    "cases.archive_satchel": rectifies,
}


def keeps_schemes(actor: Actor, scheme: object) -> bool:
    """The rectification office and the director write checklist schemes and switch them."""
    return office_role(Role.RECTIFICATION, Role.DIRECTOR)(actor, scheme)
