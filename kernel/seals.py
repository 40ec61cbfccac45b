"""Seals: committed events get a gapless position and a hash chained to the one before, by one sealer at a time."""

import hashlib
from collections.abc import Iterator

from django.db import connection, transaction

from kernel.models import EventSeal

GENESIS = b"\0" * 32
LOCK = 7_201_901
BATCH = 2_000

# MATERIALIZED: a LIMIT inside an IN may be asked again for every row, and then takes more than it says.
TAKE = """
WITH waiting AS MATERIALIZED (SELECT event_id FROM kernel_unsealed ORDER BY event_id LIMIT %s),
taken AS (DELETE FROM kernel_unsealed USING waiting WHERE kernel_unsealed.event_id = waiting.event_id
          RETURNING kernel_unsealed.event_id)
SELECT e.id, sha256(convert_to(to_jsonb(e)::text, 'UTF8')) FROM kernel_event e JOIN taken ON e.id = taken.event_id
ORDER BY e.id
"""
READ = """
SELECT s.position, s.hash, sha256(convert_to(to_jsonb(e)::text, 'UTF8'))
FROM kernel_eventseal s LEFT JOIN kernel_event e ON e.id = s.event_id ORDER BY s.position
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


def broken_links() -> Iterator[int]:
    """The positions at which the log no longer matches its seals, in order; none when it is whole."""
    expected, link = 1, GENESIS
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL TimeZone = 'UTC'")
        cursor.execute(READ)
        for position, sealed, digest in cursor:
            link = hashlib.sha256(link + bytes(digest or b"")).digest()
            if position != expected or digest is None or link != bytes(sealed):
                yield position
                link = bytes(sealed)
            expected = position + 1
