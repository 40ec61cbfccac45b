"""What waits, waits by the database's clock, whatever a host's own says."""

from datetime import datetime, timedelta

import pytest
import time_machine
from celery.schedules import crontab
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from kernel.actor import SYSTEM
from kernel.clock import database_now
from kernel.copying import copy_rows
from kernel.events import Named, record, record_all
from kernel.events import news_of as told
from kernel.ids import new_id
from kernel.models import Delivery, Heartbeat
from tests.kernel import subscribers
from tests.workers import at_turns, drain, hearing, run

pytestmark = pytest.mark.usefixtures("db")
AHEAD = timedelta(hours=3)
CAME: list[datetime] = []


@pytest.mark.parametrize("path", ["one", "many"])
def test_news_of_a_host_three_hours_ahead_is_carried_at_once(path: str) -> None:
    thing, later = Named("thing", new_id()), timezone.now() + AHEAD
    with hearing({"thing.happened": [subscribers.note]}), transaction.atomic():
        if path == "many":
            record_all([told(thing, "thing.happened", by=SYSTEM, at=later)])
        else:
            record(thing, "thing.happened", by=SYSTEM, at=later)

    carried = drain()

    assert (carried, Heartbeat.objects.count()) == (1, 1)


def test_a_delivery_that_was_tried_waits_as_long_as_it_was_told_to() -> None:
    run_at = timezone.now() + AHEAD

    row = Delivery(event_id=new_id(), key=new_id(), task="x", queue="clocks", run_at=run_at, sent_at=run_at, attempts=3)
    copy_rows([row])

    assert Delivery.objects.get().run_at == run_at


@pytest.mark.parametrize("skew", [AHEAD, -AHEAD], ids=["ahead", "behind"])
def test_turns_and_signs_of_life_are_the_databases_whatever_the_host_says(skew: timedelta, settings: Settings) -> None:
    CAME.clear()
    at_turns("tests.each_hour", CAME.append)
    settings.CELERY_BEAT_SCHEDULE = {"tests.each_hour": {"task": "tests.each_hour", "schedule": crontab(minute=0)}}

    with time_machine.travel(timezone.now() + skew):
        run("kernel.republish_due")
        drain()

    now = database_now()
    assert all(timedelta(0) <= now - turn < timedelta(hours=1, seconds=5) for turn in CAME)
    assert len(CAME) == 1
    assert all(abs(now - row.at) < timedelta(minutes=1) for row in Heartbeat.objects.all())
