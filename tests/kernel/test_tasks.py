"""What Celery runs, called as it calls it; and the key ring's command."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from cases.models import Clue
from kernel.keys import read_ring
from kernel.liveness import alive
from kernel.models import Event
from tests.cast import City, make_clue
from tests.workers import run


def test_a_task_does_what_its_message_says(city: City) -> None:
    clue = make_clue(city)
    event = Event.objects.get(type="clue.registered", subject_id=clue.pk)

    run("cases.route_clue", str(event.id))

    assert Clue.objects.get(pk=clue.pk).status == "dispatched"


def test_what_beat_sends_every_few_seconds_is_a_sign_of_its_life(db: None) -> None:
    run("kernel.republish_due")

    assert alive("beat", at=timezone.now())


@pytest.mark.parametrize("times", [1, 2])
def test_the_key_ring_is_made_once_and_then_kept(db: None, settings: Settings, tmp_path: Path, times: int) -> None:
    settings.KEY_RING, said = tmp_path / "keys" / "ring.json", StringIO()

    for _turn in range(times):
        call_command("make_key_ring", stdout=said)

    assert [line.split()[0] for line in said.getvalue().splitlines()] == ["made", "kept"][:times]
    assert read_ring(settings.KEY_RING).open(read_ring(settings.KEY_RING).seal("字", place="p"), place="p") == "字"
