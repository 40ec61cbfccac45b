"""Ledgers out: Excel or CSV in the columns of Excel in, masked, formula-safe, a page of rows at a time."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.db.models import Prefetch, Q, QuerySet
from rustpy_xlsxwriter import write_worksheet

from cases.ledgers.columns import COLUMNS
from cases.ledgers.printing import harmless, ledger_cells
from cases.models import Clue, CoHandling
from cases.queries.clues import readership
from kernel.actor import Actor

PAGE = 2_000
SHEET = "线索台账"


def ledger_rows(clues: QuerySet[Clue], *, by: Actor) -> Iterator[dict[str, str]]:
    """The rows this reader may see, newest first, never more than a page of them in memory."""
    helpers = Prefetch("co_handlings", CoHandling.objects.select_related("agency").order_by("agency_id"))
    rows = clues.select_related("region__parent", "lead_agency", "reporter").prefetch_related(helpers).defer("search")
    rows = rows.order_by("-received_at", "-id")
    after = Q()
    while page := list(rows.filter(after)[:PAGE]):
        for clue in page:
            yield ledger_cells(clue, reader=readership(by, clue))
        last = page[-1]
        after = Q(received_at__lt=last.received_at) | Q(received_at=last.received_at, id__lt=last.id)


def write_xlsx(clues: QuerySet[Clue], path: Path, *, by: Actor) -> None:
    """Every cell is text, so that none comes alive in a spreadsheet."""
    write_worksheet(ledger_rows(clues, by=by), str(path), sheet_name=SHEET)


def write_csv(clues: QuerySet[Clue], path: Path, *, by: Actor) -> None:
    """UTF-8 with BOM, as spreadsheets here expect it; a cell that would come alive is quoted."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([harmless(row[column]) for column in COLUMNS] for row in ledger_rows(clues, by=by))
