"""Ledgers as workbooks: the cells of the first sheet as a CSV of the same table would hold them."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO

from django.utils.translation import gettext as _

from kernel.workbooks import UnreadableWorkbook, first_sheet_of

XLSX, OLD_XLS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
INSTANTS, DAYS, PLACES = {"登记时间", "办结时间"}, {"办理时限"}, {"经度", "纬度"}
# How spreadsheets count days, and the numbers among which a bare one can only be a day of ours.
EPOCH, LIKELY_DAYS = datetime(1899, 12, 30), range(18_264, 80_000)  # noqa: DTZ001 -- a spreadsheet's day has no zone


def is_workbook(file: IO[bytes]) -> bool:
    """Say whether the file is a workbook; an old .xls is refused with the way out."""
    file.seek(0)
    first = file.read(4)
    if first == OLD_XLS:
        raise UnreadableWorkbook(_("旧版 .xls 工作簿，请另存为 .xlsx 后再导入"))
    return first == XLSX


def workbook_rows(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    """The filled lines of the first sheet with the numbers a spreadsheet shows, the header among them."""
    header: list[str] = []
    for line, row in first_sheet_of(file):
        if not header:
            header = [str(cell).strip() for cell in row]
            yield line, header
        else:
            yield line, [as_printed(cell, name) for cell, name in zip(row, header, strict=False)]


def as_printed(cell: object, column: str) -> str:
    """A cell as the ledger's CSV prints it: instants to the minute, days without a time, numbers without a point."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return _number(cell, column)
    if isinstance(cell, datetime):
        return _instant(cell, column)
    if isinstance(cell, date):
        return _instant(datetime.combine(cell, time()), column)
    return str(cell).strip()


def _number(cell: float, column: str) -> str:
    if column in INSTANTS | DAYS and int(cell) in LIKELY_DAYS:
        return _instant(EPOCH + timedelta(seconds=round(cell * 86_400)), column)
    if column in PLACES:
        return f"{cell:.6f}"
    return str(int(cell)) if cell.is_integer() else repr(cell)


def _instant(cell: datetime, column: str) -> str:
    midnight = cell.time() == time()
    if column in DAYS or (midnight and column not in INSTANTS):
        return f"{cell:%Y-%m-%d}"
    return f"{cell:%Y-%m-%d %H:%M:%S}" if cell.second else f"{cell:%Y-%m-%d %H:%M}"
