"""The report as a Word document, in the fonts that offices have."""

import io
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Cm, Mm, Pt

from kernel.typesetting import BODY, HEAD, TITLE, set_font
from reports.cells import in_words, signed
from reports.content import lines_of
from reports.differences import CHANGED
from reports.printing.heading import Heading
from reports.prose.paragraphs import paragraphs_of

# Words in a table, and in one of many columns; a table of more columns than this lies on its side.
SIZE, WIDE_SIZE, UPRIGHT = 10.5, 9, 7
# How many characters a column counts as, at least and at most, when columns share the width.
LEAST_SHARE, MOST_SHARE = 5, 14


def docx_of(heading: Heading, content: dict[str, Any]) -> bytes:
    """The document's bytes."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    section.top_margin, section.bottom_margin = Cm(3.0), Cm(2.6)
    _line(document, heading.title, font=TITLE, size=22, centred=True)
    _line(document, f"{heading.office}　{heading.days}", size=14, centred=True)
    _line(document, f"{heading.as_of}　{heading.version}", size=12, centred=True)
    _text(document, content.get("text", ""))
    _standing(document, content)
    _period(document, content)
    _changes(document, content.get("changes", []))
    for block in content.get("blocks", []):
        _head(document, block["title"])
        _table(document, [_("项目"), _("内容")], block["lines"])
    for table in content["tables"]:
        _groups(document, table)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _line(parent: Any, text: str, *, font: str = BODY, size: float = 16, centred: bool = False) -> None:
    paragraph = parent.add_paragraph()
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    set_font(paragraph.add_run(text), font, size)


def _head(document: Any, text: str) -> None:
    """A heading, never the last line of a page."""
    _line(document, text, font=HEAD)
    document.paragraphs[-1].paragraph_format.keep_with_next = True


def _text(document: Any, body: str) -> None:
    """The words, set as official papers are; the figures follow as their annex."""
    for is_heading, line in paragraphs_of(body):
        _line(document, line, font=HEAD if is_heading else BODY)
        document.paragraphs[-1].paragraph_format.first_line_indent = Pt(32)
    if body:
        _head(document, _("附：数据表"))


def _standing(document: Any, content: dict[str, Any]) -> None:
    if not content["figures"]:
        return
    _head(document, _("总体情况"))
    rows = [[label, value, formula] for label, value, formula in lines_of(content)]
    _table(document, [_("指标"), _("数值"), _("口径")], rows)


def _changes(document: Any, changes: list[dict[str, str]]) -> None:
    """What a correction says differently, and why."""
    if changes:
        _head(document, _("更正对照表"))
        head = [_("数字"), _("更正前"), _("更正后"), _("差"), _("理由")]
        _table(document, head, [[one[name] for name in CHANGED] for one in changes])


def _period(document: Any, content: dict[str, Any]) -> None:
    if not content["period"]:
        return
    _head(document, _("本期变化"))
    _table(document, [_("项目"), _("数值")], [[one["label"], signed(one["value"])] for one in content["period"]])


def _groups(document: Any, table: dict[str, Any]) -> None:
    _turn(document, lying=len(table["columns"]) >= UPRIGHT)
    _head(document, table["title"])
    rows = [[row["label"], *(in_words(cell) for cell in row["cells"])] for row in table["rows"]]
    _table(document, [_("项目"), *table["columns"]], rows)
    if table["note"]:
        _line(document, _("注：%s") % table["note"], size=10.5)


def _table(document: Any, head: list[str], rows: list[list[str]]) -> None:
    """The table on the sheet that it needs; its head stands again on every page, and no row is torn in two."""
    size = WIDE_SIZE if len(head) > UPRIGHT else SIZE
    table: Any = document.add_table(rows=0, cols=len(head))
    table.style, table.autofit = "Table Grid", False
    widths = _widths([head, *rows], room=_room(document))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, row in enumerate([head, *rows]):
        added = table.add_row()
        _mark(added, "w:cantSplit", *(["w:tblHeader"] if number == 0 else []))
        for cell, text, width in zip(added.cells, row, widths, strict=True):
            cell.width = width
            set_font(cell.paragraphs[0].add_run(text), HEAD if number == 0 else BODY, size)


def _room(document: Any) -> int:
    section = document.sections[-1]
    return int(section.page_width - section.left_margin - section.right_margin)


def _widths(rows: list[list[str]], *, room: int) -> list[int]:
    """How the columns share the room: by the longest words in each, none too narrow and none too wide."""
    longest = [max(map(len, column)) for column in zip(*rows, strict=True)]
    shares = [min(MOST_SHARE, max(LEAST_SHARE, length)) for length in longest]
    return [round(room * share / sum(shares)) for share in shares]


def _mark(row: Any, *names: str) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 -- the library has no name for it
    for name in names:
        properties.append(OxmlElement(name))


def _turn(document: Any, *, lying: bool) -> None:
    """Go on upright or lying, on a new sheet where that is another way than before."""
    section = document.sections[-1]
    if lying == (section.orientation == WD_ORIENT.LANDSCAPE):
        return
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = section.page_height, section.page_width
