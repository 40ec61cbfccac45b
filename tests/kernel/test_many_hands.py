"""Several processes at the same work: each turn fires once, each event is sealed once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from celery.schedules import crontab
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from kernel.actor import SYSTEM
from kernel.events import Named, record
from kernel.ids import new_id
from kernel.models import Delivery, Event, EventSeal, Heartbeat
from kernel.seals import broken_links, seal_events
from tests.databases import as_superuser
from tests.workers import at_turns, run

HANDS = 6
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(do: Callable[[], int]) -> list[int]:
    """What each of several hands says that did it at the same moment, on a connection of its own."""
    together = Barrier(HANDS)

    def hand(_turn: int) -> int:
        together.wait()
        said = do()
        connection.close()
        return said

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(hand, range(HANDS)))


@pytest.fixture
def _one_line(settings: Settings) -> None:
    """A calendar of one line that leaves a row each time."""
    at_turns("tests.note_turn", note)
    settings.CELERY_BEAT_SCHEDULE = {"tests.note_turn": {"task": "tests.note_turn", "schedule": crontab(minute=0)}}


def note(turn: datetime) -> None:
    """Leave a row that says which turn it was; a second one would fail."""
    Heartbeat.objects.create(name=turn.isoformat(), at=turn)


@pytest.mark.usefixtures("_one_line")
def test_a_turn_that_many_say_and_many_have_the_message_of_happens_once() -> None:
    def say_it() -> int:
        run("tests.note_turn")
        for turn in Delivery.objects.values_list("turn_at", flat=True):
            run("tests.note_turn", str(turn))
        return 0

    at_once(say_it)

    turn = Delivery.objects.get()
    assert Heartbeat.objects.count() == 1
    assert (turn.attempts, turn.done_at is not None, turn.last_error) == (1, True, "")


def told(count: int) -> list[Event]:
    """So many committed events."""
    with transaction.atomic():
        return [record(Named("t", new_id()), "t.told", by=SYSTEM, at=timezone.now()) for _turn in range(count)]


def test_many_sealers_leave_one_chain_without_gap_or_double() -> None:
    events = told(50)

    for _round in range(20):
        at_once(lambda: seal_events(5))

    assert list(EventSeal.objects.order_by("position").values_list("position", flat=True)) == list(range(1, 51))
    assert set(EventSeal.objects.values_list("event_id", flat=True)) == {event.id for event in events}
    assert list(broken_links()) == []


@pytest.mark.parametrize("joins", ["", "hashjoin", "hashjoin mergejoin hashagg sort material"])
def test_a_batch_is_no_larger_than_asked_however_the_planner_goes_about_it(joins: str) -> None:
    told(7)
    with connection.cursor() as cursor:
        for name in joins.split():
            cursor.execute(f"SET enable_{name} = off")

    sealed = [seal_events(2) for _turn in range(5)]

    connection.close()
    assert sealed == [2, 2, 2, 1, 0]


def test_an_event_that_commits_late_is_sealed_after_those_that_were_quicker() -> None:
    with transaction.atomic():
        late = record(Named("t", new_id()), "t.told", by=SYSTEM, at=timezone.now())
        with ThreadPoolExecutor(1) as pool:
            quick = pool.submit(lambda: (told(2), seal_events(), connection.close())[0]).result()  # type: ignore[func-returns-value]
    seal_events()

    sealed = list(EventSeal.objects.order_by("position").values_list("event_id", flat=True))
    assert sealed == [*(event.id for event in quick), late.id]


TAMPERINGS = {
    "a word changed": ("UPDATE kernel_event SET post = 'x' WHERE id = %s", 3),
    "an instant moved": ("UPDATE kernel_event SET occurred_at = occurred_at - interval '1 s' WHERE id = %s", 3),
    "an event removed": ("DELETE FROM kernel_event WHERE id = %s", 3),
    "a seal removed": ("DELETE FROM kernel_eventseal WHERE event_id = %s", 4),
    "a seal rewritten": ("UPDATE kernel_eventseal SET hash = sha256('x') WHERE event_id = %s", 3),
}


@pytest.mark.parametrize("name", list(TAMPERINGS))
def test_whatever_the_owner_of_the_machine_changes_is_found(name: str) -> None:
    third = told(5)[2]
    seal_events()
    statement, found_at = TAMPERINGS[name]

    hit = as_superuser(statement, str(third.id))

    assert hit == 1
    assert next(broken_links()) == found_at


def test_the_time_zone_of_the_reader_breaks_no_seal() -> None:
    told(3)
    seal_events()
    with connection.cursor() as cursor:
        cursor.execute("SET TimeZone = 'America/New_York'")

    broken = list(broken_links())

    with connection.cursor() as cursor:
        cursor.execute("SET TimeZone = 'UTC'")
    assert broken == []
