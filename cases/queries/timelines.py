"""The timeline of a record: its events with the words beside them, as this reader may know them."""

from typing import Any
from uuid import UUID

from django.db.models import Model

from agencies.models import ApiClient, Person
from cases.models import Clue
from cases.queries.clues import readership
from kernel.actor import Actor
from kernel.days import in_local_time
from kernel.models import Event, Remark

# A unit does not read that a reporter's seal was opened, or what stood in a clue before somebody cleaned it.
OFFICE_ONLY = frozenset({"clue.reveal_requested", "clue.reporter_revealed", "clue.reporter_compared", "clue.expunged"})
# What is proposed about a unit stands on the proposals desk alone; that words were destroyed, in the log.
UNSAID = frozenset({"task.referral_proposed", "task.expunged", "satchel.expunged", "letter.expunged"})
WITH_OLD_WORDS = frozenset({"clue.edited", "clue.ledger_updated", "clue.source_updated", "clue.source_adopted"})


def timeline_of(clue: Clue, actor: Actor) -> list[dict[str, object]]:
    """`{id, type, version, occurred_at, actor {name, agency}, data}`, oldest first."""
    office = readership(actor, clue) == "office"
    events = list(Event.objects.filter(subject_id=clue.id).order_by("occurred_at", "id"))
    events = [event for event in events if office or event.type not in OFFICE_ONLY]
    return _lines(events, [event.id for event in events if office or not _tells_old_words(event)])


def _tells_old_words(event: Event) -> bool:
    """Say whether the words beside it are those that a unit does not read, or did not read then."""
    told = event.type == "clue.corrected" and event.data.get("field") == "description"
    return told or event.type in WITH_OLD_WORDS


def record_timeline(record: Model) -> list[dict[str, object]]:
    """The same of another record: whoever sees it reads all of it, but that a referral was proposed."""
    told = Event.objects.filter(subject_id=record.pk).exclude(type__in=UNSAID)
    events = list(told.order_by("occurred_at", "id"))
    return _lines(events, [event.id for event in events])


def _lines(events: list[Event], remarked: list[UUID]) -> list[dict[str, object]]:
    remarks: dict[object, dict[str, str]] = {}
    for remark in Remark.objects.filter(event_id__in=remarked):
        remarks.setdefault(remark.event_id, {})[remark.name] = remark.text
    people, clients = _names(events)
    usernames = _usernames(events)
    return [
        {
            "id": str(event.id),
            "type": event.type,
            "version": event.version,
            "occurred_at": event.occurred_at,
            "recorded_at": event.recorded_at,
            "from_status": event.from_status or None,
            "to_status": event.to_status or None,
            "actor": {
                "name": people.get(event.person_id) or clients.get(event.client_id),
                "agency": event.agency_id or None,
                "post": event.post or None,
            },
            "data": in_local_time({**_named(event.data, usernames), **remarks.get(event.id, {})}),
        }
        for event in events
    ]


PERSONS = ("person", "asked_by")


def _usernames(events: list[Event]) -> dict[int, str]:
    """Whom the facts of events name, by the key under which nobody outside knows them."""
    keys = {event.data[name] for event in events for name in PERSONS if isinstance(event.data.get(name), int)}
    return dict(Person.objects.filter(pk__in=keys).values_list("pk", "username")) if keys else {}


def _named(data: dict[str, Any], usernames: dict[int, str]) -> dict[str, Any]:
    """The facts of an event with people by their usernames."""
    return {name: usernames.get(value, value) if name in PERSONS else value for name, value in data.items()}


def _names(events: list[Event]) -> tuple[dict[int | None, str], dict[int | None, str]]:
    people = Person.objects.filter(pk__in={event.person_id for event in events if event.person_id}).values_list(
        "pk", "name"
    )
    clients = ApiClient.objects.filter(pk__in={event.client_id for event in events if event.client_id}).values_list(
        "pk", "name"
    )
    return dict(people), dict(clients)
