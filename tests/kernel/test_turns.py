"""Turns of the calendar: each happens once, late ones are caught up in order, a failing one is tried again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from celery.schedules import crontab
from django.utils import timezone
from pytest_django import Settings

from kernel import deliveries
from kernel.housekeeping import purge_old_rows
from kernel.ids import new_id
from kernel.liveness import alive, beat
from kernel.models import Delivery, Heartbeat, IdempotentAnswer, RequestCount
from kernel.turns import calendar, next_turn, open_turns, row_of, turns_since
from tests.workers import at_turns, drain, run

pytestmark = pytest.mark.usefixtures("db")
NOON = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
CAME: list[datetime] = []


@pytest.fixture(autouse=True)
def _each_hour(settings: Settings) -> None:
    """A calendar of one line, whose task notes the turns."""
    CAME.clear()
    at_turns("tests.each_hour", CAME.append)
    settings.CELERY_BEAT_SCHEDULE = {"tests.each_hour": {"task": "tests.each_hour", "schedule": crontab(minute=0)}}


def had(turn: datetime, **facts: Any) -> Delivery:
    """A turn that was opened already."""
    row = row_of("tests.each_hour", turn)
    row.save()
    Delivery.objects.filter(pk=row.pk).update(**{"done_at": turn, **facts})
    return row


def this_hour() -> datetime:
    """The turn that came last, by now."""
    return timezone.now().replace(minute=0, second=0, microsecond=0)


def test_a_turn_happens_once_however_often_it_is_said() -> None:
    had(this_hour() - HOUR)

    for _beat in range(3):
        run("tests.each_hour")
        drain()

    assert [this_hour()] == CAME


def test_turns_that_nobody_said_for_two_days_are_caught_up_in_order() -> None:
    had(this_hour() - 48 * HOUR)

    open_turns()
    drain()

    assert [this_hour() - back * HOUR for back in range(47, -1, -1)] == CAME


def test_of_a_task_that_never_had_a_turn_only_the_last_is_opened() -> None:
    open_turns()
    drain()

    assert [this_hour()] == CAME


def test_a_turn_that_fails_is_tried_again_and_the_next_waits_for_it() -> None:
    at_turns("tests.each_hour", lambda _turn: 1 // 0)
    had(this_hour() - 2 * HOUR)

    open_turns()
    drain()

    first, second = Delivery.objects.filter(done_at__isnull=True).order_by("turn_at")
    assert (first.attempts, second.attempts) == (1, 0)
    assert first.last_error.startswith("ZeroDivisionError")


def test_a_turn_is_given_up_after_eight_failures_and_the_next_is_not_held_up() -> None:
    failing = had(this_hour() - HOUR, done_at=None, attempts=deliveries.ATTEMPTS)

    open_turns()
    drain()

    failing.refresh_from_db()
    assert (failing.dead_at is None, failing.last_error) == (False, "RuntimeError: the process ended each time")
    assert [this_hour()] == CAME


@pytest.mark.parametrize(("now", "turn"), [("03:09", "2026-11-15"), ("03:10", "2026-11-16"), ("23:59", "2026-11-16")])
def test_a_daily_turn_follows_the_clock_on_the_office_wall(now: str, turn: str) -> None:
    line = crontab(hour=3, minute=10)

    turns = turns_since(line, None, datetime.fromisoformat(f"2026-11-16T{now}:00+08:00"))

    assert turns == [datetime.fromisoformat(f"{turn}T03:10:00+08:00")]


def test_a_month_of_the_calendar_has_every_turn_once_though_beat_was_dead_for_two_days(settings: Settings) -> None:
    settings.CELERY_BEAT_SCHEDULE = program_schedule()
    begin, lost = datetime(2026, 11, 1, tzinfo=UTC), range(240, 288)
    had_all: dict[str, list[datetime]] = {name: [] for name in calendar()}
    for hour in (hour for hour in range(30 * 24) if hour not in lost):
        now = begin + hour * HOUR
        for name, line in calendar().items():
            had_all[name] += turns_since(line, had_all[name][-1] if had_all[name] else begin, now)

    expected = {name: list(_all_turns(line, begin, begin + 719 * HOUR)) for name, line in calendar().items()}
    assert had_all == expected
    assert {len(turns) for turns in expected.values()} == {30, 719}


def _all_turns(line: crontab, begin: datetime, end: datetime) -> Iterator[datetime]:
    turn = next_turn(line, begin)
    while turn <= end:
        yield turn
        turn = next_turn(line, turn)


def program_schedule() -> Any:
    """The program's own."""
    from config.schedule import schedule  # noqa: PLC0415 -- beside the fixture's

    return schedule(diary_hour=18)


def test_a_sign_of_life_grows_stale_and_never_goes_back() -> None:
    beat("worker", at=NOON)
    beat("worker", at=NOON - timedelta(hours=1))

    assert Heartbeat.objects.get(name="worker").at == NOON
    assert [alive("worker", at=NOON + timedelta(seconds=s)) for s in (29, 31)] == [True, False]


def test_old_rows_are_purged_and_waiting_ones_stay() -> None:
    old = NOON - timedelta(days=31)
    common = {"event_id": new_id(), "key": new_id(), "run_at": old, "sent_at": old, "queue": "clocks"}
    Delivery.objects.create(task="done", done_at=old, **common)
    Delivery.objects.create(task="waiting", **common)
    IdempotentAnswer.objects.create(caller="a", key="b", fingerprint=b"", created_at=NOON - timedelta(days=8))
    RequestCount.objects.create(caller="a", minute=NOON - timedelta(days=3))

    purge_old_rows(NOON)

    left = (IdempotentAnswer.objects.count(), RequestCount.objects.count())
    assert (list(Delivery.objects.values_list("task", flat=True)), left) == (["waiting"], (0, 0))


def test_every_line_of_the_present_schedule_runs_without_fault(settings: Settings) -> None:
    settings.CELERY_BEAT_SCHEDULE = program_schedule()

    for name in program_schedule():
        run(name)
    drain()

    assert not Delivery.objects.exclude(last_error="").exists()
    assert set(
        Delivery.objects.filter(turn_at__isnull=False, done_at__isnull=False).values_list("task", flat=True)
    ) == (set(calendar()))
