"""Letters as files: one sheet of facts, laid out as GB/T 9704 asks, in Word and in PDF."""

from supervision.letters.docx import as_docx
from supervision.letters.pdf import as_pdf
from supervision.letters.sheets import Sheet

__all__ = ["Sheet", "files_of"]


def files_of(sheet: Sheet) -> dict[str, bytes]:
    """The sheet in every form in which it is frozen."""
    return {"docx": as_docx(sheet), "pdf": as_pdf(sheet)}
