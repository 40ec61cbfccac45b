"""Make the key ring at the first start."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from kernel.keys import make_ring


class Command(BaseCommand):
    """Makes the key ring unless there is one; never changes one."""

    help = "Make the key ring that seals reporters' identities, unless there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was done."""
        made = make_ring(settings.KEY_RING)
        self.stdout.write(f"{'made' if made else 'kept'} {settings.KEY_RING}")
