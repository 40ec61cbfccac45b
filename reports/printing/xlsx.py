"""The report as a workbook: the figures, the period, and a sheet for each table."""

import io
from typing import Any

from django.utils.translation import gettext as _
from rustpy_xlsxwriter import FastExcel, Format

from reports.cells import in_words
from reports.differences import CHANGED
from reports.printing.heading import Heading
from reports.prose.paragraphs import paragraphs_of

# A4 by its number in the format; a sheet of more columns than this lies on its side.
A4, UPRIGHT = 9, 6
NARROWEST, WIDEST = 10.0, 60.0
Sheet = tuple[str, list[dict[str, Any]]]


def xlsx_of(heading: Heading, content: dict[str, Any]) -> bytes:
    """The workbook's bytes; counts are numbers, rates are text as printed, with numerator and denominator beside."""
    buffer = io.BytesIO()
    book = FastExcel(buffer)
    for title, rows in [*_of_words(heading, content), *_of_figures(content)]:
        if rows:
            book.sheet(title, rows, column_widths=_widths(rows), header_format=_head(), page_setup=_paper(rows))
            book.freeze(row=1, sheet=title)
    book.save()
    return buffer.getvalue()


def _widths(rows: list[dict[str, Any]]) -> list[float]:
    """As wide as the longest words of each column; a Chinese character is two units wide."""
    longest = [max(len(str(text)) for text in (name, *(row[name] for row in rows))) for name in rows[0]]
    return [min(WIDEST, max(NARROWEST, 2.0 * length + 2)) for length in longest]


def _head() -> Format:
    return Format().set_bold().set_text_wrap().set_align("vcenter").set_background_color("#E8F0F0")


def _paper(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """On A4, as wide as the sheet, lying where there are many columns, with the head again on every page."""
    lying = len(rows[0]) > UPRIGHT
    return {"paper_size": A4, "landscape": lying, "fit_to_pages": (1, 0), "repeat_rows": 0, "footer": "&C&P / &N"}


def _of_words(heading: Heading, content: dict[str, Any]) -> list[Sheet]:
    about = [heading.title, heading.office, heading.days, heading.as_of, heading.version]
    body = [{_("正文"): line} for _is_heading, line in paragraphs_of(content.get("text", ""))]
    return [(_("说明"), [{_("项目"): text} for text in about]), (_("正文"), body)]


def _of_figures(content: dict[str, Any]) -> list[Sheet]:
    """The figures, what the period brought, what a correction changed, the blocks and the tables."""
    moves = [{_("项目"): one["label"], _("数值"): one["value"]} for one in content["period"]]
    blocks = [
        (block["title"], [{_("项目"): label, _("内容"): text} for label, text in block["lines"]])
        for block in content.get("blocks", [])
    ]
    tables = [
        (table["title"], [_row(table["columns"], row) for row in table["rows"]] or [{_("项目"): _("无")}])
        for table in content["tables"]
    ]
    figures = [_figure(one) for one in content["figures"]]
    changes = [_change(one) for one in content.get("changes", [])]
    return [(_("总体情况"), figures), (_("本期变化"), moves), (_("更正对照表"), changes), *blocks, *tables]


def _figure(one: dict[str, Any]) -> dict[str, Any]:
    return {
        _("指标"): one["label"],
        _("数值"): one["value"] if isinstance(one["value"], int) else in_words(one),
        _("分子"): one["numerator"] if one["numerator"] is not None else "",
        _("分母"): one["denominator"] if one["denominator"] is not None else "",
        _("口径"): one["formula"],
        _("指标代码"): f"{one['metric']} v{one['version']}",
    }


def _change(one: dict[str, str]) -> dict[str, Any]:
    head = (_("数字"), _("更正前"), _("更正后"), _("差"), _("理由"))
    return dict(zip(head, (one[name] for name in CHANGED), strict=True))


def _row(columns: list[str], row: dict[str, Any]) -> dict[str, Any]:
    cells = (cell["value"] if isinstance(cell.get("value"), int) else in_words(cell) for cell in row["cells"])
    return {_("项目"): row["label"], **dict(zip(columns, cells, strict=True))}
