"""The ledger as a file: what the list shows under the same query string."""

import tempfile
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from agencies.rules import in_business
from cases.filters import ClueFilter
from cases.ledgers.export import csv_lines, write_xlsx
from cases.models import Clue
from cases.queries.clues import clues_visible_to
from kernel.access import permit
from kernel.actor import Actor
from kernel.errors import BadInput
from kernel.events import Named, record
from kernel.ids import new_id
from kernel.page_request import PageRequest
from kernel.web import page


@require_safe
@page
def export_clues(request: PageRequest, kind: str) -> StreamingHttpResponse:
    """Note who takes it, and send it: CSV line by line as it is read, a workbook once it is written."""
    actor = request.actor
    permit(in_business(actor))
    wanted = ClueFilter(request.GET, queryset=clues_visible_to(actor), actor=actor)
    if not wanted.is_valid():  # type: ignore[no-untyped-call]
        raise BadInput
    now = timezone.now()
    with transaction.atomic():
        facts = {"kind": kind, "filters": sorted(request.GET)}
        record(Named("export", new_id()), "clues.exported", by=actor, at=now, data=facts)
    return _as_csv(wanted.qs, actor, now) if kind == "csv" else _as_workbook(wanted.qs, actor, now)


def _as_csv(clues: QuerySet[Clue], actor: Actor, now: datetime) -> StreamingHttpResponse:
    named = content_disposition_header(as_attachment=True, filename=_name(now, "csv"))
    headers = {"Content-Disposition": named or "attachment"}
    return StreamingHttpResponse(csv_lines(clues, by=actor), content_type="text/csv; charset=utf-8", headers=headers)


def _as_workbook(clues: QuerySet[Clue], actor: Actor, now: datetime) -> FileResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.xlsx"
        write_xlsx(clues, path, by=actor)
        file = path.open("rb")
    return FileResponse(file, as_attachment=True, filename=_name(now, "xlsx"))


def _name(now: datetime, kind: str) -> str:
    return f"线索台账{timezone.localtime(now):%Y%m%d%H%M}.{kind}"
