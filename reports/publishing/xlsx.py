"""The disclosure as a workbook: the covering note on one sheet, the table on another."""

import io
from datetime import UTC

from django.utils.translation import gettext as _
from rustpy_xlsxwriter import FastExcel, Format

from reports.publishing.package import signed_by_office
from reports.publishing.sheet import Sheet

# How many millimetres a spreadsheet's unit of width is wide.
UNIT = 2.0
NOTE_WIDTH = 110


def disclosure_xlsx(sheet: Sheet) -> bytes:
    """The workbook's bytes; every cell is text, wrapped."""
    buffer = io.BytesIO()
    wrapped = Format().set_text_wrap()
    table = [dict(zip(sheet.head, row, strict=True)) for row in sheet.rows]
    note = [sheet.title, f"{sheet.office}　{sheet.day:%Y-%m-%d}", *sheet.sentences]
    book = FastExcel(buffer)
    book.sheet(
        _("公开说明"),
        [{_("公开说明"): line} for line in note],
        column_widths=[NOTE_WIDTH],
        column_formats={_("公开说明"): wrapped},
    )
    book.sheet(
        _("一览表"),
        table,
        column_widths=[width / UNIT for width in sheet.widths],
        column_formats=dict.fromkeys(sheet.head, wrapped),
    )
    book.save()
    return signed_by_office(buffer.getvalue(), title=sheet.title, office=sheet.office, at=sheet.made_at.astimezone(UTC))
