"""Audiences: which posts an event of a clue, a task or a satchel concerns."""

from collections.abc import Callable, Iterable

from agencies.models import DISCIPLINE_KINDS, Agency, Post, Role
from agencies.queries.directory import directory
from cases.models import Clock, Clue, CoHandling, DiaryEntry, Satchel, Task
from kernel.models import Event
from kernel.news import Audience

OfClue = Callable[[Event, Clue], Iterable[str]]
OfTask = Callable[[Event, Task], Iterable[str]]
# Who reads an agency's letters: the role that every agency of the kind has.
READERS = {Agency.Kind.GOVERNMENT: Role.LEADER, Agency.Kind.COMMAND_OFFICE: Role.DISPATCHER} | dict.fromkeys(
    DISCIPLINE_KINDS, Role.DISCIPLINE
)


def of_clue(*parts: OfClue) -> Audience:
    """These parts of the clue's audience together; nobody once the clue is gone."""

    def audience(event: Event) -> list[str]:
        clue = _told_of(event)
        return [post for part in parts for post in part(event, clue)] if clue else []

    return audience


def _told_of(event: Event) -> Clue | None:
    """Of the clue of an event who has it; fetched once for all who hear of the event."""
    told: dict[str, Clue | None] = event.__dict__
    if "told_of" not in told:
        rows = Clue.objects.order_by().only("lead_agency", "handler", "filed_by_agency")
        told["told_of"] = rows.filter(pk=event.subject_id).first()
    return told["told_of"]


def of_task(*parts: OfTask) -> Audience:
    """These parts of the task's audience together."""

    def audience(event: Event) -> list[str]:
        task = Task.objects.filter(pk=event.subject_id).first()
        return [post for part in parts for post in part(event, task)] if task else []

    return audience


def of_office(*roles: str) -> Audience:
    """These posts at every command office there is, whatever the record."""
    return lambda _event: [post for role in roles for post in posts_of_the_office(role)]


def posts_of_the_office(role: str) -> list[str]:
    """That post at every command office there is."""
    return [f"{office.code}:{role}" for office in directory().offices()]


def office(*roles: str) -> Callable[[Event, object], list[str]]:
    """The same as a part of an audience."""
    return lambda _event, _record: [post for role in roles for post in posts_of_the_office(role)]


def heads(codes: Iterable[str | None]) -> list[str]:
    """Whoever answers for these agencies."""
    wanted = {code for code in codes if code}
    known = directory().agencies
    return [
        f"{code}:{READERS.get(Agency.Kind(known[code].kind), Role.UNITHEAD)}" for code in sorted(wanted & known.keys())
    ]


def lead(_event: Event, record: Clue | Task) -> list[str]:
    """The head of the lead."""
    return [f"{record.lead_agency_id}:{Role.UNITHEAD}"] if record.lead_agency_id else []


def handler(_event: Event, clue: Clue) -> list[str]:
    """The posts in which the person who handles it works for the lead."""
    if clue.handler_id is None or clue.lead_agency_id is None:
        return []
    return [post.code for post in Post.objects.filter(person=clue.handler_id, agency=clue.lead_agency_id)]


def helpers(_event: Event, clue: Clue) -> list[str]:
    """The heads of those who help."""
    return heads(CoHandling.objects.filter(clue=clue).values_list("agency_id", flat=True))


def relieved(event: Event, _clue: Clue) -> list[str]:
    """The heads of those from whom it was taken."""
    return heads(event.data.get("relieved", []))


def filer(_event: Event, clue: Clue) -> list[str]:
    """Whoever sent it in."""
    return heads([clue.filed_by_agency_id])


def presented_to(event: Event, _clue: Clue) -> list[str]:
    """The post before which it was laid."""
    return [str(event.data["post"])] if event.data.get("post") else []


def bound_by_clock(event: Event, clue: Clue) -> list[str]:
    """The unit on its leg, and the office behind it once it is late; the office alone before dispatch."""
    if event.data.get("clock") == Clock.Kind.DISPATCH or clue.lead_agency_id is None:
        return posts_of_the_office(Role.DISPATCHER)
    late = posts_of_the_office(Role.DISPATCHER) if event.data.get("level") == "red" else []
    return [*lead(event, clue), *late]


def responsible(_event: Event, task: Task) -> list[str]:
    """The heads of all that have to put it right."""
    return heads({task.lead_agency_id, *task.responsibilities.values_list("agency_id", flat=True)})


def accepting(_event: Event, task: Task) -> list[str]:
    """Whoever accepts the work: the office's rectification desk, or the head of another agency."""
    if task.acceptance_agency is None:
        return []
    if task.acceptance_agency.kind == Agency.Kind.COMMAND_OFFICE:
        return [f"{task.acceptance_agency_id}:{Role.RECTIFICATION}"]
    return heads([task.acceptance_agency_id])


def late_office(event: Event, _task: Task) -> list[str]:
    """Of a clock's levels the office hears the red one alone."""
    return posts_of_the_office(Role.RECTIFICATION) if event.data.get("level", "red") == "red" else []


def diary_keepers(event: Event) -> list[str]:
    """The inspectors and handlers of those who wrote so far; before anybody did, of whoever accepts the work."""
    satchel = Satchel.objects.select_related("task").filter(pk=event.subject_id).first()
    if satchel is None:
        return []
    wrote = DiaryEntry.objects.filter(satchel=satchel, agency__isnull=False).values_list("agency", flat=True)
    agencies = sorted({code for code in wrote if code}) or [satchel.task.acceptance_agency_id or ""]
    return [f"{code}:{role}" for code in agencies if code for role in (Role.INSPECTOR, Role.HANDLER)]


def of_satchels_task(*parts: OfTask) -> Audience:
    """These parts of the audience of the satchel's task."""

    def audience(event: Event) -> list[str]:
        task = Task.objects.filter(satchels=event.subject_id).first()
        return [post for part in parts for post in part(event, task)] if task else []

    return audience


def whoever_asked(event: Event) -> list[str]:
    """The post in which somebody set it going."""
    return [event.post] if event.post else []
