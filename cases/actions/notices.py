"""Notices: lines in the inbox of a post; the post's holder, substitute or duty officer reads them."""

from collections.abc import Callable, Iterable
from datetime import datetime

from agencies.models import Role
from agencies.queries.agencies import command_offices
from cases.models import Clock, Clue, DiaryEntry, Notice, Satchel, Task
from kernel.models import Event

Audience = Callable[[Event, Clue], list[str]]
TaskAudience = Callable[[Event, Task], list[str]]


def posts_of_the_office(role: str) -> list[str]:
    """That post at every command office there is."""
    return [f"{office.code}:{role}" for office in command_offices()]


def _to_lead(event: Event, clue: Clue) -> list[str]:
    return [f"{clue.lead_agency_id}:{Role.UNITHEAD}"] if clue.lead_agency_id else []


def _to_dispatcher(event: Event, clue: Clue) -> list[str]:
    return posts_of_the_office(Role.DISPATCHER)


def _to_director(event: Event, clue: Clue) -> list[str]:
    return posts_of_the_office(Role.DIRECTOR)


def _to_whom_the_clock_binds(event: Event, clue: Clue) -> list[str]:
    """The unit on its leg and the office behind it; the office alone before dispatch."""
    if event.data.get("clock") == Clock.Kind.DISPATCH or clue.lead_agency_id is None:
        return posts_of_the_office(Role.DISPATCHER)
    office = posts_of_the_office(Role.DISPATCHER) if event.data.get("level") == "red" else []
    return [*_to_lead(event, clue), *office]


AUDIENCE: dict[str, Audience] = {
    "clue.dispatch_proposed": _to_dispatcher,
    "clue.dispatched": _to_lead,
    "clue.contested": _to_dispatcher,
    "clue.reported": _to_director,
    "clue.sent_back": _to_lead,
    "clue.urged": _to_lead,
    "clue.supervised": _to_lead,
    "clue.write_off_requested": _to_director,
    "clue.extension_requested": _to_director,
    "clue.extension_approved": _to_lead,
    "clue.extension_refused": _to_lead,
    "clue.clock_warned": _to_whom_the_clock_binds,
}


def _to_task_lead(event: Event, task: Task) -> list[str]:
    return [f"{task.lead_agency_id}:{Role.UNITHEAD}"] if task.lead_agency_id else []


def _to_acceptance(event: Event, task: Task) -> list[str]:
    return [f"{task.acceptance_agency_id}:{Role.UNITHEAD}"] if task.acceptance_agency_id else []


def _to_rectifier(event: Event, task: Task) -> list[str]:
    return posts_of_the_office(Role.RECTIFICATION)


def _to_task_director(event: Event, task: Task) -> list[str]:
    return posts_of_the_office(Role.DIRECTOR)


def _to_lead_and_rectifier(event: Event, task: Task) -> list[str]:
    """The lead, and the office behind it; of a clock's levels the office hears the red one alone."""
    office = _to_rectifier(event, task) if event.data.get("level", "red") == "red" else []
    return [*_to_task_lead(event, task), *office]


TASK_AUDIENCE: dict[str, TaskAudience] = {
    "task.issued": _to_task_lead,
    "task.acceptance_requested": _to_acceptance,
    "task.acceptance_returned": _to_task_lead,
    "task.write_off_requested": _to_rectifier,
    "task.extension_requested": _to_task_director,
    "task.extension_approved": _to_task_lead,
    "task.extension_refused": _to_task_lead,
    "task.urged": _to_task_lead,
    "task.found_fake": _to_task_lead,
    "task.reopened": _to_task_lead,
    "task.report_missed": _to_lead_and_rectifier,
    "task.clock_warned": _to_lead_and_rectifier,
}


def _to_diary_keepers(satchel: Satchel) -> list[str]:
    """The inspectors and handlers of those who wrote so far; before anybody did, of whoever accepts the work."""
    wrote = DiaryEntry.objects.filter(satchel=satchel, agency__isnull=False).values_list("agency", flat=True)
    agencies = sorted({code for code in wrote if code}) or [satchel.task.acceptance_agency_id or ""]
    return [f"{code}:{role}" for code in agencies if code for role in (Role.INSPECTOR, Role.HANDLER)]


def tell_posts(event: Event, *, at: datetime) -> int:
    """Put the event of a clue, a task or a satchel into the inboxes it concerns, once each; says how many."""
    if event.subject_type == "task":
        return _tell_of_task(event, at=at)
    if event.subject_type == "satchel":
        satchel = Satchel.objects.select_related("task").filter(pk=event.subject_id).first()
        return put_into_inboxes(event, _to_diary_keepers(satchel), at=at) if satchel else 0
    clue = Clue.objects.filter(pk=event.subject_id).defer("search").first()
    audience = AUDIENCE.get(event.type)
    if clue is None or audience is None:
        return 0
    return put_into_inboxes(event, audience(event, clue), at=at)


def _tell_of_task(event: Event, *, at: datetime) -> int:
    task = Task.objects.filter(pk=event.subject_id).first()
    audience = TASK_AUDIENCE.get(event.type)
    return put_into_inboxes(event, audience(event, task), at=at) if task and audience else 0


def put_into_inboxes(event: Event, posts: Iterable[str], *, at: datetime) -> int:
    """A line about the event for each of the posts, whatever record it tells about, once each; says how many."""
    kind = ":".join(filter(None, (event.type, str(event.data.get("level", "")))))
    rows = [
        Notice(
            event_id=event.id,
            post=post,
            subject_type=event.subject_type,
            subject_id=event.subject_id,
            kind=kind,
            at=at,
        )
        for post in dict.fromkeys(posts)
    ]
    return len(Notice.objects.bulk_create(rows, ignore_conflicts=True))
