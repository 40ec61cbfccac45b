"""Tasks that end their process, hang, ask for all memory, or simply do their work."""

import os
import threading

from kernel.deliveries import on_event
from kernel.models import Event, Heartbeat

MORE_THAN_ALLOWED = 8 * 1024**3


@on_event("tests.kills")
def kills(event: Event) -> None:
    """End the process, as a fault in a C library would."""
    os._exit(9)


@on_event("tests.hangs")
def hangs(event: Event) -> None:
    """Wait for what never comes."""
    threading.Event().wait()


@on_event("tests.fills_memory")
def fills_memory(event: Event) -> None:
    """Ask for more than there may be."""
    bytearray(MORE_THAN_ALLOWED)


@on_event("tests.works")
def works(event: Event) -> None:
    """Leave a row that names the event."""
    Heartbeat.objects.create(name=str(event.id), at=event.recorded_at)
