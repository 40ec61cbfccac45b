"""A recount from the log alone: slow, plain, and by no roll-up; what the roll-ups are held against."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson
from django.db import connection, transaction

from cases.models.counted import closing_is_unknown
from kernel.days import local_day
from reports.metrics import Counts

READ = """
SELECT e.subject_id::text, e.recorded_at, e.counted::text
FROM kernel_eventseal s JOIN kernel_event e ON e.id = s.event_id
WHERE s.position <= %s AND e.counted IS NOT NULL ORDER BY e.subject_id, s.position
"""
CHUNK = 10_000
NEVER = datetime.max.replace(tzinfo=UTC)
TRUE = {"substantiated", "mostly_substantiated", "partly_substantiated"}


def recount(*, as_of: datetime, position: int, scope: str = "") -> Counts:
    """Every count of clues as of an instant, by what the log had told up to a position."""
    found: Counter[str] = Counter()
    for _clue, lines in groupby(_told_until(position), key=itemgetter(0)):
        told = _known_at(as_of, [(at, text) for _id, at, text in lines])
        if (not scope and "case" not in told) or scope == f"source:{told.get('source')}":
            found.update(counts_of(told, as_of))
    return Counts(**found)


def _known_at(as_of: datetime, lines: list[tuple[datetime, str]]) -> dict[str, Any]:
    """What was told last by the instant; before anything was, on that day what was told first, and earlier the last."""
    said = [text for at, text in lines if at <= as_of]
    if not said:
        said = [lines[0][1]] if local_day(lines[0][0]) <= local_day(as_of) else [lines[-1][1]]
    told: dict[str, Any] = orjson.loads(said[-1])
    return told


def _told_until(position: int) -> Iterator[tuple[str, datetime, str]]:
    """What the log told of each clue, read a chunk at a time."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DECLARE told NO SCROLL CURSOR FOR {READ}", [position])
        while True:
            cursor.execute(f"FETCH {CHUNK} FROM told")
            rows = cursor.fetchall()
            if not rows:
                break
            yield from rows
        cursor.execute("CLOSE told")


def counts_of(told: Mapping[str, Any], as_of: datetime) -> dict[str, int]:
    """The counts in which one clue takes part at an instant, as the contract words them."""
    if told.get("void") or _at(told["received"]) > as_of:
        return {}
    if told.get("merged"):
        return {"merged": 1}
    cycle = next((one for one in told.get("earlier", ()) if _at(one["until"]) > as_of), told)
    due = _at(cycle["due"]) if "due" in cycle else None
    state = next((name for name in ("closed", "interim", "refused") if name in cycle and _at(cycle[name]) <= as_of), "")
    if told.get("part"):
        return {"parts": 1, "parts_ended": int(bool(state))}
    on_time = state == "closed" and due is not None and _at(cycle["closed"]) <= due
    day_unknown = closing_is_unknown(told) and cycle is next(iter(told.get("earlier", ())), told)
    fell_due = due is not None and due <= as_of and state != "refused" and not day_unknown
    determined = told.get("verdict", "undetermined") != "undetermined"
    order = told["channel"] == "inspection" and "imported" not in told
    overdue = due if not state and due is not None and due < as_of else None
    taken_up = _taken_up(told)
    term = _at(told["received"]) + timedelta(days=15)
    takes_part = {
        "received": True,
        "closed": state == "closed",
        "interim_closed": state == "interim",
        "not_accepted": state == "refused",
        "overdue": overdue is not None,
        "closed_on_time": on_time,
        "fell_due": fell_due,
        "fell_due_on_time": fell_due and on_time,
        "closed_some_day": state == "closed" and day_unknown,
        "determined": determined,
        "substantiated": determined and told["verdict"] in TRUE,
        "orders": order,
        "orders_in_time": order and _prompt(told, as_of),
        "acceptances_due": "imported" not in told and min(taken_up, term) <= as_of,
        "accepted_in_time": "imported" not in told and taken_up <= min(as_of, term),
    }
    days = (local_day(as_of) - local_day(overdue)).days if overdue else 0
    return {**{name: int(holds) for name, holds in takes_part.items()}, "days_overdue": days}


def _taken_up(told: Mapping[str, Any]) -> datetime:
    """When the clue was first dispatched or refused; at the end of time if it was not."""
    first = next(iter(told.get("earlier", ())), told)
    instants = [_at(one[name]) for one, name in ((told, "dispatched"), (first, "refused")) if name in one]
    return min(instants, default=NEVER)


def _prompt(told: Mapping[str, Any], as_of: datetime) -> bool:
    if "dispatched" not in told:
        return False
    dispatched = _at(told["dispatched"])
    return dispatched <= as_of and dispatched - _at(told["received"]) <= timedelta(hours=1)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
