"""Make the key ring at the first start, and let it and the database know each other."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config.sealed import SEALED
from kernel.clock import database_now
from kernel.keys import make_ring
from kernel.models import KnownKey
from kernel.rings import RingRefused, claim_ring


class Command(BaseCommand):
    """Makes the key ring where database and ring are new; refuses a missing or strange one, and changes none."""

    help = "Make the key ring that seals reporters' identities, or check that the one here is this database's."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was done."""
        try:
            made = self._made()
        except RingRefused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{'made' if made else 'kept'} {settings.KEY_RING}")

    def _made(self) -> bool:
        """Make or keep the ring; a database without tables has sealed nothing, and knows it once it has them."""
        if KnownKey._meta.db_table not in connection.introspection.table_names():
            return make_ring(settings.KEY_RING)
        return claim_ring(settings.KEY_RING, SEALED, at=database_now())
