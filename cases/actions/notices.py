"""Notices: lines in the inbox of a post; the post's holder, substitute or duty officer reads them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from cases.models import Notice
from kernel.news import NEWS


class Told(Protocol):
    """An event of whichever log."""

    id: UUID
    type: str
    subject_type: str
    subject_id: UUID
    data: Mapping[str, object]


def tell_posts(event: Told, *, at: datetime) -> int:
    """Put an event into the inboxes of those whom its line in the news names, once each; says how many."""
    line = NEWS.get(event.type)
    if line is None or line.audience is None:
        return 0
    urgency = line.urgency_of(str(event.data.get("level", "")))
    rows = [
        Notice(
            event_id=event.id,
            post=post,
            subject_type=event.subject_type,
            subject_id=event.subject_id,
            kind=kind,
            urgency=urgency,
            at=at,
        )
        for kind, posts in line.kinds_of(event)
        for post in posts
    ]
    return len(Notice.objects.bulk_create(rows, ignore_conflicts=True))
