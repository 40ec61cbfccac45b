"""Seals: committed events get a gapless position and a hash chained to the one before, by one sealer at a time."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from django.db import connection, transaction

from kernel.ids import first_id_of
from kernel.models import EventSeal

GENESIS = b"\0" * 32
LOCK = 7_201_901
BATCH = 2_000

# An event that nothing is counted of hashes as if the column were not there, as it was in the first logs.
DIGEST = "sha256(convert_to((to_jsonb(e) - CASE WHEN e.counted IS NULL THEN 'counted' ELSE '' END)::text, 'UTF8'))"
# By their places, whatever the planner knows of a table that is full one minute and empty the next.
TAKE = f"""
WITH taken AS (
    DELETE FROM kernel_unsealed
    WHERE ctid = ANY (ARRAY(SELECT ctid FROM kernel_unsealed ORDER BY event_id LIMIT %s)) RETURNING event_id)
SELECT e.id, {DIGEST} FROM kernel_events(ARRAY(SELECT event_id FROM taken)) AS e
ORDER BY e.id
"""  # noqa: S608 -- our own words
READ = f"""
SELECT s.position, s.hash, {DIGEST}
FROM kernel_eventseal s LEFT JOIN kernel_event e ON e.id = s.event_id
WHERE s.position > %s AND (%s::bigint IS NULL OR s.position <= %s) ORDER BY s.position
"""  # noqa: S608 -- our own words
ALTERED = """
SELECT s.position, r.name FROM kernel_remark r JOIN kernel_event e ON e.id = r.event_id
JOIN kernel_eventseal s ON s.event_id = e.id
WHERE s.position > %s AND (%s::bigint IS NULL OR s.position <= %s)
  AND e.data ->> (r.name || '_sha256') IS DISTINCT FROM encode(sha256(convert_to(r.text, 'UTF8')), 'hex')
ORDER BY s.position
"""
# Ids are made in the order of recording; what was sealed late stands a day from its neighbours at most.
BETWEEN = """
SELECT coalesce(min(position) - 1, 0), coalesce(max(position), 0) FROM kernel_eventseal
WHERE event_id >= %s AND event_id < %s
"""


def seal_events(limit: int = BATCH) -> int:
    """Seal up to `limit` committed events; 0 when none waits or another sealer is at work."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if cursor.fetchone() != (True,):
            return 0
        cursor.execute("SET LOCAL TimeZone = 'UTC'")
        cursor.execute(TAKE, [limit])
        waiting = cursor.fetchall()
        last = EventSeal.objects.order_by("-position").first() if waiting else None
        position, link = (last.position, bytes(last.hash)) if last else (0, GENESIS)
        seals = []
        for event_id, digest in waiting:
            position, link = position + 1, hashlib.sha256(link + bytes(digest)).digest()
            seals.append(EventSeal(position=position, event_id=event_id, hash=link))
        EventSeal.objects.bulk_create(seals)
        return len(seals)


def broken_links(after: int = 0, until: int | None = None) -> Iterator[int]:
    """The positions at which the log no longer matches its seals, in order; none when it is whole."""
    before = EventSeal.objects.filter(position=after).first()
    expected, link = after + 1, bytes(before.hash) if before else GENESIS
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL TimeZone = 'UTC'")
        cursor.execute(READ, [after, until, until])
        for position, sealed, digest in cursor:
            link = hashlib.sha256(link + bytes(digest or b"")).digest()
            if position != expected or digest is None or link != bytes(sealed):
                yield position
                link = bytes(sealed)
            expected = position + 1


def altered_remarks(after: int = 0, until: int | None = None) -> list[tuple[int, str]]:
    """The words beside sealed events that are no longer those whose hash the event keeps: position and name."""
    with connection.cursor() as cursor:
        cursor.execute(ALTERED, [after, until, until])
        return [(position, name) for position, name in cursor.fetchall()]


def positions_between(begin: datetime, end: datetime) -> tuple[int, int]:
    """The position before the first event recorded from `begin` on, and that of the last one before `end`."""
    with connection.cursor() as cursor:
        cursor.execute(BETWEEN, [first_id_of(begin), first_id_of(end)])
        after, until = cursor.fetchone()
    return after, until
