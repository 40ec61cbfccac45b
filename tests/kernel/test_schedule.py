"""The schedule: a turn fires once, late ones are caught up, a failing one is tried again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from config.schedule import SCHEDULE
from kernel import schedule
from kernel.housekeeping import purge_old_rows
from kernel.liveness import alive, beat
from kernel.models import Delivery, Heartbeat, IdempotentAnswer, RequestCount, Slot
from kernel.schedule import DailyAt, Every

pytestmark = pytest.mark.usefixtures("db")
NOON = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
FIRED: list[datetime] = []


def divide_by_nothing(turn: datetime) -> None:
    """A turn that fails."""
    FIRED.append(turn)
    raise ZeroDivisionError("division by zero")


@pytest.fixture(autouse=True)
def _others() -> Iterator[None]:
    FIRED.clear()
    schedule.follow({"each_minute": Every(timedelta(minutes=1), FIRED.append)})
    yield
    schedule.follow(SCHEDULE)


def test_a_turn_fires_once_however_often_it_is_looked_for() -> None:
    fired = [schedule.fire_due_slots(NOON + timedelta(seconds=second)) for second in (1, 20, 59)]

    assert (fired, FIRED) == ([1, 0, 0], [NOON])


def test_after_an_outage_the_last_missed_turn_is_caught_up_once() -> None:
    schedule.fire_due_slots(NOON)

    schedule.fire_due_slots(NOON + timedelta(minutes=10, seconds=5))

    assert [NOON, NOON + timedelta(minutes=10)] == FIRED


def test_a_failing_turn_keeps_its_error_and_is_tried_again_after_its_lease() -> None:
    schedule.follow({"fails": Every(timedelta(days=1), divide_by_nothing)})
    schedule.fire_due_slots(NOON)

    again = schedule.fire_due_slots(NOON + schedule.LEASE)

    slot = Slot.objects.get()
    assert (again, slot.attempts, slot.done_at, slot.last_error) == (1, 2, None, "ZeroDivisionError: division by zero")


def test_a_turn_is_given_up_after_eight_failures() -> None:
    schedule.follow({"fails": Every(timedelta(days=1), divide_by_nothing)})

    for attempt in range(schedule.ATTEMPTS + 2):
        schedule.fire_due_slots(NOON + schedule.LEASE * attempt)

    assert (Slot.objects.get().attempts, Slot.objects.get().dead_at is None) == (schedule.ATTEMPTS, False)


def test_a_turn_that_takes_its_process_with_it_each_time_is_given_up_as_well() -> None:
    daily = Every(timedelta(days=1), FIRED.append)
    schedule.follow({"kills": daily})
    Slot.objects.create(name="kills", at=daily.latest_turn(NOON), run_at=NOON, attempts=schedule.ATTEMPTS)

    schedule.fire_due_slots(NOON)

    slot = Slot.objects.get()
    assert (FIRED, slot.dead_at is None, slot.last_error) == ([], False, "RuntimeError: the process ended each time")


@pytest.mark.parametrize(("now", "turn"), [("03:09", "2026-11-15"), ("03:10", "2026-11-16"), ("23:59", "2026-11-16")])
def test_a_daily_turn_follows_the_clock_on_the_office_wall(now: str, turn: str) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    line = DailyAt(3, 10, zone, FIRED.append)

    latest = line.latest_turn(datetime.fromisoformat(f"2026-11-16T{now}:00+08:00"))

    assert latest == datetime.fromisoformat(f"{turn}T03:10:00+08:00")


def test_a_sign_of_life_grows_stale_and_never_goes_back() -> None:
    beat("worker", at=NOON)
    beat("worker", at=NOON - timedelta(hours=1))

    assert Heartbeat.objects.get(name="worker").at == NOON
    assert [alive("worker", at=NOON + timedelta(seconds=s)) for s in (29, 31)] == [True, False]


def test_old_rows_are_purged_and_waiting_ones_stay() -> None:
    old = NOON - timedelta(days=31)
    common = {
        "event_id": "00000000-0000-0000-0000-000000000001",
        "key": "00000000-0000-0000-0000-000000000002",
        "run_at": old,
    }
    Delivery.objects.create(subscriber="done", done_at=old, **common)
    Delivery.objects.create(subscriber="waiting", **common)
    IdempotentAnswer.objects.create(caller="a", key="b", fingerprint=b"", created_at=NOON - timedelta(days=8))
    RequestCount.objects.create(caller="a", minute=NOON - timedelta(days=3))

    purge_old_rows(NOON)

    left = (IdempotentAnswer.objects.count(), RequestCount.objects.count())
    assert (list(Delivery.objects.values_list("subscriber", flat=True)), left) == (["waiting"], (0, 0))


def test_the_present_schedule_fires_without_fault() -> None:
    schedule.follow(SCHEDULE)

    schedule.fire_due_slots(timezone.now())

    assert not Slot.objects.exclude(last_error="").exists()
