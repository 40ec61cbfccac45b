"""Everything that the logs must still say: chains, words, sent papers and, where they are at hand, anchors."""

from collections.abc import Iterator
from pathlib import Path

from django.db import connection, connections

from config.logs import WORDS, readable_logs
from kernel.anchors import NoAnchors, lost_anchors, read_anchors
from kernel.keys import KeyRing
from kernel.models import Event
from kernel.seals import BATCH, EVENTS, Log, broken_links, never_sealed, seal_events
from kernel.words import Words, altered_remarks, missing_remarks
from reports.models import DisclosureFile, ReportFile
from supervision.models import LetterFile, ReferralPaper
from supervision.queries.kept_papers import altered_referrals, missing_papers

OPENLY = (LetterFile, ReportFile, DisclosureFile)
PAPERS = (*OPENLY, ReferralPaper)


def faults_of_log(after: int, until: int | None) -> Iterator[str]:
    """What the event log says no longer, between two positions."""
    yield from (f"broken at position {position}: {_named(position, EVENTS)}" for position in broken_links(after, until))
    yield from _faults_of_words(WORDS[0], after, until)


def faults() -> Iterator[str]:
    """What is no longer as it was recorded, in any log, word or paper; nothing when all is whole."""
    for log, using in readable_logs().items():
        while seal_events(log=log) == BATCH:
            pass
        where = "" if log is EVENTS else f"{log.name} "
        for position in broken_links(log=log, using=using):
            yield f"{where}broken at position {position}: {_named(position, log, using)}"
        yield from (f"{where}event {pk} was taken out of sealing" for pk in never_sealed(log, using=using))
    for words in WORDS:
        yield from _faults_of_words(words, 0, None)
    yield from _faults_of_papers()


def faults_of_anchors(place: Path, *, ring: KeyRing) -> Iterator[str]:
    """What the anchors of a folder or file know, and the logs say no longer; a fault, too, where there is none."""
    try:
        yield from lost_anchors(read_anchors(place), readable_logs(), ring=ring)
    except NoAnchors as error:
        yield str(error)


def _faults_of_words(words: Words, after: int, until: int | None) -> Iterator[str]:
    where = "" if words.log is EVENTS else f"{words.log.name} "
    for position, name in altered_remarks(after, until, words=words):
        yield f"{where}altered words at position {position}: {name}"
    for position, name in missing_remarks(after, until, words=words):
        yield f"{where}words gone at position {position}: {name}"


def _faults_of_papers() -> Iterator[str]:
    with connection.cursor() as cursor:
        for model in PAPERS:
            table = model._meta.db_table
            cursor.execute(f"SELECT id FROM {table} WHERE sha256 <> encode(sha256(content), 'hex')")  # noqa: S608 -- names of our own models
            yield from [f"altered paper in {table}: {pk}" for (pk,) in cursor.fetchall()]
    told = Event.objects.filter(data__has_key="hashes").values_list("data__hashes", flat=True)
    kept = {sha256 for model in OPENLY for sha256 in model._default_manager.values_list("sha256", flat=True)}
    for sha256 in sorted({sha256 for hashes in told for sha256 in hashes} - kept):
        yield f"a frozen paper is gone: {sha256}"
    yield from missing_papers()
    yield from altered_referrals()


def _named(position: int, log: Log, using: str = "default") -> str:
    """The event that stands there, if there is one."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT event_id FROM {log.seals} WHERE position = %s", [position])  # noqa: S608 -- our own words
        row = cursor.fetchone()
    return f"event {row[0]}" if row else "no seal"
