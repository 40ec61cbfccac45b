"""What production refuses to start without, and what its own database role cannot do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from pytest_django import Settings

from agencies.models import Person
from config.checks import production_is_safe
from config.management.commands.prepare_database import PARTITIONS, RIGHTS
from config.settings import base
from kernel.actor import SYSTEM
from kernel.events import Named, record
from kernel.ids import new_id
from kernel.keys import make_ring
from kernel.partitions import make_partitions
from kernel.seals import seal_events

APP = "qingyuan_app_of_tests"


@pytest.fixture
def _as_app(db: None) -> Iterator[None]:
    """The rest of the test runs in the application's own role, with the rights that production gives it."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {APP} NOLOGIN")
        cursor.execute(RIGHTS.format(app=APP))
        cursor.execute(PARTITIONS)
        for (partition,) in cursor.fetchall():
            cursor.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {partition} FROM {APP}")
        cursor.execute(f"SET LOCAL ROLE {APP}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.fixture
def office(settings: Settings, tmp_path: Path) -> Settings:
    """A production that is safe."""
    settings.MODE, settings.DEBUG, settings.SECRET_KEY = "production", False, "s" * 50
    settings.KEY_RING = tmp_path / "ring.json"
    make_ring(settings.KEY_RING)
    return settings


def faults() -> set[str | None]:
    """The ids of what is unsafe."""
    return {fault.id for fault in production_is_safe(None)}


@pytest.mark.usefixtures("_as_app")
def test_a_safe_production_starts(office: Settings) -> None:
    assert faults() == set()


@pytest.mark.usefixtures("_as_app")
@pytest.mark.parametrize(
    ("setting", "value", "fault"),
    [
        ("DEBUG", True, "qingyuan.E001"),
        ("SECRET_KEY", base.UNSAFE_SECRET, "qingyuan.E002"),
        ("SECRET_KEY", "short", "qingyuan.E002"),
        ("KEY_RING", Path("/nowhere/ring.json"), "qingyuan.E003"),
        ("MAP_APPROVAL", "演示审图号", "qingyuan.E007"),
        ("MAP_IMAGE", Path("/nowhere/map.png"), "qingyuan.E007"),
        ("MAP_BOX", (119.0, 31.0, 120.0, 33.0), "qingyuan.E007"),
    ],
)
def test_an_unsafe_one_does_not(office: Settings, setting: str, value: object, fault: str) -> None:
    setattr(office, setting, value)

    assert faults() == {fault}


def test_nor_one_with_the_demo_city_or_with_a_role_that_may_change_the_log(db: None, office: Settings) -> None:
    Person.objects.create(username="intake", name="演示受理员")

    assert faults() == {"qingyuan.E004", "qingyuan.E006"}


def test_elsewhere_nobody_is_asked(db: None, settings: Settings) -> None:
    settings.MODE, settings.DEBUG = "demo", True

    assert faults() == set()


PARTITION = f"kernel_event_{timezone.now():%Y_%m}"
FORBIDDEN = [
    "UPDATE kernel_event SET type = 'x'",
    "DELETE FROM kernel_event",
    "TRUNCATE kernel_event",
    f"UPDATE {PARTITION} SET type = 'x'",
    f"DELETE FROM {PARTITION}",
    f"TRUNCATE {PARTITION}",
    f"DROP TABLE {PARTITION}",
    "DELETE FROM kernel_event_default",
    "DELETE FROM kernel_eventseal",
    "UPDATE kernel_eventseal SET hash = ''",
    "TRUNCATE kernel_eventseal",
    "ALTER TABLE kernel_event DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
]


@pytest.mark.usefixtures("_as_app")
@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_application_cannot_change_the_log(statement: str) -> None:
    record(Named("t", new_id()), "t.told", by=SYSTEM, at=timezone.now())
    seal_events()

    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert refusal.value.__cause__ is not None
    assert getattr(refusal.value.__cause__, "pgcode", "") == "42501"


@pytest.mark.usefixtures("_as_app")
def test_the_application_writes_seals_and_makes_months() -> None:
    record(Named("t", new_id()), "t.told", by=SYSTEM, at=timezone.now())

    made = make_partitions(timezone.now().replace(year=timezone.now().year + 5, month=1, day=1))

    assert (seal_events(), len(made)) == (1, 4)


@pytest.mark.usefixtures("_as_app")
def test_nor_may_it_empty_a_month_that_it_made_itself() -> None:
    name = make_partitions(timezone.now().replace(year=timezone.now().year + 5, month=1, day=1))[0]

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT has_table_privilege('{name}', 'DELETE'), has_table_privilege('{name}', 'UPDATE')")
        assert cursor.fetchone() == (False, False)
