"""What waits without a message gets one, what has one is left alone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from celery import current_app
from django.db import transaction
from django.utils import timezone

from kernel.actor import SYSTEM
from kernel.broker import messages_waiting
from kernel.events import Named, record
from kernel.ids import new_id
from kernel.liveness import beat
from kernel.models import Delivery
from kernel.republishing import mark_of, note_mark, read_marks, republish
from tests.kernel import subscribers
from tests.workers import hearing

pytestmark = pytest.mark.usefixtures("db")
QUEUE = "clocks"


@pytest.fixture(autouse=True)
def _heard() -> Iterator[None]:
    with hearing({"thing.happened": [subscribers.note]}):
        yield


def told(about: UUID | None = None, *, seconds_ago: int = 60) -> Delivery:
    """A delivery written so long ago, whose message went out with it."""
    with transaction.atomic():
        event = record(Named("thing", about or new_id()), "thing.happened", by=SYSTEM, at=timezone.now())
    then = timezone.now() - timedelta(seconds=seconds_ago)
    Delivery.objects.filter(event_id=event.id).update(run_at=then, sent_at=then)
    return Delivery.objects.get(event_id=event.id)


def republished() -> int:
    """What of the queue is sent again, by how far it was read."""
    return republish(QUEUE, read_marks().get(QUEUE))


def read_up_to(seconds_ago: float) -> None:
    """The queue was read up to what was sent so long ago."""
    note_mark(QUEUE, (timezone.now() - timedelta(seconds=seconds_ago)).isoformat())


def test_what_was_sent_well_before_what_was_read_has_lost_its_message() -> None:
    told(seconds_ago=60)
    read_up_to(30)

    assert (republished(), republished()) == (1, 0)


def test_what_was_sent_after_what_was_read_still_has_its_message() -> None:
    told(seconds_ago=60)
    read_up_to(58)

    assert republished() == 0


def test_nothing_is_sent_again_while_nobody_reads() -> None:
    told(seconds_ago=3600)

    assert republished() == 0


@pytest.mark.parametrize(("waits", "sent"), [(timedelta(seconds=-1), 1), (timedelta(hours=1), 0)])
def test_what_failed_is_sent_again_when_its_wait_is_over(waits: timedelta, sent: int) -> None:
    delivery = told(seconds_ago=60)
    Delivery.objects.filter(pk=delivery.pk).update(attempts=1, run_at=timezone.now() + waits)

    assert republished() == sent


def test_what_waits_for_an_earlier_one_of_its_record_is_not_sent() -> None:
    thing = new_id()
    first, _second = told(thing, seconds_ago=60), told(thing, seconds_ago=50)
    read_up_to(1)

    assert republished() == 1
    assert Delivery.objects.get(sent_at__gt=timezone.now() - timedelta(seconds=30)) == first


@pytest.mark.parametrize("end", ["done_at", "dead_at"])
def test_what_is_done_or_parked_is_not_sent(end: str) -> None:
    delivery = told(seconds_ago=60)
    Delivery.objects.filter(pk=delivery.pk).update(**{end: timezone.now()})
    read_up_to(1)

    assert republished() == 0


def test_what_is_new_counts_as_sent_by_the_databases_clock_whatever_the_host_says() -> None:
    later = datetime(2040, 1, 1, tzinfo=timezone.get_current_timezone())
    event, now = new_id(), timezone.now()
    Delivery.objects.create(event_id=event, key=event, task="x", queue=QUEUE, run_at=later, sent_at=later)

    row = Delivery.objects.get()

    assert abs(row.sent_at - now) < timedelta(minutes=1)
    assert abs(row.run_at - now) < timedelta(minutes=1)


def test_a_queue_is_asked_of_any_broker_for_what_waits_and_one_that_nobody_made_is_empty() -> None:
    name = f"queue-{new_id().hex}"
    current_app.send_task("kernel.seal_logs", queue=name)

    assert messages_waiting([name, f"{name}-never"]) == {name: 1, f"{name}-never": 0}


def test_a_broker_that_is_away_says_nothing_of_its_queues(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_app.conf, "broker_read_url", "redis://127.0.0.1:1/0")

    assert messages_waiting(["clocks"]) is None


def test_the_mark_of_a_queue_never_goes_back() -> None:
    now = timezone.now()
    beat(mark_of(QUEUE), at=now)
    note_mark(QUEUE, (now - timedelta(hours=1)).isoformat())
    told(seconds_ago=60)

    assert republished() == 1
