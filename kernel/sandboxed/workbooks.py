"""Workbooks as rows: parts, sizes and references within bounds before anything is allocated, then every filled line."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any

import orjson
from python_calamine import CalamineWorkbook

from kernel.sandboxed.refusals import Refused

BLOCK = 1 << 20
# Longer than any reference or declared range, so that none is lost between two blocks.
OVERLAP = 256
MOST_PARTS, LARGEST_UNPACKED = 2_000, 400 << 20
MOST_COLUMNS, MOST_CELLS = 512, 12_000_000
LETTERS = 26
CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']\$?([A-Za-z]{1,9})\$?(\d{1,12})["']""")
ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br\s*=\s*["'](\d{1,12})["']""")
DECLARED = re.compile(rb"""<(?:\w+:)?dimension\b[^>]*?\bref\s*=\s*["'][^"']*?\$?([A-Za-z]{1,9})\$?(\d{1,12})["']""")
BARE = re.compile(rb"<(?:\w+:)?c(?:\s*/?>|\s(?![^>]*?\br\s*=))")
MOST_BARE = 1_000_000
# What JSON has no form for, each under the letter of its own.
DAY, INSTANT = "d", "t"


def rows_of_sheets(file: IO[bytes], out: IO[bytes], options: dict[str, Any]) -> dict[str, Any]:
    """Write the filled lines of the named sheets, or of the first; gives the names of all.

    Each sheet begins with its name and the column in which it begins; each line carries its number.
    """
    refuse_bombs(file)
    file.seek(0)
    book = CalamineWorkbook.from_filelike(file)
    names = book.sheet_names
    for name in options.get("sheets") or names[:1]:
        if name in names:
            for line in _lines(book, name):
                out.write(orjson.dumps(line, _plain, orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_APPEND_NEWLINE))
    return {"sheets": names}


def _lines(book: CalamineWorkbook, name: str) -> Iterator[list[Any]]:
    sheet = book.get_sheet_by_name(name)
    first_row, first_column = sheet.start or (0, 0)
    yield [name, first_column]
    for number, cells in enumerate(sheet.iter_rows(), first_row + 1):
        if any(cell != "" and not (isinstance(cell, str) and not cell.strip()) for cell in cells):
            yield [number, cells]


def _plain(cell: object) -> Any:
    """A day or an instant with its letter; spans and times of day as they print."""
    if isinstance(cell, datetime):
        return {INSTANT: cell.isoformat()}
    return {DAY: cell.isoformat()} if isinstance(cell, date) else str(cell)


def refuse_bombs(file: IO[bytes]) -> None:
    """Unpack everything once, a block at a time, before anything is read: what a header says of its size may lie.

    A reader makes room for the whole rectangle between the cells that a sheet names: one whose rectangle is beyond
    `MOST_COLUMNS` or `MOST_CELLS` is refused, however small the file.
    """
    with zipfile.ZipFile(file) as parts:
        names = parts.infolist()
        if len(names) > MOST_PARTS or sum(part.file_size for part in names) > LARGEST_UNPACKED:
            raise Refused("too_large")
        for part in names:
            with parts.open(part) as content:
                _look_through(content, is_sheet="worksheets/" in part.filename)


def _look_through(content: IO[bytes], *, is_sheet: bool) -> None:
    rows, columns, bare, tail = 0, 0, 0, b""
    while block := content.read(BLOCK):
        if not is_sheet:
            continue
        text = tail + block
        found = [*CELL.findall(text), *DECLARED.findall(text)]
        columns = max([columns, *(_column(letters) for letters in {letters for letters, _row in found})])
        rows = max([rows, *(int(row) for _letters, row in found), *(int(row) for row in ROW.findall(text))])
        bare += len(BARE.findall(block))
        tail = text[-OVERLAP:]
        if columns > MOST_COLUMNS or rows * max(columns, 1) > MOST_CELLS or bare > MOST_BARE:
            raise Refused("sheet_too_large", rows=rows, columns=columns)


def _column(letters: bytes) -> int:
    """The number of a column: A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * LETTERS + letter - ord("A") + 1
    return number
