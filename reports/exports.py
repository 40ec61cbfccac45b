"""The files of a report as downloads."""

from django.utils.translation import gettext as _

from kernel.errors import BadInput, FieldError, NotFound
from reports.models import Report, ReportFile
from reports.printing import MEDIA


def download_of(report: Report, kind: str) -> tuple[bytes, dict[str, str]]:
    """The frozen bytes of one file, with the text once that was issued, and the headers they go out with."""
    if kind not in MEDIA:
        raise BadInput(errors=[FieldError("/type", "invalid_choice", _("可选：docx xlsx pdf"))])
    file = ReportFile.objects.filter(report=report, type=kind).order_by("-issued").first()
    if file is None:
        raise NotFound
    name = f"{report.kind}-{report.first_day:%Y%m%d}-v{report.version}.{kind}"
    headers = {
        "Content-Type": MEDIA[kind],
        "Content-Disposition": f'attachment; filename="{name}"',
        "ETag": f'"{file.sha256}"',
        "X-Content-SHA256": file.sha256,
        "X-Content-Type-Options": "nosniff",
    }
    return bytes(file.content), headers
