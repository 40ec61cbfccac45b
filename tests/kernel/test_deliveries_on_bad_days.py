"""Deliveries on bad days: many workers, lost claims, messages that come twice, processes that end."""

import os
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils import timezone

from config.subscriptions import SUBSCRIPTIONS
from kernel import deliveries
from kernel.actor import SYSTEM
from kernel.events import Named, delivery_rows, event_row, news_of, record, record_all
from kernel.ids import new_id
from kernel.models import Delivery, Event, Heartbeat
from kernel.publishing import Message
from tests.kernel import subscribers
from tests.workers import as_task, drain, run

Hearer = Callable[[Event], None]


@pytest.fixture(autouse=True)
def _usual_subscriptions() -> Iterator[None]:
    """Afterwards everybody hears what the program's own page says."""
    yield
    deliveries.subscribe(SUBSCRIPTIONS)


def heard(*hearers: Hearer, imports: Collection[Hearer] = ()) -> None:
    """These hear of things from now on, each as a task of its name."""
    deliveries.subscribe({"thing.happened": [as_task(do, imports=do in imports) for do in hearers]})


def told(*hearers: Hearer, about: Named | None = None, imported: bool = False) -> Event:
    """A committed event that these subscribers hear."""
    heard(*hearers)
    now = timezone.now()
    with transaction.atomic():
        return record(about or Named("thing", new_id()), "thing.happened", by=SYSTEM, at=now)


def due_now() -> None:
    """Let the waiting be over."""
    Delivery.objects.update(run_at=timezone.now() - timedelta(seconds=1))


def test_each_failure_waits_three_times_as_long_up_to_an_hour_and_the_eighth_is_the_last(db: None) -> None:
    told(subscribers.break_the_transaction)

    waits = []
    for _turn in range(8):
        drain()
        waits.append((Delivery.objects.get().run_at - timezone.now()).total_seconds())
        due_now()

    delivery = Delivery.objects.get()
    usual = [min(3600, 5 * 3**n) for n in range(8)]
    assert all(own * 0.95 < wait < own * 1.25 for own, wait in zip(usual, waits, strict=True))
    assert (delivery.attempts, delivery.dead_at is not None, drain()) == (8, True, 0)
    assert "DataError" in delivery.last_error


def test_a_dead_delivery_no_longer_holds_back_its_record(db: None) -> None:
    thing = Named("thing", new_id())
    first = told(subscribers.note, about=thing)
    second = told(subscribers.note, about=thing)
    Delivery.objects.filter(event_id=first.id).update(dead_at=timezone.now())

    drain()

    assert [row.name for row in Heartbeat.objects.all()] == [str(second.id)]


def test_a_lost_claim_has_no_effect(db: None) -> None:
    event = told(subscribers.note)
    lost = deliveries.claimed("tests.note", event_id=str(event.id))
    assert lost is not None
    due_now()
    later = deliveries.claimed("tests.note", event_id=str(event.id))

    deliveries._carry(lost)  # noqa: SLF001 -- the second half of an attempt whose lease somebody else took

    assert (later is not None, Delivery.objects.get().done_at) == (True, None)
    assert not Heartbeat.objects.exists()


def test_a_message_that_comes_twice_finds_it_done(db: None) -> None:
    event = told(subscribers.note)

    for _time in range(2):
        run("tests.note", str(event.id))

    assert (Heartbeat.objects.count(), Delivery.objects.get().attempts) == (1, 1)


def test_a_message_of_nothing_that_waits_does_nothing(db: None) -> None:
    heard(subscribers.note)

    run("tests.note", str(new_id()))

    assert not Heartbeat.objects.exists()


def test_imported_events_reach_only_those_who_ask_for_them(db: None) -> None:
    heard(subscribers.note, subscribers.hear_imports, imports=[subscribers.hear_imports])
    now = timezone.now()
    events = [event_row(Named("thing", new_id()), "thing.happened", by=SYSTEM, at=now, imported=old)
              for old in (False, True)]  # fmt: skip

    reached = [[row.task for row in delivery_rows(event)] for event in events]

    assert reached == [["tests.note", "tests.hear_imports"], ["tests.hear_imports"]]


@pytest.mark.django_db(transaction=True)
def test_an_event_that_was_taken_back_leaves_no_delivery_and_a_kept_one_always_does() -> None:
    heard(subscribers.note)
    now = timezone.now()
    for kept in (True, False, True):
        with transaction.atomic():
            record(Named("thing", new_id()), "thing.happened", by=SYSTEM, at=now)
            transaction.set_rollback(not kept)

    events = set(Event.objects.values_list("id", flat=True))
    assert len(events) == 2
    assert set(Delivery.objects.values_list("event_id", flat=True)) == events
    assert drain() == 2


def test_many_events_written_at_once_leave_a_row_for_every_message(db: None) -> None:
    heard(subscribers.note, subscribers.hear_imports)
    now = timezone.now()
    news = [news_of(Named("thing", new_id()), "thing.happened", by=SYSTEM, at=now) for _turn in range(3)]

    with transaction.atomic():
        record_all(news)

    messages = {message for one in news for message in one.messages}
    assert {Message.about(row) for row in Delivery.objects.all()} == messages
    assert len(messages) == drain() == 6


@pytest.mark.django_db(transaction=True)
def test_one_that_ends_its_process_each_time_is_parked() -> None:
    told(subscribers.end_the_process)
    for _turn in range(8):
        due_now()
        in_a_child(drain)
    due_now()

    drain()

    delivery = Delivery.objects.get()
    assert (delivery.attempts, delivery.dead_at is not None) == (9, True)
    assert "the process ended each time" in delivery.last_error


@pytest.mark.django_db(transaction=True)
def test_whatever_moment_its_process_ends_in_the_effect_stands_with_its_mark_or_neither_does() -> None:
    before, after = told(subscribers.end_the_process), told(subscribers.end_the_process_at_its_commit)

    for event, name in ((before, "end_the_process"), (after, "end_the_process_at_its_commit")):
        in_a_child(partial(run, f"tests.{name}", str(event.id)))

    done = list(Delivery.objects.filter(done_at__isnull=False).values_list("event_id", flat=True))
    assert (done, [row.name for row in Heartbeat.objects.all()]) == ([after.id], [str(after.id)])


def in_a_child(do: Callable[[], object]) -> int:
    """Run it in a child process with a connection of its own; says how the child ended."""
    connection.close()
    child = os.fork()
    if child == 0:
        do()
        os._exit(0)
    return os.waitpid(child, 0)[1]


@pytest.mark.django_db(transaction=True)
def test_eight_workers_with_all_messages_carry_each_delivery_once() -> None:
    events = [told(subscribers.note) for _turn in range(40)]
    together = Barrier(8)

    def work(_turn: int) -> None:
        together.wait()
        for event in events:
            run("tests.note", str(event.id))
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))

    assert Heartbeat.objects.count() == Delivery.objects.filter(done_at__isnull=False).count() == 40
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}
