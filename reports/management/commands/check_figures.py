"""Hold the roll-ups against the clues and against the log."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from reports.actions.reports import office_reader
from reports.actions.rollups import FiguresBehind, settle
from reports.queries.figures import Wanted
from reports.queries.groups import DIMENSIONS
from reports.queries.populations import population
from reports.queries.recount import recount
from reports.queries.rollups import settled_tally
from reports.queries.tallies import Tally, tally

DIFFERENT = 1
MONTHS = 13


class Command(BaseCommand):
    """Prints each instant with what was found; exit 1 where anything differs."""

    help = "Compare every count of clues in the roll-ups with a count of the clues and a recount from the log."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which instant; without one, now and the ends of the last months."""
        parser.add_argument("--as-of", type=datetime.fromisoformat, metavar="2026-11-01T00:00:00+08:00")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, one instant after the other; nothing is taken in meanwhile."""
        now = timezone.now()
        asked: datetime | None = options["as_of"]
        differing = 0
        with transaction.atomic():
            try:
                position = settle(at=now)
            except FiguresBehind as behind:
                sys.exit(str(behind.detail))
            for as_of in [asked] if asked else [now, *_month_ends(now)]:
                differences = list(_differences(as_of, position))
                differing += len(differences)
                for line in differences or ["the same"]:
                    self.stdout.write(f"{timezone.localtime(as_of).isoformat()} at {position}: {line}")
        if differing:
            sys.exit(DIFFERENT)


def _month_ends(now: datetime) -> Iterator[datetime]:
    """The last microseconds of the months before this one."""
    first = timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    for _turn in range(MONTHS):
        yield first - timedelta(microseconds=1)
        first = (first - timedelta(days=1)).replace(day=1)


def _differences(as_of: datetime, position: int) -> Iterator[str]:
    """What the roll-ups say that the clues or the log do not."""
    reader = office_reader()
    rolled = settled_tally(Wanted(), DIMENSIONS, as_of=as_of, actor=reader)
    yield from _between(rolled, tally(population(reader, Wanted(), as_of=as_of), DIMENSIONS))
    told = recount(as_of=as_of, position=position)
    if told != rolled.whole:
        yield f"all: rolled up {rolled.whole}, in the log {told}"


def _between(rolled: Tally, counted: Tally) -> Iterator[str]:
    if rolled.whole != counted.whole:
        yield f"all: rolled up {rolled.whole}, counted {counted.whole}"
    for dimension in DIMENSIONS:
        mine, theirs = rolled.by[dimension], counted.by[dimension]
        for key in sorted({*mine, *theirs}):
            if mine.get(key) != theirs.get(key):
                yield f"{dimension} {key}: rolled up {mine.get(key)}, counted {theirs.get(key)}"
