"""What stands on a disclosure, whatever the file it is printed to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from cases.measures import in_words, measures_of
from reports.covering import closure_words, sentences_of, type_words, verdict_words
from reports.models import DisclosureItem
from reports.queries.covering import areas_of


@dataclass(frozen=True)
class Sheet:
    """Title, office, day, the sentences of the note, and the table with the widths of its columns in millimetres."""

    title: str
    office: str
    day: date
    made_at: datetime
    sentences: list[str]
    head: list[str]
    widths: list[int]
    rows: list[list[str]]


WIDTHS = [10, 24, 46, 16, 16, 44, 15, 44, 16, 26, 16, 18]


def head_of_table() -> list[str]:
    """The columns of the public table, in its own words."""
    return [
        _("序号"),
        _("受理编号"),
        _("交办问题基本情况"),
        _("行政区域"),
        _("污染类型"),
        _("调查核实情况"),
        _("是否属实"),
        _("处理和整改情况"),
        _("是否办结"),
        _("责任人被处理情况"),
        _("批次"),
        _("公开日期"),
    ]


def sheet_of(
    title: str, office: str, note: dict[str, Any], rows: Sequence[DisclosureItem], *, day: date, at: datetime
) -> Sheet:
    """The sheet of these rows under this note."""
    cells = [cells_of(row, day=day) for row in rows]
    return Sheet(title, office, day, at, sentences_of(note), head_of_table(), WIDTHS, cells)


def cells_of(row: DisclosureItem, *, day: date) -> list[str]:
    """One complaint as the table prints it; what is told again says so."""
    again = _("（重新公开）") if row.republishes_id else ""
    return [
        str(row.position),
        f"{'*' if row.is_key else ''}{row.number}",
        row.problem,
        "、".join(areas_of(row)),
        type_words(row.pollution_types) or _("未标明"),
        row.findings,
        verdict_words(row.verdict),
        row.done,
        closure_words(row.closure),
        in_words(measures_of(row)),
        f"{row.batch_label}{again}",
        f"{day:%Y-%m-%d}",
    ]
