"""The log proves itself against its owner: whatever is done to it in the database, seals or anchors tell."""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from cases.actions.clues import Reason
from config.anchoring import anchor_the_logs, new_anchor
from config.logs import LOGS
from kernel.actor import SYSTEM
from kernel.anchors import read_anchors
from kernel.clock import database_now
from kernel.events import Named, record
from kernel.ids import new_id
from kernel.models import Remark
from kernel.seals import EVENTS, Log, head_of
from kernel.turns import calendar, turns_since
from supervision.actions.handovers import return_referral
from supervision.models import Referral, ReferralPaper, ReferralRemark
from supervision.queries.seals import READINGS
from tests.cast import City
from tests.config.proofs import one_more, rows_in, seal_all, sent_referral, told, verified
from tests.databases import as_superuser

RECHAIN = """
DO $$ DECLARE link bytea := decode(repeat('00', 32), 'hex'); one record; BEGIN
    SET LOCAL TimeZone = 'UTC';
    FOR one IN SELECT s.position, {log.digest} AS digest FROM {log.seals} s JOIN {log.table} e ON e.id = s.event_id
               ORDER BY s.position LOOP
        link := sha256(link || one.digest);
        UPDATE {log.seals} SET hash = link WHERE position = one.position;
    END LOOP;
END $$
"""


@pytest.fixture(autouse=True)
def _anchors(city: City, settings: Settings, tmp_path: Path) -> None:
    """Anchors of this test go to a folder of their own."""
    settings.ANCHORS = tmp_path / "anchors"


def test_a_whole_log_holds_against_its_anchors(city: City) -> None:
    rows_in(READINGS, city)
    new_anchor(at=database_now())
    told(2)

    code, said = verified("--anchors")

    assert (code, said.startswith("whole: ")) == (0, True)


@pytest.mark.parametrize("log", LOGS, ids=lambda log: log.name)
def test_one_field_changed_and_all_chained_anew_is_found_by_the_anchor(city: City, log: Log) -> None:
    rows_in(log, city)
    new_anchor(at=database_now())
    as_superuser(f"UPDATE {log.table} SET agency_id = 'forged' WHERE id = (SELECT event_id FROM {log.seals} LIMIT 1)")
    broken = verified()
    as_superuser(RECHAIN.format(log=log))

    assert broken[0] == 1
    assert verified()[0] == 0
    code, said = verified("--anchors")
    assert (code, "chained anew" in said, log.name in said) == (1, True, True)


@pytest.mark.parametrize("log", LOGS, ids=lambda log: log.name)
def test_the_last_rows_gone_with_their_seals_are_missed_by_the_anchor(city: City, log: Log) -> None:
    rows_in(log, city)
    if log is EVENTS:
        told(5)
    new_anchor(at=database_now())
    cut = head_of(log).position - (5 if log is EVENTS else 1)
    as_superuser(f"DELETE FROM {log.table} WHERE id IN (SELECT event_id FROM {log.seals} WHERE position > %s)", cut)
    as_superuser(f"DELETE FROM {log.seals} WHERE position > %s", cut)

    code, said = verified("--anchors")

    assert (code, f"the log ends at {cut}: its tail is gone" in said) == (1, True)


@pytest.mark.parametrize("log", LOGS, ids=lambda log: log.name)
def test_rows_gone_from_any_log_leave_seals_that_tell(city: City, log: Log) -> None:
    rows_in(log, city)
    as_superuser(f"DELETE FROM {log.table} WHERE id = (SELECT event_id FROM {log.seals} WHERE position = 1)")

    code, said = verified()

    assert (code, "broken at position 1" in said) == (1, True)


@pytest.mark.parametrize("log", LOGS, ids=lambda log: log.name)
def test_a_forged_event_whose_mark_the_owner_removed_is_found(city: City, log: Log) -> None:
    rows_in(log, city)
    forged = str(one_more(log, city))
    as_superuser(f"DELETE FROM {log.marks} WHERE event_id = %s", forged)

    code, said = verified()

    assert (code, f"event {forged} was taken out of sealing" in said) == (1, True)


TAMPERING: dict[str, Callable[[], object]] = {
    "words gone": lambda: as_superuser("DELETE FROM kernel_remark WHERE name = 'text'"),
    "altered words": lambda: as_superuser("UPDATE kernel_remark SET text = 'other'"),
    "compartment altered words": lambda: as_superuser("UPDATE supervision_referralremark SET text = 'other'"),
    "compartment words gone": lambda: as_superuser("DELETE FROM supervision_referralremark"),
    "altered paper in supervision_referralpaper": lambda: as_superuser(
        "UPDATE supervision_referralpaper SET content = 'x'"
    ),
    "a paper that was sent is gone": lambda: as_superuser("DELETE FROM supervision_referralpaper"),
    "no longer says what was sent": lambda: as_superuser("UPDATE supervision_referral SET facts = 'other'"),
    "is gone": lambda: [
        as_superuser(f"DELETE FROM supervision_{table}") for table in ("shareditem", "referralpaper", "referral")
    ],
}


@pytest.mark.parametrize("said", TAMPERING)
def test_words_and_sent_papers_are_accounted_for(city: City, said: str) -> None:
    told(2)
    sent_referral(city)
    return_referral(sent_referral(city), Reason("缺现场照片"), by=city.actor("discipline"), at=timezone.now())
    seal_all()
    assert ReferralRemark.objects.exists()
    assert ReferralPaper.objects.exists()
    assert verified()[0] == 0

    TAMPERING[said]()

    code, found = verified()
    assert (code, said in found) == (1, True), found


def test_words_put_beside_no_event_are_found(city: City) -> None:
    Remark.objects.create(event_id=new_id(), name="reason", text="forged")

    assert verified() == (1, "altered words at position 0: reason")


def test_the_sent_words_put_right_under_a_returned_status_are_found(city: City) -> None:
    referral = sent_referral(city)
    seal_all()
    for status, facts in (("returned", referral.facts), ("returned", "other"), ("sent", "other")):
        Referral.objects.update(status=status, facts=facts)

    code, said = verified()

    assert (code, "no longer says what was sent" in said) == (1, True)


def test_an_event_that_waits_for_its_seal_is_sealed_and_no_fault(city: City) -> None:
    record(Named("t", new_id()), "t.told", by=SYSTEM, at=timezone.now())

    assert verified()[0] == 0


@pytest.mark.parametrize("log", LOGS, ids=lambda log: log.name)
def test_every_log_is_anchored(city: City, settings: Settings, log: Log) -> None:
    rows_in(log, city)

    new_anchor(at=database_now())

    assert read_anchors(settings.ANCHORS)[0].heads[log.name] == head_of(log)


def test_an_altered_anchor_and_one_of_another_ring_are_told(city: City, settings: Settings) -> None:
    told(2)
    path = new_anchor(at=database_now())
    said = json.loads(path.read_text())
    said["heads"]["events"]["position"] -= 1
    path.write_text(json.dumps(said))

    assert "was altered" in verified("--anchors")[1]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"at": "x"}'])
def test_an_unreadable_anchor_is_told(city: City, settings: Settings, content: str) -> None:
    told(1)
    new_anchor(at=database_now()).write_text(content)

    code, said = verified("--anchors")

    assert (code, "not a readable anchor" in said) == (1, True)


@pytest.mark.parametrize(("age", "said"), [(None, "warning"), (1, "ok"), (27, "warning")])
def test_readiness_misses_an_anchor_after_a_day(
    city: City, client: Client, settings: Settings, age: int | None, said: str
) -> None:
    if age is not None:
        new_anchor(at=database_now())
        then = (timezone.now() - timedelta(hours=age)).timestamp()
        os.utime(settings.ANCHORS, (then, then))

    assert client.get("/readyz").json()["checks"]["anchors"] == said


def test_no_anchor_at_all_is_a_fault_of_its_own(city: City) -> None:
    assert verified("--anchors")[0] == 1


def test_an_anchor_is_written_each_hour_in_which_something_was_sealed_and_once_a_day(
    city: City, settings: Settings
) -> None:
    told(1)
    counts = []
    for more in (0, 0, 1):
        told(more)
        anchor_the_logs()
        counts.append(len(read_anchors(settings.ANCHORS)))

    assert counts == [1, 1, 2]
    assert len(turns_since(calendar()["config.anchor_logs"], database_now() - timedelta(days=1), database_now())) == 24
