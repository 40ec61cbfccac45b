"""What a row of a ledger tells the units that it names: personal marks are masked before it leaves, and told of."""

from dataclasses import replace
from typing import NamedTuple

from cases.actions.registration import Entry
from cases.ledgers.public_tables import DONE
from cases.ledgers.rows import COLUMN_OF
from kernel.actor import Actor, MarksAnswer
from kernel.outgoing import NAMES, Identity, let_out
from kernel.personal_marks import Kind

MASKS = MarksAnswer(mask=True)
COLUMNS = {**COLUMN_OF, "handling_summary": COLUMN_OF["description"], "findings": "办理结果", "measures": DONE}


class Masked(NamedTuple):
    """An entry as a unit may read it, the actor with what was masked, and why by the columns of the ledger."""

    entry: Entry
    by: Actor
    columns: dict[str, list[str]]


def masked_for_units(entry: Entry, *, by: Actor) -> Masked:
    """The entry without personal marks in the texts that its units read; one that names no unit stays as it is.

    Its summary is made without them anyway. The file itself, which the office keeps, is not changed.
    """
    printed = entry.printed
    if printed is None or not (printed.lead or printed.lead_name or printed.helpers):
        return Masked(entry, by, {})
    published = printed.published
    texts = {
        "/address": entry.address,
        "/subject_name": entry.subject_name,
        "/findings": printed.findings,
        "/measures": published.done if published else "",
    }
    whom = Identity(entry.reporter.name, entry.reporter.phone)
    masks, passed = let_out(texts, by=by.answering(MASKS), identities=lambda: [whom])
    if not masks:
        return Masked(entry, by, {})
    told = {place[1:]: masks.get(place, text) for place, text in texts.items()}
    published = replace(published, done=told["measures"]) if published else None
    entry = replace(
        entry,
        address=told["address"],
        subject_name=told["subject_name"],
        printed=replace(printed, findings=told["findings"], published=published),
    )
    return Masked(entry, passed, columns_masked(passed))


def columns_masked(by: Actor) -> dict[str, list[str]]:
    """The kinds of what was masked by the columns of the ledger in which it stood."""
    found: dict[str, list[str]] = {}
    for place in by.passed.masked:
        pointer, _space, kind = place.partition(" ")
        found.setdefault(COLUMNS.get(pointer[1:], pointer[1:]), []).append(str(NAMES[Kind(kind)]))
    return found
