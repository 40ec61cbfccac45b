"""The event log: append-only, partitioned ahead, sealed without gaps."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from kernel.actor import SYSTEM
from kernel.events import Named, record
from kernel.ids import first_id_of, new_id
from kernel.models import Event, EventSeal, Remark
from kernel.partitions import make_partitions, strays
from kernel.seals import broken_links, seal_events

pytestmark = pytest.mark.usefixtures("db")


def tell(count: int = 1) -> list[Event]:
    """Record so many events."""
    now = timezone.now()
    return [record(Named("test", new_id()), "test.told", by=SYSTEM, at=now, data={"n": n}) for n in range(count)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE kernel_event SET type = 'x'",
        "DELETE FROM kernel_event",
        "TRUNCATE kernel_event",
        "TRUNCATE kernel_event_default",
        "UPDATE kernel_eventseal SET hash = ''",
        "DELETE FROM kernel_eventseal",
    ],
)
def test_the_log_refuses_to_be_changed(change: str) -> None:
    tell()
    seal_events()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_a_partition_refuses_to_be_truncated_by_itself() -> None:
    name = f"kernel_event_{timezone.now():%Y_%m}"

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {name}")


def test_months_are_made_ahead_once_and_take_their_events() -> None:
    later = datetime(2031, 5, 20, tzinfo=UTC)

    made = make_partitions(later)

    assert made == [f"kernel_event_2031_{month:02d}" for month in (5, 6, 7, 8)]
    assert make_partitions(later) == []
    Event(
        id=first_id_of(later), type="t", subject_type="t", subject_id=new_id(), occurred_at=later, recorded_at=later
    ).save(force_insert=True)
    assert strays() == 0


def test_an_event_of_a_month_nobody_made_falls_into_the_default_partition() -> None:
    far = datetime(2041, 1, 1, tzinfo=UTC)

    Event(id=first_id_of(far), type="t", subject_type="t", subject_id=new_id(), occurred_at=far, recorded_at=far).save(
        force_insert=True
    )

    assert strays() == 1


def test_seals_are_gapless_and_chained_whatever_the_batches() -> None:
    tell(5)

    sealed = [seal_events(2), seal_events(2), seal_events(2), seal_events(2)]

    assert sealed == [2, 2, 1, 0]
    assert list(EventSeal.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4, 5]
    assert list(broken_links()) == []


def test_a_changed_event_breaks_the_chain_at_its_place() -> None:
    second = tell(3)[1]
    while seal_events():
        pass

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kernel_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE kernel_event SET data = '{}' WHERE id = %s", [second.id])

    assert list(broken_links()) == [EventSeal.objects.get(event_id=second.id).position]


def test_an_event_keeps_the_hash_of_words_and_the_words_stand_beside_it() -> None:
    event = record(
        Named("t", new_id()), "test.told", by=SYSTEM, at=timezone.now(), remarks={"reason": "理由", "note": ""}
    )

    assert set(event.data) == {"reason_sha256"}
    assert list(Remark.objects.filter(event_id=event.id).values_list("name", "text")) == [("reason", "理由")]


def test_an_event_does_not_tell_the_future() -> None:
    now = timezone.now()

    with pytest.raises(DatabaseError, match="event_does_not_tell_the_future"), transaction.atomic():
        record(Named("t", new_id()), "test.told", by=SYSTEM, at=now, happened=now + timedelta(hours=1))
