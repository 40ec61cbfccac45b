"""Tasks that end their process, hang, ask for all memory, or simply do their work."""

import os
import threading

from celery import shared_task
from django.utils import timezone

from kernel.deliveries import on_event
from kernel.ids import new_id
from kernel.models import Event, Heartbeat

MORE_THAN_ALLOWED = 8 * 1024**3


@on_event("tests.kills")
def kills(event: Event) -> None:
    """End the process, as a fault in a C library would."""
    os._exit(9)


@shared_task(name="tests.kills_without_a_row")
def kills_without_a_row() -> None:
    """Leave a trace for each time it was begun, and end the process."""
    Heartbeat.objects.create(name=f"begun {new_id()}", at=timezone.now())
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
