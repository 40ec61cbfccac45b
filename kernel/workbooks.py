"""Workbooks and tables of strangers as rows of cells: read in a sandbox, within bounds, or refused in a sentence."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import orjson
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from kernel.errors import BadInput, FieldError
from kernel.sandbox import Limits, in_sandbox
from kernel.sandboxed.refusals import Refused
from kernel.sandboxed.workbooks import DAY, INSTANT

Cell = str | float | int | bool | date | datetime
Line = tuple[int, list[Cell]]
# Within the time after which a request, or a turn of the worker, is ended.
LONG = Limits(processor=25, wall=27)
WHY = {
    "broken": _lazy("不是可读取的工作簿（%(why)s）"),
    "too_demanding": _lazy("文件过大或结构异常，未能在限定的内存和时间内读完，请拆分后导入"),
    "no_encoding": _lazy("文件编码既不是 UTF-8 也不是 GB18030"),
    "no_table": _lazy("文件不是有效的 CSV：%(why)s"),
    "too_large": _lazy("文件解压后过大，请拆分后导入"),
    "sheet_too_large": _lazy("表格范围过大（%(rows)s 行 × %(columns)s 列），请删去表外的空行空列后再导入"),
}


class UnreadableWorkbook(BadInput):
    """The file is no workbook or table that can be read."""

    code = "unreadable_ledger"


def sheets_of(file: IO[bytes], names: Sequence[str]) -> Iterator[tuple[str, list[Line]]]:
    """The filled lines of those sheets that are there, cells counted from column A."""
    for sheet, lines in _read(file, names):
        yield sheet, list(lines)


def first_sheet_of(file: IO[bytes]) -> Iterator[Line]:
    """The filled lines of the first sheet, with the numbers that a spreadsheet shows."""
    for _sheet, lines in _read(file, ()):
        yield from lines


def table_of(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    """The filled lines of a CSV in UTF-8 or GB18030, with their numbers."""
    for _sheet, lines in _read(file, (), task="table"):
        for number, cells in lines:
            yield number, [str(cell) for cell in cells]


def _read(file: IO[bytes], names: Sequence[str], *, task: str = "sheets") -> Iterator[tuple[str, Iterator[Line]]]:
    try:
        _facts, made = in_sandbox(task, file, {"sheets": list(names)}, limits=LONG)
    except Refused as refusal:
        raise _unreadable(refusal, Path(str(getattr(file, "name", "") or "")).name) from None
    with made:
        line = made.readline()
        while line:
            sheet, column = orjson.loads(line)
            waiting: list[bytes] = []
            yield sheet, _lines(made, column, waiting)
            line = waiting[0] if waiting else b""


def _lines(made: IO[bytes], column: int, waiting: list[bytes]) -> Iterator[Line]:
    """The lines up to the next sheet's head, which is left waiting."""
    for line in made:
        number, cells = orjson.loads(line)
        if isinstance(number, str):
            waiting.append(line)
            return
        yield number, [""] * column + [_cell(cell) if isinstance(cell, dict) else cell for cell in cells]


def _cell(told: dict[str, Any]) -> date | datetime:
    [(letter, text)] = told.items()
    return {DAY: date.fromisoformat, INSTANT: datetime.fromisoformat}[letter](text)


def _unreadable(refusal: Refused, name: str) -> UnreadableWorkbook:
    why = str(WHY.get(refusal.code, WHY["broken"])) % refusal.words
    detail = _("%(name)s：%(why)s") % {"name": name, "why": why} if name else why
    return UnreadableWorkbook(detail, errors=[FieldError("/file", refusal.code, detail)])
