"""Recheck the logs against their seals, the words and papers beside them, and anchors that were carried away."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from config.verification import faults, faults_of_anchors, faults_of_log
from kernel.keys import key_ring
from kernel.models import EventSeal
from kernel.seals import positions_between

BROKEN = 1
MOST = 20


class Command(BaseCommand):
    """Prints how far the log is whole, or what is not; exit 1 when it is broken."""

    help = "Recheck seals, words and sent papers; with --anchors also against what was signed and carried away."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which days of the event log, both included; all of all logs by default."""
        parser.add_argument("--from", dest="begin", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--to", dest="end", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument(
            "--anchors", nargs="?", const=settings.ANCHORS, type=Path, metavar="FOLDER",
            help="also hold the logs against the anchors in this folder or file; alone: where they are written",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was found."""
        after, until = _asked(options["begin"], options["end"])
        found = list(_faults(after, until, options["anchors"]))
        for fault in found[:MOST]:
            self.stdout.write(fault)
        if len(found) > MOST:
            self.stdout.write(f"… {len(found) - MOST} more")
        if found:
            sys.exit(BROKEN)
        checked = EventSeal.objects.filter(position__gt=after)
        if until is not None:
            checked = checked.filter(position__lte=until)
        self.stdout.write(f"whole: {checked.count()} events")


def _faults(after: int, until: int | None, anchors: Path | None) -> Iterator[str]:
    yield from faults() if (after, until) == (0, None) else faults_of_log(after, until)
    if anchors:
        yield from faults_of_anchors(anchors, ring=key_ring())


def _asked(begin: date | None, end: date | None) -> tuple[int, int | None]:
    """The days as positions."""
    if begin is None and end is None:
        return 0, None
    zone = timezone.get_default_timezone()
    first = datetime.combine(begin, time(), tzinfo=zone) if begin else datetime(2000, 1, 1, tzinfo=UTC)
    last = datetime.combine(end + timedelta(days=1), time(), tzinfo=zone) if end else timezone.now()
    return positions_between(first, last)
