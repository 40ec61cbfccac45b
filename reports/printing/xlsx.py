"""The report as a workbook: the figures, the period, and a sheet for each table."""

import io
from typing import Any

from django.utils.translation import gettext as _
from rustpy_xlsxwriter import FastExcel

from reports.content import in_words
from reports.printing.heading import Heading


def xlsx_of(heading: Heading, content: dict[str, Any]) -> bytes:
    """The workbook's bytes; counts are numbers, rates are text as printed, with numerator and denominator beside."""
    buffer = io.BytesIO()
    book = FastExcel(buffer)
    about = [heading.title, heading.office, heading.days, heading.as_of, heading.version]
    book.sheet(_("说明"), [{_("项目"): text} for text in about])
    book.sheet(_("总体情况"), [_figure(one) for one in content["figures"]])
    book.sheet(_("本期变化"), [{_("项目"): one["label"], _("数值"): one["value"]} for one in content["period"]])
    for block in content.get("blocks", []):
        book.sheet(block["title"], [{_("项目"): label, _("内容"): text} for label, text in block["lines"]])
    for table in content["tables"]:
        book.sheet(table["title"], [_row(table["columns"], row) for row in table["rows"]] or [{_("项目"): _("无")}])
    book.save()
    return buffer.getvalue()


def _figure(one: dict[str, Any]) -> dict[str, Any]:
    return {
        _("指标"): one["label"],
        _("数值"): one["value"] if isinstance(one["value"], int) else in_words(one),
        _("分子"): one["numerator"] if one["numerator"] is not None else "",
        _("分母"): one["denominator"] if one["denominator"] is not None else "",
        _("口径"): one["formula"],
        _("指标代码"): f"{one['metric']} v{one['version']}",
    }


def _row(columns: list[str], row: dict[str, Any]) -> dict[str, Any]:
    cells = (cell["value"] if isinstance(cell["value"], int) else in_words(cell) for cell in row["cells"])
    return {_("项目"): row["label"], **dict(zip(columns, cells, strict=True))}
