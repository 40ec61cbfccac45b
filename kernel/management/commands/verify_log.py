"""Recheck the event log against its seals."""

import sys
from argparse import ArgumentParser
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from kernel.models import EventSeal
from kernel.seals import altered_remarks, broken_links, positions_between

BROKEN = 1


class Command(BaseCommand):
    """Prints how far the log is whole, or its first break; exit 1 when it is broken."""

    help = "Recheck the hash chain of the event log and the hashes of the words beside it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which days, both included; all of them by default."""
        parser.add_argument("--from", dest="begin", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--to", dest="end", type=date.fromisoformat, metavar="YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was found."""
        after, until = _asked(options["begin"], options["end"])
        position = next(broken_links(after, until), None)
        altered = altered_remarks(after, until)
        if position is not None:
            self.stdout.write(f"broken at position {position}: {_named(position)}")
        for place, name in altered[:1]:
            self.stdout.write(f"altered words at position {place}: {name}")
        if position is not None or altered:
            sys.exit(BROKEN)
        checked = EventSeal.objects.filter(position__gt=after)
        if until is not None:
            checked = checked.filter(position__lte=until)
        self.stdout.write(f"whole: {checked.count()} events")


def _asked(begin: date | None, end: date | None) -> tuple[int, int | None]:
    """The days as positions."""
    if begin is None and end is None:
        return 0, None
    zone = timezone.get_default_timezone()
    first = datetime.combine(begin, time(), tzinfo=zone) if begin else datetime(2000, 1, 1, tzinfo=UTC)
    last = datetime.combine(end + timedelta(days=1), time(), tzinfo=zone) if end else timezone.now()
    return positions_between(first, last)


def _named(position: int) -> str:
    """The event that stands there, if there is one."""
    seal = EventSeal.objects.filter(position=position).first()
    return f"event {seal.event_id}" if seal else "no seal"
