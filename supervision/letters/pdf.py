"""A sheet as PDF."""

from pathlib import Path

from kernel.typesetting import pdf_of
from supervision.letters.sheets import Sheet

TEMPLATE = Path(__file__).with_name("letter.typ")


def as_pdf(sheet: Sheet) -> bytes:
    """The sheet laid out on A4, its fonts in it."""
    data = {
        "issuer": sheet.issuer,
        "number": sheet.printed_number,
        "title": sheet.title,
        "addressed_to": sheet.addressed_to,
        "paragraphs": list(sheet.paragraphs),
        "attachments": list(sheet.attachments),
        "date": {"year": sheet.day.year, "month": sheet.day.month, "day": sheet.day.day},
        "day": sheet.printed_day,
        "copies": sheet.copies,
    }
    return pdf_of(TEMPLATE, data)
