"""Workbooks as people fill them in: rows of text with their places, and an empty one to start from."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.utils.translation import gettext as _
from rustpy_xlsxwriter import FastExcel

from agencies.errors import CellFault, FileRefused
from kernel.workbooks import Line, UnreadableWorkbook, sheets_of

NOTES, HEADER_LINE = "说明", 1
BLANKS = " \t\r\n\u00a0\u3000\u200b\ufeff"


@dataclass(frozen=True)
class SheetForm:
    """A sheet: its name, its columns in order, and what each may hold; some may be missing."""

    name: str
    columns: Mapping[str, str]
    optional: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SheetRow:
    """A line of a sheet with its cells as text, by column."""

    sheet: str
    line: int
    cells: Mapping[str, str]

    def fault(self, column: str, reason: str) -> CellFault:
        """A fault of one of its cells."""
        return CellFault(self.sheet, self.line, column, reason)


def read_workbook(content: bytes, forms: Sequence[SheetForm]) -> dict[str, list[SheetRow]]:
    """The filled lines of every sheet, by sheet; refuses a file whose sheets or columns are not those of the forms."""
    try:
        sheets = dict(sheets_of(io.BytesIO(content), [form.name for form in forms]))
    except UnreadableWorkbook as refusal:
        raise FileRefused([CellFault("", 0, "", refusal.detail)]) from None
    faults = [CellFault(form.name, 0, "", _("缺少该工作表")) for form in forms if form.name not in sheets]
    if faults:
        raise FileRefused(faults)
    return {form.name: _rows(sheets[form.name], form) for form in forms}


def write_template(file: Path, forms: Sequence[SheetForm]) -> None:
    """An empty workbook with every sheet and header, and one sheet that explains the columns."""
    book = FastExcel(str(file))
    notes = [
        {_("工作表"): form.name, _("列"): column, _("填写说明"): meaning}
        for form in forms
        for column, meaning in form.columns.items()
    ]
    book.sheet(NOTES, notes)
    for form in forms:
        book.sheet(form.name, [dict.fromkeys(form.columns, "")])
    book.save()


def _rows(lines: Sequence[Line], form: SheetForm) -> list[SheetRow]:
    header = [as_text(cell) for cell in lines[0][1]] if lines and lines[0][0] == HEADER_LINE else []
    missing = [column for column in form.columns if column not in header and column not in form.optional]
    unknown = [title for title in header if title and title not in form.columns]
    if missing or unknown:
        faults = [CellFault(form.name, 1, column, _("缺少该列")) for column in missing]
        raise FileRefused(faults + [CellFault(form.name, 1, title, _("没有这一列")) for title in unknown])
    rows = []
    for number, line in lines[1:]:
        cells = {title: as_text(cell) for title, cell in zip(header, line, strict=False) if title}
        if any(cells.values()):
            rows.append(SheetRow(form.name, number, cells))
    return rows


def as_text(cell: object) -> str:
    """A cell as a person reads it: whole numbers without a point, days without a time."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip(BLANKS)
