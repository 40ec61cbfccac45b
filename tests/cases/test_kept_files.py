"""Nothing stays on disk that no row speaks of."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from cases.actions.kept_files import remove_old_ledgers, remove_orphans
from cases.models import Attachment, LedgerImport
from tests.cast import NOON, City, make_clue


def aged(path: Path, days: float) -> Path:
    """A file last written so many days before noon."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    written = (NOON - timedelta(days=days)).timestamp()
    os.utime(path, (written, written))
    return path


def test_an_attachment_without_a_row_goes_after_a_day_and_a_named_one_stays(city: City, tmp_path: Path) -> None:
    orphan, fresh = aged(tmp_path / "attachments/aa/orphan", 2), aged(tmp_path / "attachments/aa/fresh", 0.5)
    kept = aged(tmp_path / "attachments/aa/kept", 2)
    Attachment.objects.create(
        clue=make_clue(city),
        name="a.pdf",
        media_type="application/pdf",
        size=1,
        path="attachments/aa/kept",
        created_at=NOON,
    )

    assert remove_orphans(tmp_path, at=NOON) == 1
    assert [path.exists() for path in (orphan, fresh, kept)] == [False, True, True]


@pytest.mark.usefixtures("db")
def test_an_uploaded_ledger_goes_after_a_month_unless_it_is_still_being_loaded(tmp_path: Path) -> None:
    old, running = aged(tmp_path / "ledgers/old.csv", 31), aged(tmp_path / "ledgers/running.csv", 31)
    recent, rows = aged(tmp_path / "ledgers/recent.csv", 3), aged(tmp_path / "ledgers/running.csv.rows", 31)
    LedgerImport.objects.create(
        source="x", file_name="running.csv", file_path=str(running), file_sha256="0" * 64, started_at=NOON
    )

    assert remove_old_ledgers(tmp_path, at=NOON) == 1
    assert [path.exists() for path in (old, running, rows, recent)] == [False, True, True, True]
