"""The event log as an auditor reads it: who did what to what and when, never what was written."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from agencies.models import ApiClient, Person
from kernel.ids import first_id_of, name_id
from kernel.models import Event

PAGE = 100
SEAL_OPENED = "clue.reporter_revealed"


@dataclass(frozen=True)
class LogSearch:
    """What an auditor asks for; what is empty does not narrow."""

    person: str = ""
    about: str = ""
    kind: str = ""
    begin: datetime | None = None
    end: datetime | None = None
    before: UUID | None = None


@dataclass(frozen=True)
class LogLine:
    """An event with the name of whoever did it."""

    event: Event
    who: str


def search_log(wanted: LogSearch) -> tuple[list[LogLine], UUID | None]:
    """A page of the log, the latest first, and where the next begins."""
    events = list(_found(wanted).order_by("-id").defer("data", "request_id")[: PAGE + 1])
    more = events[PAGE - 1].id if len(events) > PAGE else None
    events = events[:PAGE]
    people = _names(Person, {event.person_id for event in events})
    clients = _names(ApiClient, {event.client_id for event in events})
    named = ((event, people.get(event.person_id) or clients.get(event.client_id) or "") for event in events)
    return [LogLine(event, who) for event, who in named], more


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
        events = events.filter(subject_id__in=_uuids(wanted.about))
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


def _uuids(text: str) -> list[UUID]:
    """The id that was typed, if it is one."""
    try:
        return [UUID(text.strip())]
    except ValueError:
        return []


def _names(model: type[Person] | type[ApiClient], keys: set[int | None]) -> dict[int | None, str]:
    return dict(model._default_manager.filter(pk__in=[key for key in keys if key]).values_list("pk", "name"))
