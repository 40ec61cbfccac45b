"""English from the committed texts alone: nothing on the machine but Python compiles them."""

import gettext
import shutil
from pathlib import Path

import pytest

from script.english import CATALOGUE, compile_english
from script.places import Places

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Places:
    """A fresh clone's texts and the program that compiles them, with the Python of this one."""
    for name in (CATALOGUE, "script/compile.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / ".venv-test").symlink_to(ROOT / ".venv-test")
    return Places(root=tmp_path, home=tmp_path / "var", mode="demo", environment=".venv-test")


def english_of(place: Places, words: str) -> str:
    """What a reader of English is told."""
    with (place.root / CATALOGUE).with_suffix(".mo").open("rb") as compiled:
        return gettext.GNUTranslations(compiled).gettext(words)


def test_a_fresh_clone_has_english_without_the_tools_of_gettext(
    checkout: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")

    compile_english(checkout)

    assert english_of(checkout, "工作台") == "Desk"


def test_changed_texts_are_compiled_anew_and_a_lost_file_too(checkout: Places) -> None:
    compile_english(checkout)
    texts = checkout.root / CATALOGUE
    texts.with_suffix(".mo").unlink()
    compile_english(checkout)
    texts.write_text(texts.read_text().replace('msgstr "Desk"', 'msgstr "My desk"'))

    compile_english(checkout)

    assert english_of(checkout, "工作台") == "My desk"
