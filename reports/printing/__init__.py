"""A report's content on paper: .docx, .xlsx and .pdf, each from the frozen content alone."""

from collections.abc import Callable

from reports.models import ReportFile
from reports.printing.docx import docx_of
from reports.printing.heading import Heading
from reports.printing.pdf import report_pdf
from reports.printing.xlsx import xlsx_of

PRINTERS: dict[str, Callable[[Heading, dict[str, object]], bytes]] = {
    ReportFile.Type.DOCX.value: docx_of,
    ReportFile.Type.XLSX.value: xlsx_of,
    ReportFile.Type.PDF.value: report_pdf,
}
MEDIA = {
    ReportFile.Type.DOCX.value: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ReportFile.Type.XLSX.value: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ReportFile.Type.PDF.value: "application/pdf",
}

__all__ = ["MEDIA", "PRINTERS", "Heading"]
