"""The files of a disclosure: printed from its rows and read back before they are kept."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from agencies.queries.agencies import command_office
from kernel.language import officially
from reports.models import DisclosureBatch, DisclosureFile, DisclosureItem
from reports.number_gate import refuse_numbers_in
from reports.publishing import PRINTERS, sheet_of
from reports.publishing.told import words_of_file
from reports.queries.covering import covering_of


def made_files(
    disclosure: DisclosureBatch, rows: Sequence[DisclosureItem], *, day: date, at: datetime
) -> list[DisclosureFile]:
    """The unsaved files; each is read back, in its words and in what it says of itself."""
    made = {kind: _printed(kind, disclosure, rows, day=day, at=at) for kind in PRINTERS}
    for kind, content in made.items():
        told = {f"/files/{kind}/{part}": _beside(words, disclosure) for part, words in _gathered(kind, content)}
        refuse_numbers_in(told)
    return [_file(disclosure, kind, content) for kind, content in made.items()]


def drafted_file(disclosure: DisclosureBatch, kind: str, *, day: date, at: datetime) -> DisclosureFile:
    """One unsaved file over the rows as they stand now, to be looked at before anything goes out."""
    rows = list(disclosure.items.select_related("republishes__disclosure").order_by("position"))
    return _file(disclosure, kind, _printed(kind, disclosure, rows, day=day, at=at))


def _file(disclosure: DisclosureBatch, kind: str, content: bytes) -> DisclosureFile:
    sha256 = hashlib.sha256(content).hexdigest()
    return DisclosureFile(disclosure=disclosure, type=kind, sha256=sha256, content=content)


def _gathered(kind: str, content: bytes) -> list[tuple[str, str]]:
    """The words of a file by their part, its pieces far enough apart to make no number together."""
    parts: dict[str, list[str]] = {}
    for part, words in words_of_file(kind, content):
        parts.setdefault(part, []).append(words)
    return [(part, " | ".join(pieces)) for part, pieces in parts.items()]


def _beside(words: str, disclosure: DisclosureBatch) -> str:
    """The words without the office's own line, which was looked at by itself."""
    return words.replace(disclosure.contact, "") if disclosure.contact else words


def _printed(
    kind: str, disclosure: DisclosureBatch, rows: Sequence[DisclosureItem], *, day: date, at: datetime
) -> bytes:
    """The bytes in the office's own language, whoever publishes."""
    office = command_office()
    note = disclosure.content or covering_of(disclosure, rows)
    with officially():
        sheet = sheet_of(disclosure.title, office.name if office else "", note, rows, day=day, at=at)
        return PRINTERS[kind](sheet)
