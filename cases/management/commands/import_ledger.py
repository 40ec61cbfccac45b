"""`import_ledger FILE --source NAME`: load an office's old ledger."""

import csv
import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from cases.actions.ledgers import Order, load_chunk, make_loader, start_import, tally
from cases.ledgers.files import records_of
from cases.models import CoordSys, LedgerFault, LedgerImport
from kernel.actor import SYSTEM
from kernel.csv_cells import harmless
from kernel.errors import DomainError

NOT_READ = 2


class Command(BaseCommand):
    """Prints a line per refused or masked row and, last, the figures as a JSON object; exit 2 when nothing was read."""

    help = "Import a ledger or a published table (XLSX, or CSV in UTF-8 or GB18030). Safe to repeat and to resume."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command line of the contract."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True)
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--apply-changes", action="store_true")
        parser.add_argument("--errors", type=Path)
        parser.add_argument("--coord-sys", choices=CoordSys.values, default=CoordSys.WGS84)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load chunk by chunk; a dry run takes everything back."""
        order = Order(options["file"].resolve(), options["source"], options["coord_sys"], options["apply_changes"])
        whole: AbstractContextManager[Any] = transaction.atomic() if options["dry_run"] else nullcontext()
        try:
            with whole:
                run = self._load(order)
                self._tell(run, options["errors"])
                if options["dry_run"]:
                    transaction.set_rollback(True)
        except (DomainError, OSError) as refusal:
            self.stderr.write(str(getattr(refusal, "detail", refusal)))
            sys.exit(NOT_READ)

    def _load(self, order: Order) -> LedgerImport:
        with transaction.atomic():
            run = start_import(order, by=SYSTEM, at=timezone.now())
        loader = make_loader(by=SYSTEM)
        records = records_of(order.path, skip=run.read)
        while self._load_next(run.pk, records, loader):
            pass
        return LedgerImport.objects.get(pk=run.pk)

    def _load_next(self, pk: UUID, records: Iterator[Any], loader: Any) -> bool:
        with transaction.atomic():
            run = LedgerImport.objects.select_for_update().get(pk=pk)
            going_on = load_chunk(run, records, loader, at=timezone.now())
        if sys.stderr.isatty():
            self.stderr.write(f"\r{run.read}/{run.total}", ending="")
        return going_on

    def _tell(self, run: LedgerImport, errors: Path | None) -> None:
        faults = list(run.faults.filter(kind=LedgerFault.Kind.REJECTED))
        for fault in faults:
            self.stdout.write(f"line {fault.line} {fault.number} {fault.column}: {fault.reason}")
        for masked in run.faults.filter(kind=LedgerFault.Kind.MASKED):
            self.stdout.write(f"masked line {masked.line} {masked.number} {masked.column}: {masked.reason}")
        if errors:
            with errors.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["line", "number", "column", "reason"])
                cells = ((fault.line, fault.number, fault.column, fault.reason) for fault in run.faults.all())
                writer.writerows([harmless(str(cell)) for cell in line] for line in cells)
        self.stdout.write(json.dumps(tally(run)))
