"""The relay: PostgreSQL holds the work, the workers take it, Redis only rings.

A delivery is claimed in a transaction of its own, so that a subscriber that kills its process has still
used an attempt; the effect and `done_at` commit together. Deliveries are claimed one at a time: nothing
can burn a neighbour's attempt or keep it waiting.
"""

import logging
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NoReturn
from uuid import UUID, uuid4

from django.db import connection, transaction

from kernel.deadlocks import begun_again
from kernel.models import Delivery, Event

log = logging.getLogger(__name__)
# It only bridges the moment between claim and row lock, and the death of a process in it.
LEASE = timedelta(seconds=10)
ATTEMPTS = 8
FIRST_WAIT = 5
LONGEST_WAIT = 3600


@dataclass(frozen=True)
class Subscriber:
    """A function that hears events; `imports` says that it hears imported ones too."""

    name: str
    do: Callable[[Event], None]
    imports: bool = False


_by_event: dict[str, tuple[Subscriber, ...]] = {}
_by_name: dict[str, Subscriber] = {}


def hears_imports(do: Callable[[Event], None]) -> Callable[[Event], None]:
    """Mark a subscriber that hears imported events as well."""
    do.imports = True  # type: ignore[attr-defined]
    return do


def subscribe(subscriptions: Mapping[str, Sequence[Callable[[Event], None]]]) -> None:
    """Take over the page that says who hears what; called once, when the program starts."""
    _by_event.clear()
    _by_name.clear()
    for event_type, functions in subscriptions.items():
        hearers = tuple(
            Subscriber(f"{do.__module__}.{do.__name__}", do, getattr(do, "imports", False)) for do in functions
        )
        _by_event[event_type] = hearers
        _by_name.update({hearer.name: hearer for hearer in hearers})


def subscribers_of(event_type: str) -> tuple[Subscriber, ...]:
    """Who hears this type of event."""
    return _by_event.get(event_type, ())


CLAIM = """
UPDATE kernel_delivery SET attempts = attempts + 1, lease = %(lease)s,
       run_at = clock_timestamp() + make_interval(secs => %(term)s) * power(1.5, least(attempts, 6))
WHERE id = (
    SELECT id FROM kernel_delivery d
    WHERE done_at IS NULL AND dead_at IS NULL AND run_at <= clock_timestamp()
      AND NOT EXISTS (SELECT 1 FROM kernel_delivery earlier
                      WHERE earlier.key = d.key AND earlier.subscriber = d.subscriber AND earlier.id < d.id
                        AND earlier.done_at IS NULL AND earlier.dead_at IS NULL)
    ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, attempts
"""


def claim_delivery() -> tuple[int, int, UUID] | None:
    """Lease the next delivery and count the attempt; None when nothing waits."""
    lease = uuid4()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"lease": lease, "term": LEASE.total_seconds()})
        row = cursor.fetchone()
    return (row[0], row[1], lease) if row else None


def deliver_next() -> bool:
    """Carry one delivery to its subscriber; False when nothing waits."""
    claimed = claim_delivery()
    if claimed is None:
        return False
    pk, attempts, lease = claimed
    try:
        if attempts > ATTEMPTS:
            _give_up()
        begun_again(lambda: _carry(pk, lease))
    except Exception as error:  # noqa: BLE001 -- a subscriber's failure is a fact to keep, whatever it is
        log.warning("delivery %s failed at attempt %s: %s", pk, attempts, type(error).__name__)
        _put_back(pk, lease, attempts, error)
    return True


def _give_up() -> NoReturn:
    raise RuntimeError("the process ended each time")


def _carry(pk: int, lease: UUID) -> None:
    """Run the subscriber and mark the delivery done in one transaction, unless the lease was lost."""
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().filter(pk=pk, lease=lease, done_at__isnull=True).first()
        if delivery is None:
            return
        _by_name[delivery.subscriber].do(Event.objects.get(pk=delivery.event_id))
        with connection.cursor() as cursor:
            cursor.execute("UPDATE kernel_delivery SET done_at = clock_timestamp(), lease = NULL WHERE id = %s", [pk])


def _put_back(pk: int, lease: UUID, attempts: int, error: Exception) -> None:
    """Let the delivery wait longer each time, and park it after the last attempt."""
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempts - 1)) * random.uniform(1, 1.2)  # noqa: S311 -- jitter
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kernel_delivery SET lease = NULL, last_error = %s,"
            " run_at = clock_timestamp() + make_interval(secs => %s),"
            " dead_at = CASE WHEN %s THEN clock_timestamp() END WHERE id = %s AND lease = %s",
            [f"{type(error).__name__}: {error}"[:500], wait, attempts >= ATTEMPTS, pk, lease],
        )


def drain(*, seconds: float = 20) -> int:
    """Carry deliveries until none waits or the time is up; says how many."""
    end = time.monotonic() + seconds
    carried = 0
    while time.monotonic() < end and deliver_next():
        carried += 1
    return carried


_ring = threading.Event()
_ringer: threading.Thread | None = None
_ringer_lock = threading.Lock()


def wake_after_commit() -> None:
    """Ring the doorbell once the transaction is committed; nobody waits for it."""
    transaction.on_commit(_ring_bell)


def _ring_bell() -> None:
    global _ringer  # noqa: PLW0603 -- one ringing thread per process
    _ring.set()
    with _ringer_lock:
        if _ringer is None or not _ringer.is_alive():
            _ringer = threading.Thread(target=_keep_ringing, name="relay-bell", daemon=True)
            _ringer.start()


def _keep_ringing() -> None:
    """Send one wake-up for any number of commits; a slow or dead Redis only delays this thread."""
    from kernel.tasks import drain_deliveries  # noqa: PLC0415 -- app ready

    while _ring.wait(timeout=60):
        _ring.clear()
        try:
            drain_deliveries.apply_async(retry=False, ignore_result=True, expires=30)
        except Exception as error:  # noqa: BLE001 -- the worker's own timer carries the promise
            log.info("the doorbell did not ring: %s", type(error).__name__)
        time.sleep(0.02)
