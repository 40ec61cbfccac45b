"""Word and Excel files as offices and attackers send them, made on the spot."""

import io
import zipfile
from collections.abc import Mapping

from docx import Document
from openpyxl import Workbook
from openpyxl.comments import Comment

from tests.cases import pictures

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
ELSEWHERE = "http://127.0.0.1/elsewhere"
Parts = dict[str, bytes]


def package(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name, content in parts.items():
            kept.writestr(name, content)
    return out.getvalue()


def parts_of(content: bytes) -> Parts:
    """The parts of a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as kept:
        return {name: kept.read(name) for name in kept.namelist()}


def changed(content: bytes, *, kinds: str = "", **parts: bytes | str) -> bytes:
    """The package with other parts, `__` for a slash and `_DOT_` for a point in a name, and more kinds declared."""
    named = {name.replace("__", "/").replace("_DOT_", "."): part for name, part in parts.items()}
    inside: dict[str, bytes | str] = {**parts_of(content), **named}
    types = str(inside["[Content_Types].xml"], "utf-8") if isinstance(inside["[Content_Types].xml"], bytes) else ""
    inside["[Content_Types].xml"] = types.replace("</Types>", f"{kinds}</Types>")
    return package(inside)


def relation(kind: str, target: str = ELSEWHERE, *, mode: str = 'TargetMode="External"', number: int = 901) -> str:
    """A relation by the last word of its type, or by its whole type."""
    name = kind if ":" in kind else f"{OFFICE}/{kind}"
    return f'<Relationship Id="rId{number}" Type="{name}" Target="{target}" {mode}/>'


def word(text: str = "检测报告", *, body: str = "") -> bytes:
    """A document by 演示作者 with a phone's picture, a link, and whatever else its body holds."""
    paper = Document()
    paper.core_properties.author = paper.core_properties.last_modified_by = "演示作者"
    paper.add_heading(text, 1)
    paper.add_picture(io.BytesIO(pictures.photograph()))
    paper.add_table(2, 2).cell(0, 0).text = "化学需氧量"
    paper.sections[0].header.paragraphs[0].text = "页眉"
    out = io.BytesIO()
    paper.save(out)
    made = out.getvalue()
    return with_body(made, body) if body else made


def with_body(content: bytes, body: str) -> bytes:
    """The document with this at the head of its body."""
    inside = parts_of(content)
    document = inside["word/document.xml"].decode()
    start = document.index("<w:body>") + len("<w:body>")
    inside["word/document.xml"] = (document[:start] + body + document[start:]).encode()
    return package(inside)


def with_relation(content: bytes, relation_: str, part: str = "word/_rels/document.xml.rels") -> bytes:
    """The package with one more relation of a part."""
    inside = parts_of(content)
    rels = inside.get(part, RELS.format("").encode()).decode()
    inside[part] = rels.replace("</Relationships>", f"{relation_}</Relationships>").encode()
    return package(inside)


def sheet(text: str = "监测数据") -> bytes:
    """A workbook by 演示作者 with a number, a day, a formula, a remark and a link."""
    book = Workbook()
    book.properties.creator = "演示作者"
    page = book.active
    assert page is not None
    page.append([text, 3.5, "=WEBSERVICE(A1)"])
    page["A2"] = "说明"
    page["A2"].comment = Comment("批注", "演示作者")
    page["A2"].hyperlink = ELSEWHERE
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
