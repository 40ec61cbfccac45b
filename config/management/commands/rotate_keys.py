"""`rotate_keys`: a fresh key on the ring, and everything sealed anew with it."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from agencies.actions.operations import Operation
from agencies.models import Approval
from config.operators import add_operator_arguments, agreed, use_agreement
from config.sealed import SEALED, fault_of_ring
from kernel.actor import SYSTEM
from kernel.clock import database_now
from kernel.events import Named, record
from kernel.ids import name_id
from kernel.keys import key_ring
from kernel.rings import RingRefused, rotate, seal_anew


class Command(BaseCommand):
    """Older keys stay on the ring: older backups need them. Other hosts get the new ring before they serve on.

    Takes two people where there are clues; what was cut off is finished without asking again, for it adds no key.
    """

    help = "Put a fresh key on the ring and seal everything anew with it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to begin, or to finish what was cut off."""
        add_operator_arguments(parser)
        parser.add_argument("--resume", action="store_true", help="add no key; go on where a rotation was cut off")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate, record it, and say what is to be done with the ring."""
        try:
            count = self._sealed(options)
        except RingRefused as refusal:
            raise CommandError(str(refusal)) from None
        current = key_ring().current
        with transaction.atomic():
            ring = Named("key_ring", name_id("key_ring", settings.KEY_RING.name))
            record(ring, "key_ring.rotated", by=SYSTEM, at=database_now(), data={"key": current, "rows": count})
        self.stdout.write(f"{current} is current, {count} rows sealed anew; now: backup, and the ring to other hosts")

    def _sealed(self, options: dict[str, Any]) -> int:
        if fault := fault_of_ring():
            raise RingRefused(fault)
        if options["resume"]:
            return seal_anew(settings.KEY_RING, SEALED)
        about = Operation(Approval.Act.ROTATE_KEYS, name_id("key_ring", settings.KEY_RING.name), settings.KEY_RING.name)
        approval = agreed(about, options)
        with transaction.atomic():
            use_agreement(about, approval)
        return rotate(settings.KEY_RING, SEALED, at=database_now())
