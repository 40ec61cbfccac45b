"""Everything that the key ring seals, and what a process does whose ring is not this database's."""

import sys

from django.conf import settings
from django.db import DatabaseError

from kernel.rings import Sealed, ring_fault

SEALED = (
    Sealed("cases_reporter", "clue_id", "identity"),
    Sealed("agencies_secondfactor", "person_id", "secret"),
)


def fault_of_ring() -> str:
    """Why the ring of this process cannot serve this database; empty when it can."""
    return ring_fault(settings.KEY_RING, SEALED)


def end_with_a_strange_ring() -> None:
    """End the process before it seals anything with keys that this database does not know."""
    try:
        fault = fault_of_ring()
    except DatabaseError:
        # It cannot be asked yet; nothing can be sealed either, and readiness asks again.
        return
    if fault:
        sys.exit(f"✗ {fault}")
