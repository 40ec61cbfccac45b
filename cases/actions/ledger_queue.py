"""Imports asked for on a page: the worker loads them a chunk at a time, so that nobody else waits."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from cases.actions.ledgers import CHUNK, Order, load_chunk, make_loader, start_import
from cases.ledgers.kept_rows import keep_rows, kept_records
from cases.models import LedgerImport
from kernel.actor import Actor
from kernel.errors import DomainError
from kernel.events import record


def queue_import(order: Order, *, file_name: str, by: Actor, at: datetime) -> LedgerImport:
    """Open a run that the worker will carry on; the file and its lines beside it must stay until then."""
    run = start_import(order, by=by, at=at, event="ledger_import.queued", count=keep_rows)
    run.file_name = file_name
    run.save(update_fields=["file_name"])
    return run


def load_next_chunk(run_id: UUID, *, by: Actor, at: datetime, size: int = CHUNK) -> None:
    """Load one more chunk of a queued run and ask for the next; a file that cannot be read ends the run."""
    run = LedgerImport.objects.select_for_update(of=("self",)).get(pk=run_id)
    if run.state != LedgerImport.State.RUNNING:
        return
    try:
        records = kept_records(Path(run.file_path), skip=run.read)
        going_on = load_chunk(run, records, make_loader(by=by), at=at, size=size)
    except (DomainError, OSError) as refusal:
        run.state, run.finished_at = LedgerImport.State.FAILED, at
        run.failure = str(getattr(refusal, "detail", refusal))
        run.save()
        return
    if going_on:
        record(run, "ledger_import.chunk_loaded", by=by, at=at, data={"read": run.read})
