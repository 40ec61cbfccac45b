"""Subscribers that behave as real ones do on bad days; what they do is a row or an end."""

import os

from django.db import connection, transaction

from kernel.models import Event, Heartbeat


def note(event: Event) -> None:
    """Leave a row that names the event; a second time it would fail."""
    Heartbeat.objects.create(name=str(event.id), at=event.recorded_at)


def fail_after_writing(event: Event) -> None:
    """Leave the row and then fail."""
    note(event)
    raise RuntimeError("the line is busy")


def break_the_transaction(event: Event) -> None:
    """Fail in the database itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1/0")


def end_the_process(event: Event) -> None:
    """Leave the row and take the process with it, as a fault in a C library would."""
    note(event)
    os._exit(7)


def end_the_process_at_its_commit(event: Event) -> None:
    """Leave the row, and take the process away in the moment in which it stands."""
    note(event)
    transaction.on_commit(lambda: os._exit(7))


def hear_imports(event: Event) -> None:
    """Leave a row, for imported events too."""
    note(event)
