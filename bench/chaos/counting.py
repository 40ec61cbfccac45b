"""What a fault run left in the database: what was lost, done twice or out of order."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection

from kernel.seals import broken_links, seal_events

MINE = "SELECT id FROM cases_clue WHERE description LIKE %(run)s"
# An effect is looked for where it must be: a task that was marked done and not done is as lost as one never begun.
COUNTS = {
    "stored": "SELECT count(*) FROM cases_clue WHERE description LIKE %(run)s",
    "distinct": "SELECT count(DISTINCT description) FROM cases_clue WHERE description LIKE %(run)s",
    "undispatched": "SELECT count(*) FROM cases_clue WHERE description LIKE %(run)s AND status <> 'dispatched'",
    "dispatched_twice": f"""
        SELECT count(*) FROM (SELECT subject_id FROM kernel_event WHERE type = 'clue.dispatched'
                              AND subject_id IN ({MINE}) GROUP BY subject_id HAVING count(*) > 1) t""",
    "urged": f"SELECT count(*) FROM kernel_event WHERE type = 'clue.urged' AND subject_id IN ({MINE})",
    "untold": f"""
        SELECT count(*) FROM kernel_event e WHERE type = 'clue.dispatched' AND subject_id IN ({MINE})
        AND NOT EXISTS (SELECT FROM cases_notice n WHERE n.event_id = e.id)""",
    "told_twice": f"""
        SELECT count(*) FROM (SELECT event_id, post FROM cases_notice WHERE subject_id IN ({MINE})
                              GROUP BY event_id, post HAVING count(*) > 1) t""",
    "without_delivery": f"""
        SELECT count(*) FROM kernel_event e WHERE type IN ('clue.registered', 'clue.dispatched', 'clue.urged')
        AND subject_id IN ({MINE}) AND NOT EXISTS (SELECT FROM kernel_delivery d WHERE d.event_id = e.id)""",
    "contest_clocks": f"SELECT count(*) FROM cases_clock WHERE kind = 'contest' AND subject_id IN ({MINE})",
    "waiting": "SELECT count(*) FROM kernel_delivery WHERE done_at IS NULL AND dead_at IS NULL",
    "parked": "SELECT count(*) FROM kernel_delivery WHERE dead_at IS NOT NULL",
    "tried_again": f"SELECT count(*) FROM kernel_delivery WHERE attempts > 1 AND key IN ({MINE})",
}
# Work of one record and task is done in the order of its rows; a post's lines about a clue stand in the order of what
# they tell, and the log holds the changes of a clue in the order of their versions.
ORDERS = {
    "deliveries": """
        SELECT count(*) FROM (
            SELECT done_at, lag(done_at, 1, '-infinity') OVER w AS before FROM kernel_delivery
            WHERE dead_at IS NULL WINDOW w AS (PARTITION BY key, task ORDER BY id)) t
        WHERE done_at < before OR (done_at IS NOT NULL AND before IS NULL)""",
    "notices": f"""
        SELECT count(*) FROM (
            SELECT s.position, lag(s.position, 1, 0::bigint) OVER w AS before
            FROM cases_notice n JOIN kernel_eventseal s USING (event_id) WHERE n.subject_id IN ({MINE})
            WINDOW w AS (PARTITION BY n.subject_id, n.post ORDER BY n.id)) t
        WHERE position < before""",
    "log": f"""
        SELECT count(*) FROM (
            SELECT e.version, lag(e.version, 1, 0) OVER w AS before
            FROM kernel_event e JOIN kernel_eventseal s ON s.event_id = e.id WHERE e.subject_id IN ({MINE})
            WINDOW w AS (PARTITION BY e.subject_id ORDER BY s.position)) t
        WHERE version < before""",
}
# How often an order could have been broken: a pair of neighbours each.
PAIRS = f"""
SELECT coalesce(sum(many - 1), 0) FROM (SELECT count(*) AS many FROM kernel_delivery WHERE key IN ({MINE})
                                       GROUP BY key, task) t
"""
# When the first one was done that was written before the broker's return, and when the last; first tries alone.
AFTER = """
SELECT extract(epoch FROM min(d.done_at) - %(back)s), extract(epoch FROM max(d.done_at) - %(back)s), count(*)
FROM kernel_delivery d JOIN kernel_event e ON e.id = d.event_id
WHERE e.recorded_at < %(back)s AND d.done_at > %(back)s AND d.attempts = 1
"""


def figures(run: str, acknowledged: Path, returns: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The figures of a run, by what its clients were told (numbers and ids) and when the broker had come back."""
    while seal_events():
        pass
    asked = {"run": f"{run} %"}
    counted = {name: _one(sql, asked) for name, sql in COUNTS.items()}
    orders = {name: _one(sql, asked) for name, sql in ORDERS.items()}
    told = json.loads(acknowledged.read_text())
    return {
        "lost": _lost(run, told),
        "doubled": counted["stored"] - counted["distinct"] + counted["dispatched_twice"] + counted["told_twice"],
        "out_of_order": sum(orders.values()),
        **counted,
        "pairs_in_order": _one(PAIRS, asked),
        "broken_links": len(list(broken_links())),
        "after_return": [[what, *_after(datetime.fromisoformat(back))] for what, back in returns],
    }


def _lost(run: str, told: dict[str, str]) -> int:
    """How many of the clues that a client holds an answer about are not there as they were sent."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT description, id::text FROM cases_clue WHERE description LIKE %s", [f"{run} %"])
        stored = set(cursor.fetchall())
    return sum((f"{run} {number}", pk) not in stored for number, pk in told.items())


def _after(back: datetime) -> tuple[float, float, int]:
    """Seconds until the first and the last that had waited was done, and how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(AFTER, {"back": back})
        first, last, many = cursor.fetchone()
    return round(float(first or 0), 1), round(float(last or 0), 1), many


def _one(sql: str, asked: dict[str, str]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return int(cursor.fetchone()[0])
