"""The demo city's clues: lived through by the program's own actions, the same every time."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from agencies.actions.demo import load_demo_city
from agencies.models import Person
from cases.actions.demo import load_demo_clues
from cases.actions.demo_cases import load_demo_cases
from cases.models import Clock, Clue, ClueStatus, EnforcementCase, Reporter
from cases.queries.enforcement import enforcement_counts
from kernel.actor import Actor
from kernel.models import Event
from tests.cast import NOON

COUNT = 80


@pytest.fixture
def people(db: None) -> dict[str, Actor]:
    """The people of the demo city, each in their first post."""
    load_demo_city(password="correct horse battery", at=NOON)
    held = Person.objects.filter(posts__isnull=False).prefetch_related("posts__agency").distinct()
    return {person.username: Actor(person=person, post=person.posts.order_by("pk")[0]) for person in held}


def test_samples_of_the_last_sixty_days_stand_in_every_usual_status(people: dict[str, Actor]) -> None:
    made = load_demo_clues(people, now=NOON, count=COUNT)

    statuses = Counter(Clue.objects.values_list("status", flat=True))
    received = Clue.objects.values_list("received_at", flat=True)
    assert (made, sum(statuses.values())) == (COUNT, COUNT)
    usual = {ClueStatus.REGISTERED, ClueStatus.DISPATCHED, ClueStatus.SIGNED, ClueStatus.INVESTIGATING}
    assert set(statuses) >= usual | {ClueStatus.REPORTED, ClueStatus.CLOSED}
    assert all(NOON - timedelta(days=60) <= at <= NOON for at in received)
    assert set(Clue.objects.values_list("source_system", flat=True)) == {"demo"}


def test_nothing_in_the_samples_lies_ahead_and_every_step_is_an_event(people: dict[str, Actor]) -> None:
    load_demo_clues(people, now=NOON, count=COUNT)

    assert not Event.objects.filter(occurred_at__gt=NOON).exists()
    closed = Clue.objects.filter(status="closed").count()
    assert closed == Event.objects.filter(type="clue.closed").count() > 0
    assert Clock.objects.filter(kind="closing").count() == COUNT


def test_no_sample_lies_outside_its_region(people: dict[str, Actor]) -> None:
    load_demo_clues(people, now=NOON, count=COUNT)

    assert not Clue.objects.filter(outside_region_km__isnull=False).exists()
    assert Clue.objects.filter(wgs84_lon__isnull=False).count() == COUNT


def test_the_samples_are_made_once(people: dict[str, Actor]) -> None:
    load_demo_clues(people, now=NOON, count=5)

    assert load_demo_clues(people, now=NOON + timedelta(days=1), count=5) == 0
    assert Clue.objects.count() == 5


def test_sample_cases_stand_in_every_state_with_made_up_parties_and_are_made_once(people: dict[str, Actor]) -> None:
    made = [load_demo_cases(people, now=NOON + timedelta(days=day)) for day in (0, 1)]

    counts = enforcement_counts(EnforcementCase.objects.all(), on=NOON.date())
    assert made == [6, 0]
    assert (counts.filed, counts.decided, counts.fines, counts.to_police) == (6, 4, Decimal("231500.50"), 1)
    assert all(case.party.startswith("演示") for case in EnforcementCase.objects.all())
    assert not Event.objects.filter(occurred_at__gt=NOON).exists()


def test_reporters_are_visibly_made_up(people: dict[str, Actor]) -> None:
    load_demo_clues(people, now=NOON, count=COUNT)

    assert Reporter.objects.filter(is_named=True).exists()
    assert all(name.startswith("演示") for name in Person.objects.values_list("name", flat=True))


def test_the_command_prints_the_accounts_and_keeps_their_password(
    db: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HOME = tmp_path
    monkeypatch.setattr("cases.actions.demo.COUNT", 5)
    monkeypatch.delenv("QINGYUAN_DEMO_PASSWORD", raising=False)
    first, second = StringIO(), StringIO()

    call_command("load_demo", stdout=first)
    call_command("load_demo", stdout=second)

    password = (tmp_path / "demo-password").read_text()
    assert first.getvalue().splitlines()[-1] == second.getvalue().splitlines()[-1] == f"password: {password}"
    assert Person.objects.get(username="intake").check_password(password)
    assert (tmp_path / "demo-password").stat().st_mode & 0o077 == 0


def test_production_loads_no_demo_city(db: None, settings: Settings) -> None:
    settings.MODE = "production"

    with pytest.raises(CommandError, match="not loaded in production"):
        call_command("load_demo")

    assert not Person.objects.exists()
