"""A delivery that kills its process, hangs or fills memory is parked with its last words, and its neighbours live."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import urlsplit

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from kernel.actor import SYSTEM
from kernel.deliveries import ATTEMPTS
from kernel.events import Named, record
from kernel.ids import new_id
from kernel.models import Delivery, Heartbeat
from kernel.publishing import Message, send
from tests.faults import poison

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("faults")]
PATIENCE = 60.0
WORDS = {"tests.kills": "the process ended each time", "tests.hangs": "the process ended each time",
         "tests.fills_memory": "MemoryError"}  # fmt: skip


@pytest.fixture
def queue() -> Iterator[str]:
    """A worker of the program in a process of its own, on this test's database and a queue of its own."""
    name = f"poison-{new_id().hex}"
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    command = [sys.executable, "-m", "celery", "-A", "tests.faults.poisoned", "worker", "-c", "2", "-Q", name]
    told = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    told["QINGYUAN_KEY_RING"] = str(settings.KEY_RING)
    with subprocess.Popen([*command, "-l", "ERROR", "--without-gossip", "--without-mingle"], env=told) as worker:
        yield name
        worker.terminate()


def sent(task: str, queue: str, **facts: int) -> Delivery:
    """A delivery with its message on the way to the worker."""
    with transaction.atomic():
        event = record(Named("thing", new_id()), "thing.happened", by=SYSTEM, at=timezone.now())
        row = Delivery(event_id=event.id, task=task, queue=queue, key=event.subject_id, run_at=timezone.now(), **facts)
        row.sent_at = row.run_at
        row.save()
    send(Message(task, queue, str(event.id)))
    return row


def await_that(condition: Callable[[], bool]) -> bool:
    """Whether it came to hold before patience ended."""
    end = time.monotonic() + PATIENCE
    while not (held := condition()) and time.monotonic() < end:
        pass
    return held


def stands(row: Delivery) -> Delivery:
    """The row as it stands by now."""
    return Delivery.objects.get(pk=row.pk)


@pytest.mark.parametrize("task", list(WORDS))
def test_a_poisonous_delivery_costs_its_own_attempts_alone_and_is_parked_with_its_last_words(
    queue: str, task: str
) -> None:
    first = sent(task, queue)
    last = sent(task, queue, attempts=ATTEMPTS if "process" in WORDS[task] else ATTEMPTS - 1)
    neighbour = sent("tests.works", queue)

    assert poison.works.name == "tests.works"
    assert await_that(lambda: stands(neighbour).done_at is not None)
    assert await_that(lambda: stands(last).dead_at is not None)
    assert await_that(lambda: stands(first).attempts >= 1)
    assert WORDS[task] in stands(last).last_error
    assert (stands(first).done_at, stands(first).dead_at) == (None, None)
    assert Heartbeat.objects.filter(name=str(neighbour.event_id)).exists()


def test_what_has_no_row_and_kills_its_process_is_not_begun_again(queue: str) -> None:
    current_app.send_task("tests.kills_without_a_row", queue=queue)
    assert await_that(lambda: begun() > 0)
    for _turn in range(3):
        neighbour = sent("tests.works", queue)
        assert await_that(partial(is_done, neighbour))

    assert begun() == 1


def begun() -> int:
    """How often it was."""
    return Heartbeat.objects.filter(name__startswith="begun ").count()


def is_done(row: Delivery) -> bool:
    """Whether it is by now."""
    return stands(row).done_at is not None
