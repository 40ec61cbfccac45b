"""Read the log once more into the roll-ups."""

import gc
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from kernel.models import EventSeal
from reports.actions.rollups import follow_log, forget_rollups
from reports.models import RollupMark

# So many events at once that most of what is told of a clue is taken in together.
TURN = 100_000


class Command(BaseCommand):
    """Prints how far it has come; stopped, it goes on with `--resume`, and so does the worker by itself."""

    help = "Build the roll-ups from the event log again; meanwhile figures are counted from the clues."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to go on from where the roll-ups are."""
        parser.add_argument("--resume", action="store_true", help="go on, instead of beginning with the first event")

    def handle(self, *args: Any, **options: Any) -> None:
        """Forget, and follow to the end of the log."""
        # Nothing that is made here refers to itself; to look for that again and again takes half the time.
        gc.disable()
        if not options["resume"]:
            forget_rollups(at=timezone.now())
        begun, more = time.monotonic(), True
        while more:
            more = follow_log(at=timezone.now(), limit=TURN, patient=True)
            mark = RollupMark.objects.get(pk=1)
            head = EventSeal.objects.order_by("-position").values_list("position", flat=True).first() or 0
            self.stdout.write(f"{mark.position} of {head} events, {time.monotonic() - begun:.0f} s")
