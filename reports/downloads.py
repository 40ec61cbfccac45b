"""The files of a disclosure as downloads: frozen once it went out, made from the rows as they stand before."""

from datetime import datetime

from django.utils.translation import gettext as _

from kernel.days import local_day
from kernel.errors import BadInput, FieldError, NotFound
from reports.actions.disclosed_files import drafted_file
from reports.models import DisclosureBatch, DisclosureFile, DisclosureStatus
from reports.publishing import MEDIA


def disclosed_file(disclosure: DisclosureBatch, kind: str, *, at: datetime) -> tuple[bytes, dict[str, str]]:
    """The bytes of one file and the headers they go out with; whoever does not see drafts never comes here."""
    if kind not in MEDIA:
        raise BadInput(errors=[FieldError("/type", "invalid_choice", _("可选：docx xlsx html"))])
    if disclosure.status == DisclosureStatus.DISCARDED:
        raise NotFound
    file = DisclosureFile.objects.filter(disclosure=disclosure, type=kind).first()
    made = file or drafted_file(disclosure, kind, day=local_day(at), at=at)
    day = f"{disclosure.published_on:%Y%m%d}" if disclosure.published_on else "draft"
    headers = {
        "Content-Type": MEDIA[kind],
        "Content-Disposition": f'attachment; filename="disclosure-{day}.{kind}"',
        "ETag": f'"{made.sha256}"',
        "X-Content-SHA256": made.sha256,
        "X-Content-Type-Options": "nosniff",
    }
    return bytes(made.content), headers
