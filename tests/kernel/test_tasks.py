"""What Celery runs, called as it calls it; and the key ring's command."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from kernel.keys import read_ring
from kernel.liveness import alive
from kernel.models import Delivery, Slot
from kernel.tasks import drain_deliveries, tick
from tests.cast import City, make_clue


def test_the_drain_carries_what_waits_and_its_message_carries_nothing(city: City) -> None:
    make_clue(city)

    carried = drain_deliveries()

    assert carried == Delivery.objects.filter(done_at__isnull=False).count() > 0
    assert drain_deliveries() == 0


def test_a_tick_is_a_sign_of_life_and_fires_what_is_due(db: None) -> None:
    tick()

    assert alive("beat", at=timezone.now())
    assert Slot.objects.filter(done_at__isnull=False, last_error="").exists()
    assert not Slot.objects.exclude(last_error="").exists()


@pytest.mark.parametrize("times", [1, 2])
def test_the_key_ring_is_made_once_and_then_kept(db: None, settings: Settings, tmp_path: Path, times: int) -> None:
    settings.KEY_RING, said = tmp_path / "keys" / "ring.json", StringIO()

    for _turn in range(times):
        call_command("make_key_ring", stdout=said)

    assert [line.split()[0] for line in said.getvalue().splitlines()] == ["made", "kept"][:times]
    assert read_ring(settings.KEY_RING).open(read_ring(settings.KEY_RING).seal("字", place="p"), place="p") == "字"
