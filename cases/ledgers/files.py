"""Ledger files: workbooks, or CSV in UTF-8 with or without BOM or in GB18030, read record by record."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from cases.ledgers.columns import COLUMNS, REQUIRED
from cases.ledgers.public_tables import (
    below_titles,
    is_public_table,
    ledger_cells,
    ledger_header,
    named,
    spelled,
)
from cases.ledgers.workbooks import is_workbook, workbook_rows
from kernel.csv_cells import as_written
from kernel.errors import BadInput
from kernel.workbooks import table_of

BLOCK = 1 << 20
HEADER_LINE = 1


class UnreadableLedger(BadInput):
    """The file is no ledger that can be read."""

    code = "unreadable_ledger"


@dataclass(frozen=True)
class Record:
    """One record: the line on which a spreadsheet shows it, and its cells by column."""

    line: int
    cells: dict[str, str]
    width: int
    header: tuple[str, ...]
    public: bool = False

    @property
    def number(self) -> str:
        """Its 线索编号."""
        return self.cells.get("线索编号", "")

    @property
    def expected(self) -> int:
        """How many cells the header promises."""
        return len(self.header)

    @property
    def first_missing(self) -> str:
        """The first column that a record cut short lacks."""
        return self.header[self.width]


def sha256_of(path: Path) -> str:
    """The hash of a file's bytes."""
    sha = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            sha.update(block)
    return sha.hexdigest()


def rows_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The filled lines of a ledger on disk."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise UnreadableLedger(_("无法读取文件：%(why)s") % {"why": error.strerror}) from error
    with file:
        yield from rows_in(file)


def rows_in(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    """The filled lines of a table with their numbers, the header first, whether it is a workbook or a CSV.

    The file is closed when they have been read.
    """
    if is_workbook(file):
        yield from below_titles(workbook_rows(file))
        return
    with file:
        yield from below_titles((line, [as_written(cell) for cell in row]) for line, row in table_of(file))


def records_of(path: Path, *, skip: int = 0) -> Iterator[Record]:
    """The records after the first `skip` ones, blank lines left out; UnreadableLedger when columns are missing."""
    return records_among(rows_of(path), skip=skip)


def records_among(rows: Iterator[tuple[int, list[str]]], *, skip: int) -> Iterator[Record]:
    """The records among filled lines of which the header comes first."""
    _line, titles = next(rows, (HEADER_LINE, []))
    header = tuple(named(spelled(titles)))
    public = is_public_table(header)
    _check_header(ledger_header(header) if public else header)
    for line, row in islice(rows, skip, None):
        cells = {name: cell.strip() for name, cell in zip(header, row, strict=False) if name}
        yield Record(line, ledger_cells(cells) if public else cells, len(row), header, public=public)


def _check_header(header: Sequence[str]) -> None:
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise UnreadableLedger(_("表头缺少列：%(names)s") % {"names": "、".join(missing)})
    unknown = [name for name in header if name and name not in COLUMNS]
    if unknown:
        raise UnreadableLedger(_("表头有不认识的列：%(names)s") % {"names": "、".join(unknown)})


def count_records(path: Path) -> int:
    """How many records the file holds."""
    return max(0, sum(1 for _line in rows_of(path)) - HEADER_LINE)
