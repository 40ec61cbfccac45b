"""Words beside a log: each is there with the hash that its event keeps, or an expunction accounts for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from kernel.seals import EVENTS, Log


@dataclass(frozen=True)
class Words:
    """A log and the table of the words beside it; `elsewhere` are hashes of words that a row of another table keeps."""

    log: Log
    table: str
    elsewhere: frozenset[tuple[str, str]] = frozenset()


# Every hash an event keeps, and the words beside it; words of no event, or of none that keeps their hash, come too.
ALTERED = """
SELECT coalesce(s.position, 0), r.name FROM {words.table} r LEFT JOIN {words.log.table} e ON e.id = r.event_id
LEFT JOIN {words.log.seals} s ON s.event_id = r.event_id
WHERE coalesce(s.position, 0) > %s AND (%s::bigint IS NULL OR s.position <= %s)
  AND e.data ->> (r.name || '_sha256') IS DISTINCT FROM encode(sha256(convert_to(r.text, 'UTF8')), 'hex')
ORDER BY 1, 2
"""
MISSING = """
SELECT s.position, e.type, left(told.key, -7) FROM {words.log.table} e JOIN {words.log.seals} s ON s.event_id = e.id
CROSS JOIN LATERAL jsonb_each_text(e.data) AS told
WHERE s.position > %s AND (%s::bigint IS NULL OR s.position <= %s) AND told.key LIKE '%%\\_sha256'
  AND NOT EXISTS (SELECT FROM {words.table} r WHERE r.event_id = e.id AND r.name = left(told.key, -7))
  {unless}
ORDER BY 1, 3
"""
# Since triggers account for them, an erasure is a row; before, the expunction's own event named what went.
ERASED = """
  AND NOT EXISTS (
    SELECT FROM kernel_erasedremark gone JOIN kernel_event x ON x.id = gone.because_id AND x.type LIKE '%%.expunged'
    WHERE gone.event_id = e.id AND gone.name = left(told.key, -7) AND gone.sha256 = told.value)
  AND NOT EXISTS (
    SELECT FROM kernel_event x WHERE x.subject_id = e.subject_id AND x.type LIKE '%%.expunged'
      AND x.data ->> 'target' = e.id::text AND x.data ->> 'name' = left(told.key, -7)
      AND x.data ->> 'sha256' = told.value)
"""
EVENT_WORDS = Words(EVENTS, "kernel_remark")


def altered_remarks(after: int = 0, until: int | None = None, *, words: Words = EVENT_WORDS) -> list[tuple[int, str]]:
    """The words that are no longer those whose hash their event keeps, or belong to none: position (or 0) and name."""
    # From the beginning, words of no event are looked for as well: they have no position.
    return [(row[0], row[1]) for row in _rows(ALTERED.format(words=words), after or -1, until)]


def missing_remarks(after: int = 0, until: int | None = None, *, words: Words = EVENT_WORDS) -> list[tuple[int, str]]:
    """The words that are gone though nothing tells of an expunction: position and name."""
    unless = ERASED if words.log is EVENTS else ""
    found = _rows(MISSING.format(words=words, unless=unless), after, until)
    return [(position, name) for position, kind, name in found if (kind, name) not in words.elsewhere]


def _rows(statement: str, after: int, until: int | None) -> Iterable[tuple[int, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [after, until, until])
        rows: list[tuple[int, str, str]] = cursor.fetchall()
        return rows
