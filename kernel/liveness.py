"""Signs of life, kept in the database so that any process may read them."""

from datetime import datetime, timedelta

from django.db import connection

from kernel.models import Heartbeat

STALE = timedelta(seconds=30)


def beat(name: str, *, at: datetime) -> None:
    """Note that a kind of process was alive."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_heartbeat (name, at) VALUES (%s, %s)"
            " ON CONFLICT (name) DO UPDATE SET at = greatest(kernel_heartbeat.at, excluded.at)",
            [name, at],
        )


def alive(name: str, *, at: datetime) -> bool:
    """Say whether a kind of process gave a sign of life lately."""
    return Heartbeat.objects.filter(name=name, at__gte=at - STALE).exists()


def last_beat(name: str) -> datetime | None:
    """When it gave its last sign; None if it never did."""
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()
