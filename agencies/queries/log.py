"""The event log as an auditor reads it: who did what to what and when, in words, never what was written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from agencies.models import Agency, ApiClient, Person, Role
from kernel.errors import Words
from kernel.ids import first_id_of, name_id
from kernel.models import Event
from kernel.news import SUBJECTS, words_of
from kernel.nouns import NOUN_OF

PAGE = 100
SEAL_OPENED = "clue.reporter_revealed"


@dataclass(frozen=True)
class LogSearch:
    """What an auditor asks for; what is empty does not narrow. `about` is a record's number or id."""

    person: str = ""
    about: str = ""
    kind: str = ""
    begin: datetime | None = None
    end: datetime | None = None
    before: UUID | None = None


@dataclass(frozen=True)
class LogLine:
    """An event in words: who did it in which post, what it is called, and what it is about by its number or name."""

    event: Event
    who: str
    post: str
    words: Words
    subject: Words
    name: str
    moved: str


def search_log(wanted: LogSearch) -> tuple[list[LogLine], UUID | None]:
    """A page of the log, the latest first, and where the next begins."""
    events = list(_found(wanted).order_by("-id").defer("data", "request_id")[: PAGE + 1])
    more = events[PAGE - 1].id if len(events) > PAGE else None
    return _told(events[:PAGE]), more


def _told(events: list[Event]) -> list[LogLine]:
    people = _names(Person, {event.person_id for event in events})
    clients = _names(ApiClient, {event.client_id for event in events})
    agencies = dict(Agency.objects.filter(pk__in=set(map(_agency_of, events))).values_list("pk", "name"))
    names, statuses = _subject_names(events), _statuses()
    return [
        LogLine(
            event,
            who=people.get(event.person_id) or clients.get(event.client_id) or "",
            post=_post_of(event, agencies),
            words=words_of(event.type),
            subject=SUBJECTS.get(event.subject_type, event.subject_type),
            name=names.get(event.subject_id, ""),
            moved=_moved(event, statuses.get(event.subject_type, {})),
        )
        for event in events
    ]


def _agency_of(event: Event) -> str:
    return event.post.partition(":")[0] or event.agency_id


def _post_of(event: Event, agencies: Mapping[str, str]) -> str:
    """The agency and the role of a post in words."""
    code, _colon, role = event.post.partition(":")
    agency = agencies.get(code or event.agency_id, code or event.agency_id)
    return f"{agency} · {Role(role).label}" if role in Role.values else agency


def _subject_names(events: list[Event]) -> dict[UUID, str]:
    """The numbers of numbered records and the names of persons; what is gone has none."""
    found: dict[UUID, str] = {}
    for noun in _numbered():
        ids = {event.subject_id for event in events if event.subject_type == noun.event_noun}
        if ids:
            found |= dict(noun.model._default_manager.filter(pk__in=ids).values_list("pk", "number"))
    if any(event.subject_type == "person" for event in events):
        found |= {name_id("person", str(pk)): name for pk, name in Person.objects.values_list("pk", "name")}
    return found


def _numbered() -> list[Any]:
    """The nouns of the open log whose records have a number; those of the compartment stay in theirs."""
    return [noun for noun in NOUN_OF.values() if not noun.apart and _has(noun.model, "number")]


def _statuses() -> dict[str, dict[str, Words]]:
    """The words of each noun's statuses."""
    nouns = [(noun, noun.model._meta.get_field("status")) for noun in NOUN_OF.values() if _has(noun.model, "status")]
    return {noun.event_noun: dict(field.choices or ()) for noun, field in nouns}


def _has(model: Any, column: str) -> bool:
    return any(field.name == column for field in model._meta.fields)


def _moved(event: Event, words: Mapping[str, Words]) -> str:
    """From which status to which; nothing where none changed."""
    if not event.to_status:
        return ""
    return f"{words.get(event.from_status, event.from_status) or '—'} → {words.get(event.to_status, event.to_status)}"


@dataclass(frozen=True)
class Openings:
    """How often one person opened reporters' seals on one day."""

    day: date
    who: str
    count: int


def seals_opened(*, since: datetime) -> list[Openings]:
    """Who opened how many reporters' seals on which of the office's days, the latest day and the most first."""
    opened = Event.objects.filter(type=SEAL_OPENED, id__gte=first_id_of(since))
    counted = opened.annotate(day=TruncDate("recorded_at")).order_by().values("day", "person_id")
    rows = list(counted.annotate(count=Count("id")).order_by("-day", "-count", "person_id"))
    names = _names(Person, {row["person_id"] for row in rows})
    return [Openings(row["day"], names.get(row["person_id"], ""), row["count"]) for row in rows]


def _found(wanted: LogSearch) -> QuerySet[Event]:
    events = Event.objects.all()
    if wanted.person:
        events = events.filter(_by_or_about(wanted.person))
    if wanted.about:
        events = events.filter(subject_id__in=_subjects(wanted.about.strip()))
    if wanted.kind:
        events = events.filter(type__startswith=wanted.kind)
    if wanted.begin:
        events = events.filter(id__gte=first_id_of(wanted.begin))
    if wanted.end:
        events = events.filter(id__lt=first_id_of(wanted.end))
    return events.filter(id__lt=wanted.before) if wanted.before else events


def _by_or_about(username: str) -> Q:
    """What the person did, and what happened at the door in their name."""
    person = Person.objects.filter(username=username.strip().lower()).first()
    if person is None:
        return Q(pk__in=[])
    return Q(person_id=person.pk) | Q(subject_id=name_id("person", str(person.pk)))


def _subjects(text: str) -> Iterable[UUID]:
    """The records of this number, or the one of this id."""
    try:
        return [UUID(text)]
    except ValueError:
        return [row.pk for noun in _numbered() for row in noun.model._default_manager.filter(number=text).only("pk")]


def _names(model: type[Person] | type[ApiClient], keys: set[int | None]) -> dict[int | None, str]:
    return dict(model._default_manager.filter(pk__in=[key for key in keys if key]).values_list("pk", "name"))
