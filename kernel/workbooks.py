"""Workbooks before anything is allocated for them: parts, sizes and references within bounds, or refused."""

import re
import zipfile
from typing import IO

from django.utils.translation import gettext as _

from kernel.errors import BadInput, FieldError

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


class UnreadableWorkbook(BadInput):
    """The file is no workbook that can be read."""

    code = "unreadable_ledger"


def refuse_bombs(file: IO[bytes], pointer: str = "/file") -> None:
    """Unpack everything once, a block at a time, before anything is read: what a header says of its size may lie.

    A reader makes room for the whole rectangle between the cells that a sheet names: one whose rectangle is beyond
    `MOST_COLUMNS` or `MOST_CELLS` is refused, however small the file.
    """
    try:
        with zipfile.ZipFile(file) as parts:
            names = parts.infolist()
            if len(names) > MOST_PARTS or sum(part.file_size for part in names) > LARGEST_UNPACKED:
                raise UnreadableWorkbook(_("工作簿解压后过大，请拆分后导入"))
            for part in names:
                with parts.open(part) as content:
                    _look_through(content, pointer, is_sheet="worksheets/" in part.filename)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        raise UnreadableWorkbook(_("不是可读取的工作簿：%(why)s") % {"why": error}) from None


def _look_through(content: IO[bytes], pointer: str, *, is_sheet: bool) -> None:
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
            wide = _("工作表范围过大（%(rows)s 行 × %(columns)s 列），请删去表外的空行空列后再导入")
            detail = wide % {"rows": rows, "columns": columns}
            raise UnreadableWorkbook(detail, errors=[FieldError(pointer, "sheet_too_large", detail)])


def _column(letters: bytes) -> int:
    """The number of a column: A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * LETTERS + letter - ord("A") + 1
    return number
