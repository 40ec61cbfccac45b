"""The disclosure as a workbook: the covering note on one sheet, the tables on others."""

import io
from datetime import UTC

from django.utils.translation import gettext as _
from rustpy_xlsxwriter import FastExcel, Format

from reports.publishing.package import signed_by_office
from reports.publishing.sheet import Sheet

# How many millimetres a spreadsheet's unit of width is wide.
UNIT = 2.0
NOTE_WIDTH = 110
A4 = 9
# On its side and as wide as the sheet, with its head again on every page.
ON_PAPER = {
    "landscape": True,
    "paper_size": A4,
    "fit_to_pages": (1, 0),
    "repeat_rows": 0,
    "margins": {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6},
    "footer": "&C&P / &N",
}


def disclosure_xlsx(sheet: Sheet) -> bytes:
    """The workbook's bytes; every cell is text, wrapped."""
    buffer = io.BytesIO()
    wrapped = Format().set_text_wrap().set_align("top").set_border("thin")
    head = Format().set_text_wrap().set_align("center").set_align("vcenter").set_bold().set_border("thin")
    note = [sheet.title, f"{sheet.office}　{sheet.day:%Y-%m-%d}", *sheet.sentences]
    book = FastExcel(buffer)
    book.sheet(
        _("公开说明"),
        [{_("公开说明"): line} for line in note],
        column_widths=[NOTE_WIDTH],
        column_formats={_("公开说明"): Format().set_text_wrap()},
        page_setup={"paper_size": A4, "fit_to_pages": (1, 0)},
    )
    tables = {_("一览表"): sheet.rows} | ({_("拆分件和并案件"): sheet.beside} if sheet.beside else {})
    for name, rows in tables.items():
        book.sheet(
            name,
            [dict(zip(sheet.head, row, strict=True)) for row in rows],
            column_widths=[width / UNIT for width in sheet.widths],
            column_formats=dict.fromkeys(sheet.head, wrapped),
            header_format=head,
            page_setup=ON_PAPER,
        )
        book.freeze(row=1, sheet=name)
    book.save()
    return signed_by_office(buffer.getvalue(), title=sheet.title, office=sheet.office, at=sheet.made_at.astimezone(UTC))
