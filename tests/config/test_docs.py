"""What the documents point at is there."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def documents() -> list[str]:
    """Every document that is kept."""
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "*.md"], capture_output=True, text=True, check=True)
    return listed.stdout.split()


@pytest.mark.parametrize("name", documents())
def test_every_link_of_a_document_leads_somewhere(name: str) -> None:
    document = ROOT / name

    dead = [link for link in LINK.findall(document.read_text()) if not (document.parent / link).exists()]

    assert dead == []


def test_the_glossary_has_one_english_word_for_each_chinese_term() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", (ROOT / "docs/glossary.md").read_text(), re.MULTILINE)[1:]

    chinese = [term.strip() for row in rows for term in row[0].split(" / ")]
    assert len(chinese) == len(set(chinese))
