"""The one way to record in the compartment: its own log, in the caller's transaction; posts are told there and then."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection

from cases.actions.notices import tell_posts
from kernel.actor import Actor
from kernel.events import Subject, is_quiet, told_by, took_part
from kernel.inserting import insert_rows
from kernel.news import refuse_unknown
from kernel.request_ids import request_id
from kernel.workflow import Move
from supervision.models import Reading, ReferralEvent, ReferralRemark
from supervision.rules import is_organ


def record_apart(
    subject: Subject,
    what: Move | str,
    *,
    by: Actor,
    at: datetime,
    data: Mapping[str, object] | None = None,
    remarks: Mapping[str, str] | None = None,
) -> ReferralEvent:
    """Write the event and the words beside it, and tell the posts that the news names; leaves no delivery.

    It needs an open transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event is recorded in the transaction of what it tells about")
    noun, pk, version = subject.event_subject
    move = what if isinstance(what, Move) else Move(what, "", "")
    refuse_unknown(move.event)
    facts, words = told_by(by, data, remarks)
    event = ReferralEvent(
        type=move.event,
        subject_type=noun,
        subject_id=pk,
        version=version,
        from_status=move.from_status,
        to_status=move.to_status,
        occurred_at=at,
        person_id=by.person.pk if by.person else None,
        agency_id=by.agency_id or "",
        post=by.post_code,
        client_id=by.client.pk if by.client else None,
        data=facts,
        request_id=request_id.get(),
    )
    insert_rows([event, *(ReferralRemark(event_id=event.id, name=name, text=text) for name, text in words.items())])
    if not is_quiet():
        tell_posts(event, at=at)
    return event


def did_apart(actor: Actor, subject: UUID, types: Collection[str]) -> bool:
    """Say whether this person or program is the author of an event of these types in the compartment; one query."""
    return took_part(ReferralEvent.objects.all(), actor, subject, types)


def note_reading(
    what: Reading.What,
    subjects: Collection[UUID],
    *,
    by: Actor,
    at: datetime,
    data: Mapping[str, object] | None = None,
) -> None:
    """Note, before it is answered, that somebody of an organ reads; what the office reads is no secret of its own."""
    if not is_organ(by):
        return
    reading = Reading(
        at=at,
        what=what,
        person_id=by.person.pk if by.person else None,
        client_id=by.client.pk if by.client else None,
        agency_id=by.agency_id or "",
        post=by.post_code,
        subject_ids=list(subjects),
        data=dict(data or {}),
        request_id=request_id.get(),
    )
    insert_rows([reading])
