"""The report as a Word document, in the fonts that offices have."""

import io
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from kernel.typesetting import BODY, HEAD, TITLE, set_font
from reports.cells import in_words, signed
from reports.content import lines_of
from reports.differences import CHANGED
from reports.printing.heading import Heading
from reports.prose.paragraphs import paragraphs_of


def docx_of(heading: Heading, content: dict[str, Any]) -> bytes:
    """The document's bytes."""
    document = Document()
    section = document.sections[0]
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
        _line(document, block["title"], font=HEAD)
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


def _text(document: Any, body: str) -> None:
    """The words, set as official papers are; the figures follow as their annex."""
    for is_heading, line in paragraphs_of(body):
        _line(document, line, font=HEAD if is_heading else BODY)
        document.paragraphs[-1].paragraph_format.first_line_indent = Pt(32)
    if body:
        _line(document, _("附：数据表"), font=HEAD)


def _standing(document: Any, content: dict[str, Any]) -> None:
    if not content["figures"]:
        return
    _line(document, _("总体情况"), font=HEAD)
    rows = [[label, value, formula] for label, value, formula in lines_of(content)]
    _table(document, [_("指标"), _("数值"), _("口径")], rows)


def _changes(document: Any, changes: list[dict[str, str]]) -> None:
    """What a correction says differently, and why."""
    if changes:
        _line(document, _("更正对照表"), font=HEAD)
        head = [_("数字"), _("更正前"), _("更正后"), _("差"), _("理由")]
        _table(document, head, [[one[name] for name in CHANGED] for one in changes])


def _period(document: Any, content: dict[str, Any]) -> None:
    if not content["period"]:
        return
    _line(document, _("本期变化"), font=HEAD)
    _table(document, [_("项目"), _("数值")], [[one["label"], signed(one["value"])] for one in content["period"]])


def _groups(document: Any, table: dict[str, Any]) -> None:
    _line(document, table["title"], font=HEAD)
    rows = [[row["label"], *(in_words(cell) for cell in row["cells"])] for row in table["rows"]]
    _table(document, ["", *table["columns"]], rows)
    if table["note"]:
        _line(document, _("注：%s") % table["note"], size=10.5)


def _table(document: Any, head: list[str], rows: list[list[str]]) -> None:
    table: Any = document.add_table(rows=0, cols=len(head))
    table.style = "Table Grid"
    for number, row in enumerate([head, *rows]):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.paragraphs[0].text = ""
            set_font(cell.paragraphs[0].add_run(text), HEAD if number == 0 else BODY, 10.5)
