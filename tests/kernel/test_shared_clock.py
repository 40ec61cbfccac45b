"""What waits, waits by the database's clock, whatever a host's own says."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from config.schedule import SCHEDULE
from config.subscriptions import SUBSCRIPTIONS
from kernel import relay, schedule
from kernel.actor import SYSTEM
from kernel.clock import database_now
from kernel.copying import copy_rows
from kernel.events import Named, record, record_all
from kernel.events import news_of as told
from kernel.ids import new_id
from kernel.models import Delivery, Heartbeat, Slot
from kernel.schedule import Every
from kernel.tasks import tick
from tests.kernel import subscribers

pytestmark = pytest.mark.usefixtures("db")
AHEAD = timedelta(hours=3)
FIRED: list[datetime] = []


@pytest.mark.parametrize("path", ["one", "many"])
def test_news_of_a_host_three_hours_ahead_is_carried_at_once(path: str) -> None:
    relay.subscribe({"thing.happened": [subscribers.note]})
    thing, later = Named("thing", new_id()), timezone.now() + AHEAD
    with transaction.atomic():
        if path == "many":
            record_all([told(thing, "thing.happened", by=SYSTEM, at=later)])
        else:
            record(thing, "thing.happened", by=SYSTEM, at=later)

    carried = relay.drain()

    relay.subscribe(SUBSCRIPTIONS)
    assert (carried, Heartbeat.objects.count()) == (1, 1)


def test_a_delivery_that_was_tried_waits_as_long_as_the_relay_says() -> None:
    run_at = timezone.now() + AHEAD

    copy_rows([Delivery(event_id=new_id(), key=new_id(), subscriber="x", run_at=run_at, attempts=3)])

    assert Delivery.objects.get().run_at == run_at


@pytest.mark.parametrize("skew", [AHEAD, -AHEAD], ids=["ahead", "behind"])
def test_turns_and_signs_of_life_are_the_databases_whatever_the_host_says(skew: timedelta) -> None:
    FIRED.clear()
    schedule.follow({"each_hour": Every(timedelta(hours=1), FIRED.append)})

    with time_machine.travel(timezone.now() + skew):
        tick()

    schedule.follow(SCHEDULE)
    now = database_now()
    assert all(timedelta(0) <= now - turn < timedelta(hours=1, seconds=5) for turn in FIRED)
    assert len(FIRED) == 1
    assert all(abs(now - row.at) < timedelta(minutes=1) for row in Heartbeat.objects.all())


def test_a_look_at_a_month_of_turns_reads_an_index_by_their_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_slot (name, at, run_at, attempts, done_at, last_error)"
            " SELECT name, turn, turn, 1, turn, '' FROM "
            " generate_series(now() - interval '8 hours', now(), '2 seconds') turn,"
            " unnest(ARRAY['a', 'b', 'c']) name"
        )
        cursor.execute("ANALYZE kernel_slot")

    asked = Slot.objects.filter(at__in=[timezone.now(), timezone.now() - timedelta(minutes=1)]).values_list(
        "name", "at"
    )

    assert "slot_by_turn" in asked.explain()
