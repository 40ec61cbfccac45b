"""What the database lets the application's and the compartment's role do, whatever the program asks."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models import Model

from config.management.commands.prepare_database import COMPARTMENT_RIGHTS, RIGHTS
from supervision.actions.compartment_log import note_reading
from supervision.models import Reading, Referral, ReferralEvent, ReferralMaterial, ReferralPaper, ReferralReceipt
from tests.cast import NOON, City
from tests.supervision.situations import referral_in

APP, COMPARTMENT = "qingyuan_app_of_referrals", "qingyuan_compartment_of_tests"
As = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def as_role(city: City) -> As:
    """Run what stands within it in that role, with the rights that a server gives it."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {APP} NOLOGIN; CREATE ROLE {COMPARTMENT} NOLOGIN")
        cursor.execute(RIGHTS.format(app=APP))
        cursor.execute(COMPARTMENT_RIGHTS.format(app=APP, compartment=COMPARTMENT))
    return role


@contextmanager
def role(name: str) -> Iterator[None]:
    """Within it, the database knows us as that role."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {name}")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")


def delete_all(model: type[Model]) -> None:
    """Empty the table by one statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")


def refused(deed: Callable[[], object]) -> bool:
    """Say whether the database has no right for it."""
    try:
        with transaction.atomic():
            deed()
    except ProgrammingError as error:
        return "permission denied" in str(error)
    return False


def test_the_application_adds_to_the_list_of_readings_and_never_reads_it(city: City, as_role: As) -> None:
    with as_role(APP):
        note_reading(Reading.What.LIST, [], by=city.actor("discipline"), at=NOON)
        assert refused(Reading.objects.count)
        assert refused(lambda: Reading.objects.all().delete())

    assert Reading.objects.count() == 1


def test_the_application_changes_no_event_and_deletes_no_referral(as_role: As) -> None:
    referral_in("received")

    with as_role(APP):
        for model in (Referral, ReferralMaterial, ReferralPaper, ReferralReceipt, ReferralEvent):
            assert refused(partial(delete_all, model))
        assert refused(lambda: ReferralEvent.objects.update(type="x"))
        assert Referral.objects.count() == 1


def test_the_compartments_role_reads_the_readings_and_nothing_else(as_role: As) -> None:
    with as_role(COMPARTMENT):
        assert Reading.objects.count() == 0
        assert refused(Referral.objects.count)
        assert refused(lambda: Reading.objects.create(at=NOON, what="list", agency_id="x"))
