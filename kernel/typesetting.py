"""PDF documents: a template of ours, its data as JSON, and the fonts that come with the program."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst


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
