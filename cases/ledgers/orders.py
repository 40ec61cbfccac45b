"""The file of an inspection's batch: one order a line, CSV or XLSX, read whole or refused whole."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from agencies.models import Region
from cases.actions.registration import Entry
from cases.actions.source_names import Source
from cases.clue_shape import misfits, tells_nothing
from cases.ledgers.columns import POLLUTION_TYPES
from cases.ledgers.files import HEADER_LINE, UnreadableLedger, rows_in
from cases.ledgers.public_tables import spelled
from cases.models import Batch, Channel, LegalPath, Priority
from kernel.errors import FieldError

NUMBER, AREA, WORDS, TYPES, KEY, PLACE = "受理编号", "行政区域", "交办问题基本情况", "污染类型", "重点", "详细地址"
NEEDED = (NUMBER, AREA, WORDS)
TAKEN = (TYPES, KEY, PLACE)
OTHER_NAMES = {"所属区县": AREA, "行政区划": AREA, "问题描述": WORDS, "线索编号": NUMBER, "是否重点": KEY}
COLUMN_OF = {"description": WORDS, "address": PLACE, "external_id": NUMBER, "pollution_types": TYPES}
MARKED = {"*", "＊", "是", "重点", "重点件", "★"}


@dataclass(frozen=True)
class OrderLine:
    """One order as printed, with the line on which a spreadsheet shows it."""

    line: int
    cells: dict[str, str]


def order_lines(content: bytes) -> list[OrderLine]:
    """The filled lines of the file; UnreadableLedger when it is no table with the needed columns."""
    rows = rows_in(io.BytesIO(content))
    _line, titles = next(rows, (HEADER_LINE, []))
    header = [OTHER_NAMES.get(name, name) for name in spelled(titles)]
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise UnreadableLedger(_("表头缺少列：%(names)s") % {"names": "、".join(missing)})
    lines = [
        OrderLine(number, {name: cell.strip() for name, cell in zip(header, row, strict=False) if name})
        for number, row in rows
    ]
    return [line for line in lines if any(line.cells.values())]


def entries_of(
    lines: Sequence[OrderLine], batch: Batch, regions: dict[str, Region]
) -> tuple[list[Entry], list[FieldError]]:
    """The orders as entries, and every fault by its line and column."""
    entries, faults, seen = [], [], set[str]()
    for line in lines:
        wrong = _faults(line, regions, seen)
        seen.add(line.cells[NUMBER])
        faults += wrong
        if not wrong:
            entries.append(_entry(line, batch, regions))
    return entries, faults


def _faults(line: OrderLine, regions: dict[str, Region], seen: set[str]) -> list[FieldError]:
    found = []
    if not line.cells[NUMBER] or line.cells[NUMBER] in seen:
        why = _("编号重复") if line.cells[NUMBER] else _("为空")
        found.append(_fault(line, NUMBER, "duplicate" if line.cells[NUMBER] else "required", why))
    if line.cells.get(AREA, "") not in regions:
        found.append(_fault(line, AREA, "does_not_exist", _("没有这个区划“%s”") % line.cells.get(AREA, "")))
    if tells_nothing(line.cells.get(WORDS, "")):
        found.append(_fault(line, WORDS, "required", _("为空")))
    unknown = [name for name in type_names(line) if name not in POLLUTION_TYPES]
    if unknown:
        found.append(_fault(line, TYPES, "invalid_choice", _("不认识的取值“%s”") % "、".join(unknown)))
    found += [_fault(line, COLUMN_OF[name], "too_long", why) for name, why in _misfits(line).items()]
    if any("\0" in cell for cell in line.cells.values()):
        found.append(_fault(line, WORDS, "null_character", _("含有空字符")))
    return found


def _misfits(line: OrderLine) -> dict[str, str]:
    texts = {name: line.cells.get(column, "") for name, column in COLUMN_OF.items() if column != TYPES}
    return misfits(texts, len(type_names(line)))


def _fault(line: OrderLine, column: str, code: str, why: str) -> FieldError:
    text = _("第%(line)s行 %(column)s：%(why)s") % {"line": line.line, "column": column, "why": why}
    return FieldError(f"/file/{line.line}/{column}", code, text)


def type_names(line: OrderLine) -> list[str]:
    """The pollution types as printed, each without 污染 behind it."""
    names = (name.strip() for name in re.split("[、,，;；/]", line.cells.get(TYPES, "")))
    return [name if name in POLLUTION_TYPES else name.removesuffix("污染") for name in names if name]


def _entry(line: OrderLine, batch: Batch, regions: dict[str, Region]) -> Entry:
    return Entry(
        description=line.cells[WORDS],
        channel=Channel.INSPECTION,
        region=regions[line.cells[AREA]],
        legal_path=LegalPath.ENV_BUSINESS,
        priority=Priority.KEY if line.cells.get(KEY, "") in MARKED else Priority.GENERAL,
        pollution_types=tuple(str(POLLUTION_TYPES[name]) for name in type_names(line)),
        address=line.cells.get(PLACE, ""),
        received_at=batch.received_at,
        batch=batch,
        source=Source(source_of(batch), line.cells[NUMBER]),
    )


def source_of(batch: Batch) -> str:
    """The name under which an inspection's own numbers are known."""
    return f"inspection:{batch.inspection_id}"
