"""A disclosure as files for the outlets: .docx, .xlsx and a page without scripts for the official site."""

from collections.abc import Callable

from reports.models import DisclosureFile
from reports.publishing.docx import disclosure_docx
from reports.publishing.html import disclosure_html
from reports.publishing.sheet import Sheet, sheet_of
from reports.publishing.xlsx import disclosure_xlsx

Type = DisclosureFile.Type
PRINTERS: dict[str, Callable[[Sheet], bytes]] = {
    Type.DOCX.value: disclosure_docx,
    Type.XLSX.value: disclosure_xlsx,
    Type.HTML.value: disclosure_html,
}
MEDIA = {
    Type.DOCX.value: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Type.XLSX.value: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Type.HTML.value: "text/html; charset=utf-8",
}

__all__ = ["MEDIA", "PRINTERS", "Sheet", "sheet_of"]
