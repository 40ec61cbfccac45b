"""The one way to record what happened: an event, its remarks and its deliveries, in the caller's transaction."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet

from kernel.actor import Actor
from kernel.copying import copy_all
from kernel.deliveries import subscribers_of
from kernel.ids import EPOCH, first_id_of, instant_of
from kernel.inserting import insert_rows
from kernel.models import Delivery, Event, Remark
from kernel.news import refuse_unknown
from kernel.publishing import Message, publish_after_commit
from kernel.request_ids import request_id
from kernel.workflow import Move

CLOCKS_DIFFER = timedelta(days=1)
_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


class Subject(Protocol):
    """A record that events tell about; one that figures count says in `counted` how it stands."""

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """Its noun, its id and its present version."""


@dataclass(frozen=True)
class Named:
    """A thing without a row of its own that events tell about, such as a calendar year."""

    noun: str
    id: UUID

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """Its noun and id; it has no versions."""
        return self.noun, self.id, 0


def did(actor: Actor, subject: UUID, types: Collection[str]) -> bool:
    """Say whether this person or program is the author of an event of these types about the record; one query."""
    made = instant_of(subject)
    # No event is older than its record, but for clocks of hosts that differ: the months before are not looked at.
    log = Event.objects.filter(id__gte=first_id_of(max(EPOCH, made - CLOCKS_DIFFER))) if made else Event.objects.all()
    return took_part(log, actor, subject, types)


def took_part(log: "QuerySet[Any]", actor: Actor, subject: UUID, types: Collection[str]) -> bool:
    """As `did`, in a log of its own: rows with `subject_id`, `type`, `person_id` and `client_id`."""
    if actor.person is not None:
        mine = log.filter(person_id=actor.person.pk)
    elif actor.client is not None:
        mine = log.filter(client_id=actor.client.pk)
    else:
        return False
    return mine.filter(subject_id=subject, type__in=types).exists()


@contextmanager
def quietly() -> Iterator[None]:
    """What is recorded inside is history taken over, as an import is: only subscribers that ask for imports hear."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def is_quiet() -> bool:
    """Say whether what is recorded now is history taken over."""
    return _quiet.get()


def digest(text: str) -> str:
    """The hash under which an event knows words that may be erased."""
    return hashlib.sha256(text.encode()).hexdigest()


def event_row(  # noqa: PLR0913 -- one column each
    subject: Subject,
    what: Move | str,
    *,
    by: Actor,
    at: datetime,
    happened: datetime | None = None,
    data: Mapping[str, object] | None = None,
    imported: bool = False,
) -> Event:
    """The unsaved event, built alike for single records and for bulk paths."""
    noun, pk, version = subject.event_subject
    move = what if isinstance(what, Move) else Move(what, "", "")
    refuse_unknown(move.event)
    return Event(
        type=move.event,
        subject_type=noun,
        subject_id=pk,
        version=version,
        from_status=move.from_status,
        to_status=move.to_status,
        occurred_at=happened or at,
        recorded_at=at,
        person_id=by.person.pk if by.person else None,
        agency_id=by.agency_id or "",
        post=by.post_code,
        client_id=by.client.pk if by.client else None,
        data=dict(data or {}),
        counted=getattr(subject, "counted", None),
        imported=imported or _quiet.get(),
        request_id=request_id.get(),
    )


def record(  # noqa: PLR0913 -- who, when, what and its words
    subject: Subject,
    what: Move | str,
    *,
    by: Actor,
    at: datetime,
    happened: datetime | None = None,
    data: Mapping[str, object] | None = None,
    remarks: Mapping[str, str] | None = None,
    rows: Sequence[Model] = (),
) -> Event:
    """Write the event, the words beside it and one delivery per subscriber; needs an open transaction.

    `rows` are new rows that the event tells about: they are written first, in the same round trip.
    """
    _refuse_alone()
    news = news_of(subject, what, by=by, at=at, happened=happened, data=data, remarks=remarks)
    insert_rows([*rows, *news.rows])
    publish_after_commit(news.messages)
    return news.event


def _refuse_alone() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("an event is recorded in the transaction of what it tells about")


@dataclass(frozen=True)
class News:
    """An event with all that is written with it, not yet saved."""

    event: Event
    remarks: list[Remark]
    deliveries: list[Delivery]

    @property
    def rows(self) -> list[Model]:
        """All of it, in the order of writing."""
        return [self.event, *self.remarks, *self.deliveries]

    @property
    def messages(self) -> list[Message]:
        """What Celery is told once it is committed."""
        return [Message.about(one) for one in self.deliveries]


def record_all(news: Sequence[News], *, rows: Sequence[Model] = ()) -> None:
    """Write many events as `record` writes one, new rows first; whatever their number, one COPY for each table."""
    _refuse_alone()
    copy_all([*rows, *(row for one in news for row in one.rows)])
    publish_after_commit([message for one in news for message in one.messages])


def news_of(  # noqa: PLR0913 -- who, when, what and its words
    subject: Subject,
    what: Move | str,
    *,
    by: Actor,
    at: datetime,
    happened: datetime | None = None,
    data: Mapping[str, object] | None = None,
    remarks: Mapping[str, str] | None = None,
) -> News:
    """The unsaved event, the words beside it and its deliveries, alike for single records and for bulk paths."""
    facts, words = told_by(by, data, remarks)
    event = event_row(subject, what, by=by, at=at, happened=happened, data=facts)
    spoken = [Remark(event_id=event.id, name=name, text=text) for name, text in words.items()]
    return News(event, spoken, delivery_rows(event))


def told_by(
    by: Actor, data: Mapping[str, object] | None, remarks: Mapping[str, str] | None
) -> tuple[dict[str, object], dict[str, str]]:
    """The facts of an event and the words beside it, with what the actor says of every deed; words by their hash."""
    words = {name: text for name, text in {**(remarks or {}), **by.own_remarks}.items() if text}
    hashes = {f"{name}_sha256": digest(text) for name, text in words.items()}
    return {**(data or {}), **by.personal_marks, **hashes}, words


def delivery_rows(event: Event) -> list[Delivery]:
    """The outbox rows of an event; an imported one goes only to subscribers that ask for imports."""
    return [
        Delivery(
            event_id=event.id,
            task=subscriber.name,
            queue=subscriber.queue,
            key=event.subject_id,
            run_at=event.recorded_at,
            sent_at=event.recorded_at,
        )
        for subscriber in subscribers_of(event.type)
        if subscriber.imports or not event.imported
    ]
