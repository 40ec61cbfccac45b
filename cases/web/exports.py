"""The ledger as a file: what the list shows under the same query string."""

import tempfile
from pathlib import Path

from django.db import transaction
from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.rules import in_business
from cases.filters import ClueFilter
from cases.ledgers.export import write_csv, write_xlsx
from cases.queries.clues import clues_visible_to
from kernel.access import permit
from kernel.errors import BadInput
from kernel.events import Named, record
from kernel.ids import new_id
from kernel.web import page

WRITERS = {"xlsx": write_xlsx, "csv": write_csv}


@require_safe
@page
def export_clues(request: HttpRequest, kind: str) -> FileResponse:
    """Write the file aside, note who took it, and send it."""
    actor = request.actor  # type: ignore[attr-defined]
    permit(in_business(actor))
    wanted = ClueFilter(request.GET, queryset=clues_visible_to(actor), actor=actor)
    if not wanted.is_valid():  # type: ignore[no-untyped-call]
        raise BadInput
    now = timezone.now()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"ledger.{kind}"
        WRITERS[kind](wanted.qs, path, by=actor)
        with transaction.atomic():
            facts = {"kind": kind, "filters": sorted(request.GET)}
            record(Named("export", new_id()), "clues.exported", by=actor, at=now, data=facts)
        file = path.open("rb")
    return FileResponse(file, as_attachment=True, filename=f"线索台账{timezone.localtime(now):%Y%m%d%H%M}.{kind}")
