"""Ledgers out: Excel or CSV in the columns of Excel in, masked, formula-safe, a page of rows at a time."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.db.models import Prefetch, Q, QuerySet
from rustpy_xlsxwriter import write_worksheet

from cases.ledgers.columns import COLUMNS
from cases.ledgers.printing import ledger_cells
from cases.models import Clue, CoHandling
from cases.queries.clues import readership
from kernel.actor import Actor
from kernel.csv_cells import harmless

PAGE = 500
AT_ONCE = 200
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
        # The first half lets the index begin at the page; the second alone is asked of every row before it.
        after = Q(received_at__lte=last.received_at) & (Q(received_at__lt=last.received_at) | Q(id__lt=last.id))


def write_xlsx(clues: QuerySet[Clue], path: Path, *, by: Actor) -> None:
    """Every cell is text, so that none comes alive in a spreadsheet."""
    write_worksheet(ledger_rows(clues, by=by), str(path), sheet_name=SHEET)


def csv_lines(clues: QuerySet[Clue], *, by: Actor) -> Iterator[str]:
    """UTF-8 with BOM, as spreadsheets here expect it, a page at a time; a cell that would come alive is quoted."""
    lines = _Lines()
    writer = csv.writer(lines)
    writer.writerow(COLUMNS)
    yield "\ufeff" + lines.taken()
    for number, row in enumerate(ledger_rows(clues, by=by), 1):
        writer.writerow([harmless(row[column]) for column in COLUMNS])
        if number % AT_ONCE == 0:
            yield lines.taken()
    yield lines.taken()


class _Lines:
    """Where the writer puts its lines until they are taken."""

    def __init__(self) -> None:
        self.kept: list[str] = []

    def write(self, text: str) -> None:
        """Keep a line."""
        self.kept.append(text)

    def taken(self) -> str:
        """All lines since the last time."""
        text = "".join(self.kept)
        self.kept.clear()
        return text
