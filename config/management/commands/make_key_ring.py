"""Make the key ring at the first start, and let it and the database know each other."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.sealed import SEALED
from kernel.clock import database_now
from kernel.rings import RingRefused, claim_ring


class Command(BaseCommand):
    """Makes the key ring where database and ring are new; refuses a missing or strange one, and changes none."""

    help = "Make the key ring that seals reporters' identities, or check that the one here is this database's."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was done."""
        try:
            made = claim_ring(settings.KEY_RING, SEALED, at=database_now())
        except RingRefused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{'made' if made else 'kept'} {settings.KEY_RING}")
