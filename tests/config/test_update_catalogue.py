"""The command that keeps the English in step: what is new is added, what is gone is dropped, nothing said is lost."""

from pathlib import Path

import polib
import pytest
from django.core.management import call_command

from config import catalogue as reading
from config.catalogue import Text
from config.management.commands import update_catalogue

SAID = [Text("cases/a.py", "工作台"), Text("cases/b.py", "件", "件们"), Text("cases/b.py", "验收", context="verb")]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue that knows one of the three texts, and one that nobody says any more."""
    path = tmp_path / "django.po"
    book = polib.POFile(wrapwidth=0)
    book.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    book.extend([polib.POEntry(msgid="工作台", msgstr="Desk"), polib.POEntry(msgid="旧话", msgstr="Old words")])
    book.save(str(path))
    monkeypatch.setattr(reading, "CATALOGUE", path)
    monkeypatch.setattr(update_catalogue, "texts", lambda: iter(SAID))
    return path


def test_the_catalogue_holds_what_is_said_and_nothing_else_afterwards(kept: Path) -> None:
    call_command("update_catalogue")

    entries = [(one.msgid, one.msgctxt, one.msgid_plural, one.msgstr) for one in polib.pofile(str(kept))]
    assert entries == [("件", None, "件们", ""), ("工作台", None, "", "Desk"), ("验收", "verb", "", "")]


def test_whoever_runs_it_is_told_what_lacks_english_and_where_it_is_said(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("update_catalogue")

    assert capsys.readouterr().out.splitlines() == [
        "cases/b.py: 件",
        "cases/b.py: 验收",
        "django.po: 2 new, 1 gone, 2 without English",
    ]


def test_running_it_twice_changes_nothing(kept: Path) -> None:
    call_command("update_catalogue")
    once = kept.read_bytes()

    call_command("update_catalogue")

    assert kept.read_bytes() == once
