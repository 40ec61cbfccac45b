"""Documents on paper: PDF from a template of ours with the fonts that come with it, Word in the fonts offices have."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.run import Run

# What official papers are set in, by the names that an office's machines know.
TITLE, HEAD, BODY = "方正小标宋简体", "黑体", "仿宋_GB2312"


@cache
def _fonts() -> typst.Fonts:
    """The bundled fonts alone: a page looks the same on every machine."""
    folder = Path(pylopdf_fonts_zh_cn.serif_path()).parent
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])


def pdf_of(template: Path, data: Mapping[str, Any]) -> bytes:
    """The template filled with the data, as PDF/A-2b; the data never becomes part of the template's language."""
    told = {"data": json.dumps(data, ensure_ascii=False)}
    made = typst.compile(str(template), sys_inputs=told, font_paths=_fonts(), pdf_standards="a-2b")
    return bytes(made)


def set_font(run: Run, font: str, size: float) -> None:
    """Set words of a Word document in this font, the Chinese ones too."""
    run.font.size, run.font.name = Pt(size), font
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
