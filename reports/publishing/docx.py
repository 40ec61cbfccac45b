"""The disclosure as a Word document: the covering note, then the table on its side."""

import io
from datetime import UTC
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt

from kernel.typesetting import BODY, HEAD, TITLE, set_font
from reports.publishing.package import signed_by_office
from reports.publishing.sheet import Sheet, title_beside

BODY_SIZE, CELL_SIZE = 14, 9
# A twentieth of a point, in which the format measures, goes so often into a millimetre.
TWIPS = 56.7
# Between the margins of a sheet on its side, in millimetres.
WIDTH = 267


def disclosure_docx(sheet: Sheet) -> bytes:
    """The document's bytes."""
    document = Document()
    _lie_down(document)
    _line(document, sheet.title, font=TITLE, size=20, centred=True)
    _line(document, f"{sheet.office}　{sheet.day:%Y-%m-%d}", size=12, centred=True)
    for sentence in sheet.sentences:
        _line(document, sentence, size=BODY_SIZE).paragraph_format.first_line_indent = Pt(2 * BODY_SIZE)
    _table(document, sheet, sheet.rows)
    if sheet.beside:
        _line(document, title_beside(), font=HEAD, size=BODY_SIZE).paragraph_format.space_before = Pt(BODY_SIZE)
        _table(document, sheet, sheet.beside)
    buffer = io.BytesIO()
    document.save(buffer)
    return signed_by_office(buffer.getvalue(), title=sheet.title, office=sheet.office, at=sheet.made_at.astimezone(UTC))


def _lie_down(document: Any) -> None:
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.left_margin = section.right_margin = Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.8)


def _line(document: Any, text: str, *, font: str = BODY, size: float, centred: bool = False) -> Any:
    paragraph = document.add_paragraph()
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    set_font(paragraph.add_run(text), font, size)
    return paragraph


def _table(document: Any, sheet: Sheet, rows: list[list[str]]) -> None:
    """A table; its head stands again on every page. Rows go in as the format has them: one by one costs a square."""
    table: Any = document.add_table(rows=0, cols=len(sheet.head))
    table.style, table.autofit = "Table Grid", False
    scale = WIDTH / sum(sheet.widths)
    widths = [str(round(width * scale * TWIPS)) for width in sheet.widths]
    inner = table._tbl  # noqa: SLF001 -- the library has no name for the grid
    for column, width in zip(inner.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        column.set(qn("w:w"), width)
    head = _row(sheet.head, HEAD, widths)
    properties = OxmlElement("w:trPr")
    properties.append(OxmlElement("w:tblHeader"))
    head.insert(0, properties)
    inner.extend([head, *(_row(words, BODY, widths) for words in rows)])


def _row(words: list[str], font: str, widths: list[str]) -> Any:
    row = OxmlElement("w:tr")
    for text, width in zip(words, widths, strict=True):
        cell, properties, wide = OxmlElement("w:tc"), OxmlElement("w:tcPr"), OxmlElement("w:tcW")
        wide.set(qn("w:w"), width)
        wide.set(qn("w:type"), "dxa")
        properties.append(wide)
        cell.append(properties)
        cell.extend([_paragraph(line, font) for line in text.splitlines() or [""]])
        row.append(cell)
    return row


def _paragraph(text: str, font: str) -> Any:
    paragraph, run, properties = OxmlElement("w:p"), OxmlElement("w:r"), OxmlElement("w:rPr")
    fonts, size, words = OxmlElement("w:rFonts"), OxmlElement("w:sz"), OxmlElement("w:t")
    for kind in ("ascii", "hAnsi", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), font)
    size.set(qn("w:val"), str(2 * CELL_SIZE))
    words.text = text
    properties.extend([fonts, size])
    run.extend([properties, words])
    paragraph.append(run)
    return paragraph
