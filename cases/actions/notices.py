"""Notices: lines in the inbox of a post; the post's holder, substitute or duty officer reads them."""

from collections.abc import Callable, Iterable
from datetime import datetime

from agencies.models import Agency, Role
from cases.models import Clock, Clue, Notice
from kernel.models import Event

Audience = Callable[[Event, Clue], list[str]]


def posts_of_the_office(role: str) -> list[str]:
    """That post at every command office there is."""
    offices = Agency.objects.filter(kind=Agency.Kind.COMMAND_OFFICE, valid_to__isnull=True).values_list(
        "code", flat=True
    )
    return [f"{code}:{role}" for code in offices]


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


def tell_posts(event: Event, *, at: datetime) -> int:
    """Put a clue's event into the inboxes it concerns, once each; says how many."""
    clue = Clue.objects.filter(pk=event.subject_id).defer("search").first()
    audience = AUDIENCE.get(event.type)
    if clue is None or audience is None:
        return 0
    return put_into_inboxes(event, audience(event, clue), at=at)


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
