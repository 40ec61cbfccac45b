"""Sign how far the logs have come, now, and write it outward."""

from typing import Any

from django.core.management.base import BaseCommand

from config.anchoring import new_anchor
from kernel.clock import database_now


class Command(BaseCommand):
    """Prints where the anchor was written; the schedule does the same each hour."""

    help = "Write a signed anchor of all logs to QINGYUAN_ANCHORS, to be carried away."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it."""
        self.stdout.write(str(new_anchor(at=database_now())))
