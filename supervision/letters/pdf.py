"""A sheet as PDF."""

import json
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

from supervision.letters.sheets import Sheet

TEMPLATE = Path(__file__).with_name("letter.typ")
FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent


def as_pdf(sheet: Sheet) -> bytes:
    """The sheet laid out on A4, its fonts in it."""
    said = {
        "issuer": sheet.issuer,
        "number": sheet.printed_number,
        "title": sheet.title,
        "addressed_to": sheet.addressed_to,
        "paragraphs": list(sheet.paragraphs),
        "attachments": list(sheet.attachments),
        "day": sheet.printed_day,
        "copies": sheet.copies,
    }
    made: bytes = typst.compile(
        str(TEMPLATE),
        format="pdf",
        sys_inputs={"said": json.dumps(said, ensure_ascii=False)},
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
    )
    return made
