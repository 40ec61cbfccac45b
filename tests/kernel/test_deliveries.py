"""Deliveries: what commits is done, once where it can be, and a failure harms itself alone."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from multiprocessing import get_context
from uuid import UUID

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from kernel import deliveries
from kernel.actor import SYSTEM
from kernel.events import Named, record
from kernel.ids import new_id
from kernel.models import Delivery, Event, Heartbeat
from tests.workers import drain, hearing, run

HEARD: list[UUID] = []
INHERITED: list[object] = []


def hear(event: Event) -> None:
    """A subscriber that notes what it heard, in the database and here."""
    HEARD.append(event.subject_id)
    Heartbeat.objects.create(name=str(event.id), at=timezone.now())


def fail(event: Event) -> None:
    """A subscriber that does half and then fails."""
    Heartbeat.objects.create(name=str(event.id), at=timezone.now())
    raise ValueError("no")


def end_the_process(event: Event) -> None:
    """A subscriber that ends its process."""
    os._exit(9)


def deliver_in_a_process_of_its_own() -> None:
    """Carry one delivery over a connection that the parent never had; the parent's is kept and left alone."""
    INHERITED.extend(connections.all(initialized_only=True))
    for name in connections:
        connections[name] = connections.create_connection(name)
    drain()


@pytest.fixture
def subscribe() -> Iterator[Callable[..., None]]:
    """Put other subscribers in place, for this test."""
    HEARD.clear()
    with ExitStack() as until_the_end:
        yield lambda **told: until_the_end.enter_context(hearing({f"test.{name}": [do] for name, do in told.items()}))


def tell(name: str, subject: UUID | None = None) -> Event:
    """Record an event in a transaction of its own."""
    with transaction.atomic():
        return record(Named("test", subject or new_id()), f"test.{name}", by=SYSTEM, at=timezone.now())


def now_due() -> None:
    """Let what waits for its next attempt be due at once."""
    Delivery.objects.filter(done_at__isnull=True, dead_at__isnull=True).update(
        run_at=timezone.now() - timedelta(seconds=1)
    )


@pytest.mark.usefixtures("db")
def test_an_event_is_carried_to_its_subscriber_once(subscribe: Callable[..., None]) -> None:
    subscribe(heard=hear)
    event = tell("heard")

    assert (drain(), drain()) == (1, 0)
    assert [event.subject_id] == HEARD


@pytest.mark.usefixtures("db")
def test_an_event_that_is_rolled_back_leaves_no_delivery(subscribe: Callable[..., None]) -> None:
    subscribe(heard=hear)

    with transaction.atomic():
        tell("heard")
        transaction.set_rollback(True)

    assert (Event.objects.filter(type="test.heard").count(), Delivery.objects.count()) == (0, 0)


@pytest.mark.usefixtures("db")
def test_a_delivery_written_after_the_commit_would_be_found_missing(
    subscribe: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(heard=hear)
    lost: list[Event] = []
    monkeypatch.setattr("kernel.events.delivery_rows", lambda event: lost.append(event) or [])  # type: ignore[func-returns-value]

    event = tell("heard")

    undelivered = (
        "SELECT count(*) FROM kernel_event e WHERE id = %s"
        " AND NOT EXISTS (SELECT 1 FROM kernel_delivery d WHERE d.event_id = e.id)"
    )
    with connection.cursor() as cursor:
        cursor.execute(undelivered, [event.id])
        assert (cursor.fetchone(), len(lost)) == ((1,), 1)


@pytest.mark.usefixtures("db")
def test_a_failing_subscriber_leaves_no_effect_and_waits_longer_each_time(subscribe: Callable[..., None]) -> None:
    subscribe(failed=fail)
    event = tell("failed")

    drain()

    delivery = Delivery.objects.get()
    assert (delivery.attempts, delivery.done_at, delivery.last_error) == (1, None, "ValueError: no")
    assert delivery.run_at > timezone.now() + timedelta(seconds=4)
    assert not Heartbeat.objects.filter(name=str(event.id)).exists()


@pytest.mark.usefixtures("db")
def test_a_delivery_is_parked_after_eight_attempts_and_the_others_go_on(subscribe: Callable[..., None]) -> None:
    subscribe(failed=fail, heard=hear)
    tell("failed")
    for _attempt in range(deliveries.ATTEMPTS + 2):
        drain()
        now_due()
    after = tell("heard")
    drain()

    dead = Delivery.objects.get(dead_at__isnull=False)
    assert (dead.attempts, HEARD) == (deliveries.ATTEMPTS, [after.subject_id])


@pytest.mark.usefixtures("db")
def test_events_of_one_record_keep_their_order_and_other_records_do_not_wait(subscribe: Callable[..., None]) -> None:
    subscribe(heard=hear)
    one, other = new_id(), new_id()
    for subject in (one, one, other):
        tell("heard", subject)
    Delivery.objects.filter(pk=Delivery.objects.order_by("pk")[0].pk).update(run_at=timezone.now() + timedelta(hours=1))

    drain()

    assert [other] == HEARD


@pytest.mark.django_db(transaction=True)
def test_a_subscriber_that_ends_its_process_costs_one_attempt_and_nobody_else_waits(
    subscribe: Callable[..., None],
) -> None:
    subscribe(killing=end_the_process, heard=hear)
    tell("killing")
    after = tell("heard")

    child = get_context("fork").Process(target=deliver_in_a_process_of_its_own)
    child.start()
    child.join()
    drain()

    waiting = Delivery.objects.get(done_at__isnull=True)
    assert (child.exitcode, waiting.attempts, waiting.task) == (9, 1, "tests.end_the_process")
    assert [after.subject_id] == HEARD


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record(Named("test", new_id()), "test.heard", by=SYSTEM, at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_a_message_of_several_events_does_each_and_one_that_fails_harms_itself_alone(
    subscribe: Callable[..., None],
) -> None:
    def hear_all_but_one(event: Event) -> None:
        (fail if event.data["fails"] else hear)(event)

    subscribe(told=hear_all_but_one)
    events = [told_of(fails=fails) for fails in (False, True, False)]

    run("tests.hear_all_but_one", *(str(event.id) for event in events), str(events[0].id))

    assert [events[0].subject_id, events[2].subject_id] == HEARD
    assert list(Delivery.objects.order_by("id").values_list("attempts", "last_error")) == [
        (1, ""), (1, "ValueError: no"), (1, ""),
    ]  # fmt: skip


def told_of(*, fails: bool) -> Event:
    with transaction.atomic():
        return record(Named("test", new_id()), "test.told", by=SYSTEM, at=timezone.now(), data={"fails": fails})
