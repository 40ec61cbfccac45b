"""What the application's role cannot do: take an event out of sealing, or words from beside the log."""

from pathlib import Path

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.utils import timezone
from pytest_django import Settings

from config.logs import LOGS
from kernel.actor import SYSTEM
from kernel.events import Named, record
from kernel.ids import new_id
from kernel.models import ErasedRemark, EventSeal
from kernel.seals import seal_events
from supervision.actions.compartment_log import note_reading
from supervision.models import Reading, Referral
from supervision.queries.seals import READINGS
from tests.cast import City
from tests.config.proofs import make_roles, the_application, told, verified
from tests.supervision.situations import referral_in


@pytest.fixture
def roles(city: City) -> None:
    """The application's and the compartment's role, with the rights that production gives them."""
    make_roles()


@pytest.fixture(autouse=True)
def _anchors(city: City, settings: Settings, tmp_path: Path) -> None:
    """Anchors of this test go to a folder of their own."""
    settings.ANCHORS = tmp_path / "anchors"


FORBIDDEN = [
    statement.format(log=log)
    for log in LOGS
    for statement in (
        "DELETE FROM {log.marks}",
        "UPDATE {log.marks} SET marked_at = now()",
        "TRUNCATE {log.marks}",
        "INSERT INTO {log.marks} (event_id) VALUES (gen_random_uuid())",
        "INSERT INTO {log.seals} (position, event_id, hash) VALUES (999, gen_random_uuid(), '')",
        "DELETE FROM {log.seals}",
        "UPDATE {log.seals} SET hash = ''",
        "TRUNCATE {log.seals}",
        "DELETE FROM {log.table}",
        "UPDATE {log.table} SET agency_id = 'x'",
        "TRUNCATE {log.table}",
        "DROP FUNCTION {log.sealer}(integer)",
    )
] + [
    "UPDATE kernel_remark SET text = 'x'",
    "TRUNCATE kernel_remark",
    "INSERT INTO kernel_erasedremark SELECT * FROM kernel_erasedremark",
    "DELETE FROM kernel_erasedremark",
    "UPDATE supervision_referralremark SET text = 'x'",
    "DELETE FROM supervision_referralremark",
    "TRUNCATE supervision_referralremark",
    "UPDATE kernel_knownkey SET fingerprint = repeat('0', 64)",
    "DELETE FROM kernel_knownkey",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_application_takes_nothing_out_of_sealing(city: City, roles: None, statement: str) -> None:
    told(1)

    with (
        pytest.raises(DatabaseError) as refusal,
        the_application(),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert getattr(refusal.value.__cause__, "pgcode", "") == "42501"


def test_an_event_forged_by_the_application_gets_its_seal_whatever_tables_it_makes(city: City, roles: None) -> None:
    with the_application(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE kernel_unsealed (event_id uuid)")
        forged = record(Named("t", new_id()), "t.forged", by=SYSTEM, at=timezone.now())
        for log in LOGS:
            seal_events(log=log)
        cursor.execute("DROP TABLE pg_temp.kernel_unsealed")

    assert EventSeal.objects.filter(event_id=forged.id).exists()
    assert verified()[0] == 0


def test_the_application_seals_all_logs(city: City, roles: None) -> None:
    with the_application():
        note_reading(Reading.What.LIST, [], by=city.actor("discipline"), at=timezone.now())
        sealed = seal_events(log=READINGS)

    assert sealed == 1


def test_words_that_go_without_an_expunction_are_refused(city: City, roles: None) -> None:
    first = told(2)[0]

    delete = "SET CONSTRAINTS ALL IMMEDIATE; DELETE FROM kernel_remark WHERE event_id = %s"
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="words_go_only"), transaction.atomic():
        cursor.execute(delete, [first.id])


@pytest.mark.parametrize("column", ["facts", "excuses", "subject_summary", "letter_number"])
def test_what_was_sent_is_not_written_anew(city: City, column: str) -> None:
    referral_in("sent")

    with pytest.raises(ProgrammingError, match="sent_referral_keeps_its_words"), transaction.atomic():
        Referral.objects.update(**{column: "other"})


def test_words_that_an_expunction_tells_of_go_and_are_accounted_for(city: City, roles: None) -> None:
    record_id = Named("t", new_id())
    words = {"reason": "误录"}
    with the_application(), transaction.atomic(), connection.cursor() as cursor:
        first = record(record_id, "t.told", by=SYSTEM, at=timezone.now(), remarks=words)
        record(record_id, "t.expunged", by=SYSTEM, at=timezone.now())
        cursor.execute("DELETE FROM kernel_remark WHERE event_id = %s", [first.id])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert verified()[0] == 0
    assert ErasedRemark.objects.get().event_id == first.id
