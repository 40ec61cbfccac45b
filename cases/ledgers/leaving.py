"""What a row of a ledger tells the units that it names: personal marks are masked before it leaves, and told of."""

from dataclasses import replace
from typing import NamedTuple

from cases.actions.registration import Entry
from cases.ledgers.rows import COLUMN_OF
from kernel.actor import Actor, MarksAnswer
from kernel.outgoing import NAMES, Identity, let_out
from kernel.personal_marks import Kind

MASKS = MarksAnswer(mask=True)
FINDINGS = "办理结果"


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
    texts = {"/address": entry.address, "/subject_name": entry.subject_name, "/findings": printed.findings}
    told = entry.reporter
    masks, passed = let_out(texts, by=by.answering(MASKS), identities=lambda: [Identity(told.name, told.phone)])
    if not masks:
        return Masked(entry, by, {})
    entry = replace(
        entry,
        address=masks.get("/address", entry.address),
        subject_name=masks.get("/subject_name", entry.subject_name),
        printed=replace(printed, findings=masks.get("/findings", printed.findings)),
    )
    return Masked(entry, passed, _columns(passed))


def _columns(by: Actor) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for place in by.passed.masked:
        pointer, _space, kind = place.partition(" ")
        column = COLUMN_OF.get(pointer[1:], FINDINGS)
        found.setdefault(column, []).append(str(NAMES[Kind(kind)]))
    return found
