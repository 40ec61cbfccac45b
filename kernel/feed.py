"""The change feed: sealed events in their order, as one reader may know them, with no gap that shows what they may not.

A cursor names the last position its reader was shown, never one that was hidden from them: so it stays the same while
things happen that are not theirs to see. How far the log was searched in vain is remembered here instead.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.errors import DomainError
from kernel.ids import first_id_of
from kernel.models import FeedMark
from kernel.nouns import Noun

KEPT = timedelta(days=90)
# No transaction lasts this long: what was sealed late stands no further from its neighbours in time.
LATEST_SEAL = timedelta(days=1)
STEPS = (512, 2_048, 8_192)

READ = """
WITH sealed AS MATERIALIZED (
    SELECT position, event_id FROM kernel_eventseal WHERE position > %s AND position <= %s)
SELECT s.position, e.id::text, e.type, e.subject_type, e.subject_id::text, e.version, e.occurred_at, e.recorded_at,
       e.from_status, e.to_status, e.data ->> 'into', e.data -> 'relieved'
FROM sealed s JOIN kernel_events(ARRAY(SELECT event_id FROM sealed)) AS e ON e.id = s.event_id
WHERE e.type = ANY(%s) AND e.version > 0
ORDER BY s.position
"""
HEAD = "SELECT coalesce(max(position), 0) FROM kernel_eventseal"
OLDEST = """
SELECT coalesce((SELECT position - 1 FROM kernel_eventseal WHERE event_id >= %s ORDER BY event_id LIMIT 1), 0)
"""
MARK = """
INSERT INTO kernel_feedmark (caller, shown, scanned, at) VALUES (%s, %s, %s, %s)
ON CONFLICT (caller) DO UPDATE SET shown = excluded.shown, scanned = excluded.scanned, at = excluded.at
"""


class CursorExpired(DomainError):
    """Something the reader has not read is no longer kept; `facts` tell how to begin again."""

    code = "cursor_expired"
    status = 410
    detail = _("游标早于保留期（90天），请重新同步")


@dataclass(frozen=True)
class Told:
    """What the feed tells of a noun: these events, and among them those after which the record counts no more."""

    noun: Noun[Any]
    events: frozenset[str]
    ends: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FeedReader:
    """Who reads: as whom, for which agencies (their own and those below), and whether everything is theirs to see."""

    caller: str
    actor: Actor
    agencies: frozenset[str]
    sees_all: bool


class Change(NamedTuple):
    """A sealed event that may be told; ids as they are told, for making objects of them costs more than reading."""

    position: int
    id: str
    type: str
    subject_type: str
    subject_id: str
    version: int
    occurred_at: datetime
    recorded_at: datetime
    from_status: str
    to_status: str
    into: str | None
    relieved_as_json: str | None

    @property
    def relieved(self) -> list[str]:
        """The agencies that the record left; the driver hands JSON over as it stands."""
        return orjson.loads(self.relieved_as_json) if self.relieved_as_json else []


@dataclass
class FeedPage:
    """What a reader is shown, the position to go on from, and whether more waits."""

    events: list[dict[str, object]]
    shown: int
    has_more: bool


class Feed:
    """The nouns the feed tells of; whatever is not named here is told to nobody."""

    def __init__(self, *told: Told) -> None:
        self.told = {one.noun.name: one for one in told}
        self.types = sorted(name for one in told for name in one.events)

    def page(self, reader: FeedReader, *, after: int | None, limit: int, at: datetime) -> FeedPage:
        """The next changes after a position, or from the oldest that is kept."""
        # By when it was written, which its id says: what was recorded of an earlier day is news all the same.
        since = at - KEPT
        oldest = str(first_id_of(since))
        begin = oldest_position(since) if after is None else after
        shown: list[tuple[int, dict[str, object]]] = []
        scanned = begin
        for change, scanned in self._readable(reader, _mark_of(reader, begin)):  # noqa: B007 -- how far it came
            if change is None:
                continue
            if change[0].id < oldest:
                if after is not None:
                    raise CursorExpired
                continue
            shown.append((change[0].position, change[1]))
            if len(shown) > limit:
                break
        page = shown[:limit]
        last = page[-1][0] if page else begin
        _keep_mark(reader, last, last if len(shown) > limit else max(scanned, last), at=at)
        return FeedPage([event for _position, event in page], last, len(shown) > limit)

    def _readable(
        self, reader: FeedReader, after: int
    ) -> Iterator[tuple[tuple[Change, dict[str, object]] | None, int]]:
        """Each change this reader may know, with how far the log has been searched."""
        head = _one(HEAD)
        turn = 0
        while after < head:
            end = min(head, after + STEPS[min(turn, len(STEPS) - 1)])
            changes = _changes(after, end, self.types)
            visible = self._visible(reader, changes)
            for change in changes:
                event = self._as_read(change, reader, visible)
                if event is not None:
                    yield (change, event), change.position
            after, turn = end, turn + 1
            yield None, end

    def _visible(self, reader: FeedReader, changes: Sequence[Change]) -> set[str]:
        """Those of the changed records that the reader sees now."""
        wanted: dict[str, set[str]] = {}
        for change in changes:
            wanted.setdefault(change.subject_type, set()).add(change.subject_id)
        found: set[str] = set()
        for name, ids in wanted.items():
            rows = self.told[name].noun.visible_to(reader.actor).filter(pk__in=ids)
            told = rows.order_by().annotate(told=Cast("pk", TextField()))
            found |= set(told.values_list("told", flat=True))
        return found

    def _as_read(self, change: Change, reader: FeedReader, visible: Collection[str]) -> dict[str, object] | None:
        """The change as this reader may know it: a tombstone where the record left them, else None."""
        if change.subject_id in visible:
            end = self.told[change.subject_type].ends.get(change.type)
            return _shown(change, change.type, _ended(end, change) if end else _moved(change))
        if change.relieved and (reader.sees_all or reader.agencies.intersection(change.relieved)):
            return _shown(change, f"{change.subject_type}.removed", {"deleted": True})
        return None


def _shown(change: Change, name: str, data: dict[str, object]) -> dict[str, object]:
    return {
        "id": change.id,
        "type": name,
        "resource": change.subject_type,
        "resource_id": change.subject_id,
        "version": change.version,
        "occurred_at": change.occurred_at,
        "data": data,
    }


def _moved(change: Change) -> dict[str, object]:
    steps = {"from_status": change.from_status, "to_status": change.to_status}
    return {name: status for name, status in steps.items() if status}


def _ended(why: str, change: Change) -> dict[str, object]:
    return {"deleted": True, "reason": why, **({"into": change.into} if change.into else {})}


def oldest_position(since: datetime) -> int:
    """A position before everything that was recorded since."""
    return _one(OLDEST, first_id_of(since - LATEST_SEAL))


def _changes(after: int, end: int, types: list[str]) -> list[Change]:
    with connection.cursor() as cursor:
        cursor.execute(READ, [after, end, types])
        return [Change._make(row) for row in cursor.fetchall()]


def _one(statement: str, *parameters: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))
        return int(cursor.fetchone()[0])


def _mark_of(reader: FeedReader, shown: int) -> int:
    """Where to go on searching for a reader who was last shown this position."""
    mark = FeedMark.objects.filter(caller=reader.caller, shown=shown).first()
    return mark.scanned if mark else shown


def _keep_mark(reader: FeedReader, shown: int, scanned: int, *, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(MARK, [reader.caller, shown, scanned, at])
