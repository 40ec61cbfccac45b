"""A sheet as a Word document."""

import io

from docx import Document
from docx.document import Document as Page
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from kernel.typesetting import BODY, TITLE, set_font
from supervision.letters.sheets import Sheet

RED = RGBColor(0xD6, 0x00, 0x0F)
LINE = Pt(28)
BODY_SIZE = 16
CENTER = WD_ALIGN_PARAGRAPH.CENTER
# What the page leaves between its margins, in points.
WIDTH = 430


def as_docx(sheet: Sheet) -> bytes:
    """The sheet in the fonts that an office has."""
    page = Document()
    _set_up(page)
    head = _said(page, sheet.issuer, size=min(32, WIDTH // len(sheet.issuer)), font=TITLE, align=CENTER)
    head.runs[0].font.color.rgb = RED
    _rule(head, "bottom", "D6000F", 24)
    _said(page, sheet.printed_number, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _said(page, "")
    _said(page, sheet.title, size=22, font=TITLE, align=CENTER)
    _said(page, "")
    _said(page, f"{sheet.addressed_to}：")
    for words in sheet.paragraphs:
        _said(page, words, indent=2)
    for index, name in enumerate(sheet.attachments, 1):
        _said(page, f"{'附件：' if index == 1 else '　　　'}{index}. {name}", indent=2)
    _said(page, "")
    _said(page, f"{sheet.issuer}　　", align=WD_ALIGN_PARAGRAPH.RIGHT)
    _said(page, f"{sheet.printed_day}　　　　", align=WD_ALIGN_PARAGRAPH.RIGHT)
    _copies(page, sheet)
    out = io.BytesIO()
    page.save(out)
    return out.getvalue()


def _set_up(page: Page) -> None:
    section = page.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)


def _said(
    page: Page,
    words: str,
    *,
    size: int = BODY_SIZE,
    font: str = BODY,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY,
    indent: int = 0,
) -> Paragraph:
    """One paragraph in one font."""
    paragraph = page.add_paragraph()
    shape = paragraph.paragraph_format
    shape.alignment, shape.space_after, shape.space_before = align, Pt(0), Pt(0)
    shape.line_spacing_rule = WD_LINE_SPACING.AT_LEAST
    shape.line_spacing = LINE
    shape.first_line_indent = Pt(size * indent)
    set_font(paragraph.add_run(words), font, size)
    return paragraph


def _rule(paragraph: Paragraph, side: str, colour: str, eighths: int) -> None:
    """A line above or below a paragraph."""
    borders = OxmlElement("w:pBdr")
    edge = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "4"), ("color", colour)):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001 -- the library has no name for borders


def _copies(page: Page, sheet: Sheet) -> None:
    if sheet.copies:
        _said(page, "")
        _rule(_said(page, f"　抄送：{sheet.copies}", size=14), "top", "000000", 6)
