"""Whether the program is alive, and whether it is ready."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from agencies.models import Agency
from agencies.queries.directory import published_years
from config.queues import LIMITS
from config.sealed import fault_of_ring
from kernel.anchors import written_since
from kernel.broker import messages_waiting, queue_names, workers_answering
from kernel.clock import database_now, is_skewed
from kernel.days import local_day
from kernel.deliveries import waits_untried
from kernel.liveness import STALE, alive
from kernel.models import Delivery
from kernel.partitions import strays
from kernel.republishing import read_marks
from kernel.seals import seals_are_late
from kernel.writing import write_fault

OLDEST_WAITING = timedelta(seconds=60)
# One is written each day at least.
OLDEST_ANCHOR = timedelta(hours=26)
LATEST_LOOK_AHEAD = 12


def healthz(request: HttpRequest) -> JsonResponse:
    """Alive."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, is migrated and the demo city (if asked for) is there; with every check.

    503, too, where a write fails or the key ring is not this database's: the check says which.
    """
    try:
        prepared = _migrated() and (settings.MODE != "demo" or Agency.objects.exists())
        checks = {"database": "ok" if prepared else "failed", **_checks()}
        ready = prepared and "failed" not in {checks["keys"], checks["disk"]}
    except DatabaseError:
        ready, checks = False, {"database": "failed"}
    return JsonResponse({"status": "ok" if ready else "failed", "checks": checks}, status=200 if ready else 503)


def _migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _checks() -> dict[str, str]:
    now, broker = database_now(), messages_waiting(queue_names()) is not None
    late = waits_untried(since=now - OLDEST_WAITING)
    dead = Delivery.objects.filter(dead_at__isnull=False).exists()
    return {
        "broker": "ok" if broker else "failed",
        "worker": "ok" if broker and workers_answering() else "failed",
        "consumer": "ok" if _all_are_read(now) else "failed",
        "beat": "ok" if alive("beat", at=now) else "failed",
        "outbox": "failed" if late else "warning" if dead or strays() else "ok",
        "disk": "failed" if write_fault(Path(settings.MEDIA_ROOT)) else "ok",
        "clock": "failed" if is_skewed(at=timezone.now()) else "ok",
        "keys": "failed" if fault_of_ring() else "ok",
        "anchors": "ok" if written_since(settings.ANCHORS, timezone.now() - OLDEST_ANCHOR) else "warning",
        "calendar": _calendar(timezone.now()),
        "log": "failed" if seals_are_late() else "ok" if _log_is_locked() else "warning",
    }


def _all_are_read(now: datetime) -> bool:
    """Say whether every queue was read lately; a task of it may take as long as it may."""
    read = read_marks()
    return all(
        queue in read and read[queue] >= now - STALE - timedelta(seconds=limit)
        for queue, (_soft, limit) in LIMITS.items()
    )


def _calendar(now: datetime) -> str:
    """From December on, next year's days should be loaded as well."""
    today = local_day(now)
    needed = {today.year, today.year + (today.month == LATEST_LOOK_AHEAD)}
    return "ok" if needed <= set(published_years()) else "warning"


def _log_is_locked() -> bool:
    """Whether the application's own role could not change the event log."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('kernel_event', 'DELETE')")
        return not cursor.fetchone()[0]
