"""The environment is read in typed functions that fail with the variable's name."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


def test_a_value_a_file_or_the_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from the file\n")
    monkeypatch.setenv("QY_A", "from the environment")
    monkeypatch.setenv("QY_B_FILE", str(tmp_path / "secret"))

    assert [env.text("QY_A"), env.text("QY_B"), env.text("QY_C", "by default")] == [
        "from the environment",
        "from the file",
        "by default",
    ]


@pytest.mark.parametrize("read", [env.text, env.database])
def test_what_is_missing_is_named(read: object) -> None:
    with pytest.raises(ImproperlyConfigured, match="QY_MISSING"):
        read("QY_MISSING")  # type: ignore[operator]


def test_a_number_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QY_N", "many")

    assert env.integer("QY_OTHER", 7) == 7
    with pytest.raises(ImproperlyConfigured, match="QY_N is not a whole number: 'many'"):
        env.integer("QY_N", 7)


def test_words_are_split_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QY_W", " a, b ,,c")

    assert env.words("QY_W") == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u:p%40@db.example:5433/qing%20yuan", ("u", "p@", "db.example", "5433", "qing yuan", {})),
        ("postgres:///q?host=/tmp/s", ("", "", "/tmp/s", "", "q", {})),
        ("postgresql://h/q?sslmode=require", ("", "", "h", "", "q", {"sslmode": "require"})),
    ],
)
def test_a_database_address_is_taken_apart(
    monkeypatch: pytest.MonkeyPatch, url: str, expected: tuple[object, ...]
) -> None:
    monkeypatch.setenv("QY_DB", url)

    found = env.database("QY_DB")

    assert tuple(found[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME", "OPTIONS")) == expected


def test_another_kind_of_database_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QY_DB", "mysql://u@h/q")

    with pytest.raises(ImproperlyConfigured, match="QY_DB must be a postgresql:// address"):
        env.database("QY_DB")
