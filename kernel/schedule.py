"""The schedule: every turn is a row with a unique key, so that it fires once whoever comes first, or late."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import F

from kernel.deadlocks import begun_again
from kernel.models import Slot

log = logging.getLogger(__name__)
EPOCH = datetime(2024, 1, 1, tzinfo=ZoneInfo("UTC"))
LEASE = timedelta(seconds=30)
ATTEMPTS = 8


@dataclass(frozen=True)
class Every:
    """A turn each `period`, counted from a fixed instant."""

    period: timedelta
    do: Callable[[datetime], None]

    def latest_turn(self, now: datetime) -> datetime:
        """The last turn that is due at `now`."""
        return EPOCH + (now - EPOCH) // self.period * self.period


@dataclass(frozen=True)
class DailyAt:
    """A turn each day at a time of the office's clock."""

    hour: int
    minute: int
    zone: ZoneInfo
    do: Callable[[datetime], None]

    def latest_turn(self, now: datetime) -> datetime:
        """The last turn that is due at `now`."""
        today = now.astimezone(self.zone).replace(hour=self.hour, minute=self.minute, second=0, microsecond=0)
        return today if today <= now else today - timedelta(days=1)


_lines: dict[str, Every | DailyAt] = {}


def follow(schedule: Mapping[str, Every | DailyAt]) -> None:
    """Take over the schedule; called once, when the program starts."""
    _lines.clear()
    _lines.update(schedule)


def fire_due_slots(now: datetime) -> int:
    """Open the turns that are due and run those that wait; says how many were run."""
    missing = [Slot(name=name, at=line.latest_turn(now), run_at=now) for name, line in _lines.items()]
    known = set(Slot.objects.filter(at__in={slot.at for slot in missing}).values_list("name", "at"))
    Slot.objects.bulk_create([s for s in missing if (s.name, s.at) not in known], ignore_conflicts=True)
    fired = 0
    while (claimed := _claim(now)) is not None:
        _run(claimed)
        fired += 1
    return fired


def _claim(now: datetime) -> Slot | None:
    """Lease one waiting turn and count the attempt."""
    with transaction.atomic():
        waiting = Slot.objects.filter(done_at__isnull=True, dead_at__isnull=True, run_at__lte=now, name__in=_lines)
        slot = waiting.order_by("run_at").select_for_update(skip_locked=True).first()
        if slot:
            Slot.objects.filter(pk=slot.pk).update(attempts=F("attempts") + 1, run_at=now + LEASE)
            slot.attempts += 1
        return slot


def _run(slot: Slot) -> None:
    """Do the turn's work and mark it done in one transaction; a failure is kept and tried again."""
    try:
        begun_again(lambda: _work(slot))
    except Exception as error:  # noqa: BLE001 -- a turn's failure is a fact to keep, whatever it is
        log.warning("slot %s failed: %s", slot, type(error).__name__)
        Slot.objects.filter(pk=slot.pk).update(last_error=f"{type(error).__name__}: {error}"[:500])
        if slot.attempts >= ATTEMPTS:
            _set(slot, "dead_at = clock_timestamp()")


def _work(slot: Slot) -> None:
    with transaction.atomic():
        Slot.objects.select_for_update().get(pk=slot.pk)
        _do(slot)
        _set(slot, "done_at = clock_timestamp()")


def _do(slot: Slot) -> None:
    """The turn's work; not once more where each attempt took its process with it."""
    if slot.attempts > ATTEMPTS:
        raise RuntimeError("the process ended each time")
    _lines[slot.name].do(slot.at)


def _set(slot: Slot, assignment: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE kernel_slot SET {assignment} WHERE id = %s", [slot.pk])  # noqa: S608 -- two constants
