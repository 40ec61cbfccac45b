"""What stands on a disclosure, whatever the file it is printed to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from cases.measures import in_words, measures_of
from reports.covering import closure_words, number_words, sentences_of, type_words, verdict_words
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
    # Parts and merged ones: a table of their own, so that the first has as many rows as it tells of orders.
    beside: list[list[str]] = field(default_factory=list)


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
    orders = [cells_of(row, day=day) for row in rows if not row.beside]
    beside = [cells_of(row, day=day) for row in rows if row.beside]
    return Sheet(title, office, day, at, sentences_of(note), head_of_table(), WIDTHS, orders, beside)


def title_beside() -> str:
    """What stands above the table of parts and merged ones."""
    return _("拆分件和并案件（不另计件数）")


def cells_of(row: DisclosureItem, *, day: date) -> list[str]:
    """One complaint as the table prints it; what is told again says so."""
    again = _("（重新公开）") if row.republishes_id else ""
    return [
        str(row.position),
        f"{'*' if row.is_key else ''}{number_words(row.number, row.beside, row.of_number)}",
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
