"""The relay on bad days: many workers, lost leases, processes that end."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils import timezone

from config.subscriptions import SUBSCRIPTIONS
from kernel import relay
from kernel.actor import SYSTEM
from kernel.events import Named, delivery_rows, event_row, record
from kernel.ids import new_id
from kernel.models import Delivery, Event, Heartbeat
from tests.kernel import subscribers

Hearer = Callable[[Event], None]


@pytest.fixture(autouse=True)
def _usual_subscriptions() -> Iterator[None]:
    """Afterwards everybody hears what the program's own page says."""
    yield
    relay.subscribe(SUBSCRIPTIONS)


def told(*hearers: Hearer, about: Named | None = None, imported: bool = False) -> Event:
    """A committed event that these subscribers hear."""
    relay.subscribe({"thing.happened": list(hearers)})
    now = timezone.now()
    with transaction.atomic():
        return record(about or Named("thing", new_id()), "thing.happened", by=SYSTEM, at=now)


def due_now() -> None:
    """Let the waiting be over."""
    Delivery.objects.update(run_at=timezone.now() - timedelta(seconds=1))


def test_each_failure_waits_twice_as_long_and_the_eighth_is_the_last(db: None) -> None:
    told(subscribers.break_the_transaction)

    waits = []
    for _turn in range(8):
        relay.drain()
        waits.append((Delivery.objects.get().run_at - timezone.now()).total_seconds())
        due_now()

    delivery = Delivery.objects.get()
    assert all(5 * 2**n * 0.95 < wait < 5 * 2**n * 1.25 for n, wait in enumerate(waits))
    assert (delivery.attempts, delivery.dead_at is not None, relay.drain()) == (8, True, 0)
    assert "DataError" in delivery.last_error


def test_a_dead_delivery_no_longer_holds_back_its_record(db: None) -> None:
    thing = Named("thing", new_id())
    first = told(subscribers.note, about=thing)
    second = told(subscribers.note, about=thing)
    Delivery.objects.filter(event_id=first.id).update(dead_at=timezone.now())

    relay.drain()

    assert [row.name for row in Heartbeat.objects.all()] == [str(second.id)]


def test_a_lost_lease_has_no_effect(db: None) -> None:
    told(subscribers.note)
    claimed = relay.claim_delivery()
    assert claimed is not None
    pk, _attempts, _lease = claimed

    relay._carry(pk, new_id())  # noqa: SLF001 -- the second half of a turn whose lease somebody else took

    assert Delivery.objects.get().done_at is None
    assert not Heartbeat.objects.exists()


def test_imported_events_reach_only_those_who_ask_for_them(db: None) -> None:
    relay.subscribe({"thing.happened": [subscribers.note, relay.hears_imports(subscribers.hear_imports)]})
    now = timezone.now()
    events = [event_row(Named("thing", new_id()), "thing.happened", by=SYSTEM, at=now, imported=old)
              for old in (False, True)]  # fmt: skip

    heard = [[row.subscriber.rpartition(".")[2] for row in delivery_rows(event)] for event in events]

    del subscribers.hear_imports.imports  # type: ignore[attr-defined]
    assert heard == [["note", "hear_imports"], ["hear_imports"]]


@pytest.mark.django_db(transaction=True)
def test_an_event_that_was_taken_back_leaves_no_delivery_and_a_kept_one_always_does() -> None:
    relay.subscribe({"thing.happened": [subscribers.note]})
    now = timezone.now()
    for kept in (True, False, True):
        with transaction.atomic():
            record(Named("thing", new_id()), "thing.happened", by=SYSTEM, at=now)
            transaction.set_rollback(not kept)

    events = set(Event.objects.values_list("id", flat=True))
    assert len(events) == 2
    assert set(Delivery.objects.values_list("event_id", flat=True)) == events
    assert relay.drain() == 2


@pytest.mark.django_db(transaction=True)
def test_one_that_ends_its_process_each_time_is_parked() -> None:
    told(subscribers.end_the_process)
    for _turn in range(8):
        due_now()
        in_a_child(relay.deliver_next)
    due_now()

    relay.drain()

    delivery = Delivery.objects.get()
    assert (delivery.attempts, delivery.dead_at is not None) == (9, True)
    assert "the process ended each time" in delivery.last_error


def in_a_child(do: Callable[[], object]) -> int:
    """Run it in a child process with a connection of its own; says how the child ended."""
    connection.close()
    child = os.fork()
    if child == 0:
        do()
        os._exit(0)
    return os.waitpid(child, 0)[1]


@pytest.mark.django_db(transaction=True)
def test_eight_workers_carry_each_delivery_once() -> None:
    for _turn in range(40):
        told(subscribers.note)
    together = Barrier(8)

    def work(_turn: int) -> int:
        together.wait()
        carried = relay.drain(seconds=20)
        connection.close()
        return carried

    with ThreadPoolExecutor(8) as pool:
        carried = sum(pool.map(work, range(8)))

    assert carried == Heartbeat.objects.count() == Delivery.objects.filter(done_at__isnull=False).count() == 40
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}
