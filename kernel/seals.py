"""Seals: committed events get a gapless position and a hash chained to the one before, by one sealer at a time.

The sealer is a function of the database owner's: the application's role asks for seals, and makes none itself.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, connections, transaction

from kernel.ids import first_id_of

GENESIS = b"\0" * 32
BATCH = 2_000
LATE = 60.0


@dataclass(frozen=True)
class Log:
    """An append-only table, the table of its seals, the marks of what waits for one, and the function that seals.

    `digest` is the SQL of what is hashed of a row `e`; the function in the migrations says the same.
    """

    name: str
    table: str
    seals: str
    marks: str
    sealer: str
    digest: str = "sha256(convert_to(to_jsonb(e)::text, 'UTF8'))"


EVENTS = Log(
    name="events",
    table="kernel_event",
    seals="kernel_eventseal",
    marks="kernel_unsealed",
    sealer="kernel_seal_events",
    # An event that nothing is counted of hashes as if the column were not there, as it was in the first logs.
    digest="sha256(convert_to((to_jsonb(e) - CASE WHEN e.counted IS NULL THEN 'counted' ELSE '' END)::text, 'UTF8'))",
)
_logs: tuple[Log, ...] = (EVENTS,)

READ = """
SELECT s.position, s.hash, {log.digest}
FROM {log.seals} s LEFT JOIN {log.table} e ON e.id = s.event_id
WHERE s.position > %s AND (%s::bigint IS NULL OR s.position <= %s) ORDER BY s.position
"""
# The trigger leaves a mark, and the sealer turns it into a seal: an event with neither was taken out of sealing.
UNSEALED = """
SELECT e.id FROM {log.table} e
WHERE NOT EXISTS (SELECT FROM {log.seals} s WHERE s.event_id = e.id)
  AND NOT EXISTS (SELECT FROM {log.marks} m
                  WHERE m.event_id = e.id AND m.marked_at > clock_timestamp() - make_interval(secs => %s))
ORDER BY e.id
"""
# Ids are made in the order of recording; what was sealed late stands a day from its neighbours at most.
BETWEEN = """
SELECT coalesce(min(position) - 1, 0), coalesce(max(position), 0) FROM kernel_eventseal
WHERE event_id >= %s AND event_id < %s
"""


@dataclass(frozen=True)
class Head:
    """The last seal of a log; position 0 where nothing was sealed yet."""

    position: int
    hash: bytes


def follow(logs: Sequence[Log]) -> None:
    """Take over the page that says which logs there are; called once, when the program starts."""
    global _logs  # noqa: PLW0603 -- one list per process
    _logs = tuple(logs)


def seal_events(limit: int = BATCH, *, log: Log = EVENTS) -> int:
    """Seal up to `limit` committed events; 0 when none waits or another sealer is at work."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {log.sealer}(%s)", [limit])
        return int(cursor.fetchone()[0])


def seal_all_logs() -> bool:
    """Seal a batch of each log; says whether one of them had more than that."""
    return BATCH in [seal_events(log=log) for log in _logs]


def head_of(log: Log = EVENTS, *, using: str = "default") -> Head:
    """The last seal."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT position, hash FROM {log.seals} ORDER BY position DESC LIMIT 1")  # noqa: S608 -- our own words
        row = cursor.fetchone()
    return Head(row[0], bytes(row[1])) if row else Head(0, GENESIS)


def hash_at(position: int, log: Log = EVENTS, *, using: str = "default") -> bytes | None:
    """The hash sealed at a position; None where nothing stands."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT hash FROM {log.seals} WHERE position = %s", [position])  # noqa: S608 -- our own words
        row = cursor.fetchone()
    return bytes(row[0]) if row else None


def broken_links(
    after: int = 0, until: int | None = None, *, log: Log = EVENTS, using: str = "default"
) -> Iterator[int]:
    """The positions at which the log no longer matches its seals, in order; none when it is whole."""
    expected, link = after + 1, hash_at(after, log, using=using) or GENESIS
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SET LOCAL TimeZone = 'UTC'")
        cursor.execute(READ.format(log=log), [after, until, until])
        for position, sealed, digest in cursor:
            link = hashlib.sha256(link + bytes(digest or b"")).digest()
            if position != expected or digest is None or link != bytes(sealed):
                yield position
                link = bytes(sealed)
            expected = position + 1


def never_sealed(log: Log = EVENTS, *, using: str = "default") -> list[UUID]:
    """The events that were taken out of sealing, or have waited for more than a minute."""
    with connections[using].cursor() as cursor:
        cursor.execute(UNSEALED.format(log=log), [LATE])
        return [event_id for (event_id,) in cursor.fetchall()]


def seals_are_late() -> bool:
    """Say whether an event of any log has waited for its seal for more than a minute."""
    late = [
        f"SELECT FROM {log.marks} WHERE marked_at <= clock_timestamp() - make_interval(secs => %s)" for log in _logs
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS ({' UNION ALL '.join(late)})", [LATE] * len(late))
        return bool(cursor.fetchone()[0])


def positions_between(begin: datetime, end: datetime) -> tuple[int, int]:
    """The position before the first event recorded from `begin` on, and that of the last one before `end`."""
    with connection.cursor() as cursor:
        cursor.execute(BETWEEN, [first_id_of(begin), first_id_of(end)])
        after, until = cursor.fetchone()
    return after, until
