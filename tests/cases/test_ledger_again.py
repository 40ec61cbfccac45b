"""The same ledger again, a changed one, one that was killed half-way, one taken back, and what is no ledger."""

from collections.abc import Iterator
from io import StringIO
from itertools import chain, islice
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils.timezone import now

from agencies.actions.approvals import agree
from agencies.models import Approval
from cases.actions.clues import Words, comment_clue
from cases.actions.dispatches import Dispatch, dispatch_clue
from cases.actions.ledger_queue import queue_import
from cases.actions.ledgers import Order, load_chunk, make_loader, start_import, tally
from cases.ledgers.columns import COLUMNS
from cases.ledgers.files import Record, records_of
from cases.ledgers.kept_rows import rows_beside
from cases.models import Clock, Clue, CoHandling, LedgerFault, LedgerImport
from kernel.actor import SYSTEM, Actor
from kernel.models import Event, Remark
from tests.cases.ledgers import OPEN, imported, outcome_of, row, written
from tests.cast import NOON, City
from tests.workers import drain

CHANGED = {"问题描述": "另一件事", "办理状态": "办理中", "是否属实": "", "办结时间": "", "办理结果": ""}


def a_ledger(folder: Path, *, name: str = "ledger.csv") -> Path:
    """Twelve rows: closed and open ones, two bad ones, and a twin of the first at the end."""
    rows = [row(f"ZJ{n:04d}", **(OPEN if n % 3 else {})) for n in range(9)]
    rows.insert(4, row("BAD1", 所属区县="不存在区"))
    rows.insert(8, row("BAD2", 经度="999"))
    return written(folder, *rows, row("ZJ0000", 问题描述="又一份"), name=name)


class Killed(BaseException):
    """The process ends here."""


def breaking(records: Iterator[Record], after: int) -> Iterator[Record]:
    """The records until the process ends."""
    yield from islice(records, after)
    raise Killed


def run_once(path: Path, source: str, *, size: int, kill_after: int | None = None) -> dict[str, int]:
    """Load chunk by chunk as the command does, from where an earlier run stopped; end like a killed process."""
    with transaction.atomic():
        run = start_import(Order(path, source), by=SYSTEM, at=NOON)
    records = records_of(path, skip=run.read)
    going_on = True
    while going_on:
        with transaction.atomic():
            run = LedgerImport.objects.select_for_update().get(pk=run.pk)
            left = None if kill_after is None else kill_after - run.read
            wanted = records if left is None or left >= size else breaking(records, left)
            going_on = load_chunk(run, wanted, make_loader(by=SYSTEM), at=NOON, size=size)
    return tally(run)


def test_the_same_file_again_changes_nothing(city: City, tmp_path: Path) -> None:
    path = a_ledger(tmp_path)
    first, lines = imported(path)
    before, events = outcome_of("old"), Event.objects.filter(subject_type="clue").count()

    again, again_lines = imported(path)

    assert first == {"read": 12, "created": 9, "unchanged": 0, "conflicting": 1, "updated": 0, "rejected": 2}
    assert again == {"read": 12, "created": 0, "unchanged": 9, "conflicting": 1, "updated": 0, "rejected": 2}
    assert (again_lines, outcome_of("old")) == (lines, before)
    assert Event.objects.filter(subject_type="clue").count() == events


@pytest.mark.parametrize("kill_after", range(13))
def test_killed_anywhere_and_run_again_it_ends_the_same(city: City, tmp_path: Path, kill_after: int) -> None:
    path = a_ledger(tmp_path)
    whole = run_once(path, "whole", size=4)

    with pytest.raises(Killed):
        run_once(path, "killed", size=4, kill_after=kill_after)
    resumed = run_once(path, "killed", size=4)

    assert resumed == whole
    assert outcome_of("killed") == outcome_of("whole")
    assert LedgerFault.objects.filter(ledger_import__source="killed").count() == 3


def test_killed_after_the_rows_and_before_the_commit_it_ends_the_same(city: City, tmp_path: Path) -> None:
    path = a_ledger(tmp_path)
    with transaction.atomic():
        run = start_import(Order(path, "old"), by=SYSTEM, at=NOON)
    with transaction.atomic():
        load_chunk(LedgerImport.objects.get(pk=run.pk), records_of(path), make_loader(by=SYSTEM), at=NOON, size=6)
        loaded = Clue.objects.count()
        transaction.set_rollback(True)

    assert loaded == 5
    assert Clue.objects.count() == 0
    assert imported(path)[0]["created"] == 9
    assert LedgerImport.objects.count() == 1


def test_blank_lines_count_for_nothing_where_it_goes_on(city: City, tmp_path: Path) -> None:
    path = a_ledger(tmp_path)
    lines = path.read_bytes().split(b"\r\n")
    path.write_bytes(b"\r\n".join(chain(lines[:3], [b"", b""], lines[3:])))

    with pytest.raises(Killed):
        run_once(path, "old", size=4, kill_after=9)
    figures = run_once(path, "old", size=4)

    assert figures == {"read": 12, "created": 9, "unchanged": 0, "conflicting": 1, "updated": 0, "rejected": 2}
    assert LedgerFault.objects.get(number="BAD1").line == 8


def test_a_changed_row_waits_for_consent(city: City, tmp_path: Path) -> None:
    imported(written(tmp_path, row()))

    figures, _lines = imported(written(tmp_path, row(**CHANGED), name="second.csv"))

    fault = LedgerFault.objects.get()
    assert (figures["conflicting"], figures["updated"]) == (1, 0)
    assert Clue.objects.get().status == "closed"
    assert fault.clue_id == Clue.objects.get().pk
    assert fault.differences["办理状态"] == ["已办结", "办理中"]
    assert set(fault.differences) == set(CHANGED)


def test_with_consent_it_is_applied_and_the_old_words_are_kept(city: City, tmp_path: Path) -> None:
    imported(written(tmp_path, row()))
    second = written(tmp_path, row(**CHANGED), name="second.csv")

    figures, _lines = imported(second, "--apply-changes")
    again, _again_lines = imported(second, "--apply-changes")

    clue = Clue.objects.get()
    event = Event.objects.get(type="clue.ledger_updated")
    assert (figures["updated"], again["unchanged"], again["updated"]) == (1, 1, 0)
    assert (clue.description, clue.status, clue.closed_at, clue.version) == ("另一件事", "investigating", None, 2)
    assert Remark.objects.get(event_id=event.id, name="办理状态").text == "已办结"
    assert Clock.objects.get(subject_id=clue.pk).ended_at is None


def test_what_was_handled_here_is_not_undone_by_a_file(city: City, tmp_path: Path) -> None:
    imported(written(tmp_path, row(**{**OPEN, "办理状态": "待分办", "牵头单位": ""})))
    clue = Clue.objects.get()
    order = Dispatch(city.agencies["321112-hb"], co_agencies=(city.agencies["321100-hb"],))
    dispatch_clue(clue, order, by=city.actor("dispatcher"), at=now())

    imported(written(tmp_path, row(问题描述="补充说明"), name="second.csv"), "--apply-changes")

    clue = Clue.objects.get()
    assert (clue.status, clue.lead_agency_id, clue.description) == ("dispatched", "321112-hb", "补充说明")
    assert list(CoHandling.objects.values_list("agency_id", flat=True)) == ["321100-hb"]


def test_an_import_is_taken_back_whole_and_may_come_again(city: City, tmp_path: Path) -> None:
    path = a_ledger(tmp_path)
    imported(path)
    before = outcome_of("old")
    run = LedgerImport.objects.get()

    call_command("withdraw_import", str(run.pk), "--by", "dispatcher", "--reason", "导错了", stdout=StringIO())
    kept = Clue.objects.count()
    agree_to(Approval.objects.get(), by=city.actor("director2"))
    gone = (Clue.objects.count(), Clock.objects.count(), LedgerImport.objects.get().state)
    imported(path)

    assert (kept, gone) == (9, (0, 0, "withdrawn"))
    assert Event.objects.get(type="ledger_import.withdrawn").data == {"clues": 9}
    assert outcome_of("old") == before


def test_an_import_is_not_taken_back_once_somebody_worked_on_a_row(city: City, tmp_path: Path) -> None:
    imported(a_ledger(tmp_path))
    comment_clue(Clue.objects.first(), Words("核"), by=city.actor("intake"), at=now())  # type: ignore[arg-type]

    with pytest.raises(CommandError, match="已有1件"):
        call_command("withdraw_import", str(LedgerImport.objects.get().pk), "--by", "dispatcher", "--reason", "导错了")

    assert Clue.objects.count() == 9


@pytest.mark.parametrize("name", ["no-id", "6f3f7a52-0b58-7d3c-9d2e-3a1c4b7d9e10"])
def test_an_import_nobody_knows_is_not_taken_back(city: City, name: str) -> None:
    with pytest.raises(CommandError, match="no ledger import"):
        call_command("withdraw_import", name, "--by", "dispatcher", "--reason", "导错了")


def agree_to(approval: Approval, *, by: Actor) -> None:
    """A second person agrees."""
    with transaction.atomic():
        agree(approval, "核实无误", by=by, at=now())


HEADER = ",".join(COLUMNS)
NO_LEDGERS = {
    "empty": b"",
    "a missing column": HEADER.replace("问题描述,", "").encode(),
    "an unknown column": f"{HEADER},星座".encode(),
    "neither encoding": b"\xff\xfe\x00\xd8" * 50,
    "no table": b"PK\x03\x04" + bytes(range(256)),
    "a cell without end": HEADER.encode() + b'\n"' + b"x" * ((1 << 20) + 10),
}


@pytest.mark.parametrize("name", list(NO_LEDGERS))
def test_what_is_no_ledger_ends_with_2_and_a_reason(city: City, tmp_path: Path, name: str) -> None:
    path, errors = tmp_path / "ledger.csv", StringIO()
    path.write_bytes(NO_LEDGERS[name])

    with pytest.raises(SystemExit) as end:
        call_command("import_ledger", str(path), "--source=old", stdout=StringIO(), stderr=errors)

    assert (end.value.code, bool(errors.getvalue().strip())) == (2, True)
    assert not Clue.objects.exists()


@pytest.mark.parametrize("name", ["nothing.csv", "."])
def test_a_file_that_is_not_there_ends_with_2(db: None, tmp_path: Path, name: str) -> None:
    with pytest.raises(SystemExit) as end:
        call_command("import_ledger", str(tmp_path / name), "--source=old", stdout=StringIO(), stderr=StringIO())

    assert end.value.code == 2


def test_a_header_alone_is_a_ledger_without_rows(city: City, tmp_path: Path) -> None:
    assert set(imported(written(tmp_path))[0].values()) == {0}


def test_a_queued_ledger_is_loaded_by_the_worker_in_the_name_of_who_asked(city: City, tmp_path: Path) -> None:
    path = a_ledger(tmp_path)
    run = queue_import(Order(path, "old"), file_name="台账.csv", by=city.actor("intake"), at=NOON)

    drain()

    run.refresh_from_db()
    assert (run.state, tally(run)["created"], run.file_name) == ("done", 9, "台账.csv")
    event = Event.objects.filter(type="clue.registered").first()
    assert event is not None
    assert event.post == "321100-hq:intake"


def test_a_queued_file_that_vanished_ends_its_run_with_the_reason(city: City, tmp_path: Path) -> None:
    path = a_ledger(tmp_path)
    run = queue_import(Order(path, "old"), file_name="台账.csv", by=city.actor("intake"), at=NOON)
    path.unlink()
    rows_beside(path).unlink()

    drain()

    run.refresh_from_db()
    assert run.state == "failed"
    assert run.failure
