"""A JSON body is read once: that no key of it stands there twice is seen without reading it again."""

import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import api
from kernel.api import each_key_once, refuse_repeated_keys
from kernel.errors import BadInput

WORDS = st.text(alphabet='a:b"\\{},[]\u4e2d', max_size=4)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.lists(st.tuples(WORDS, inner), max_size=3).map(tuple),
    max_leaves=8,
)


def written(value: object, *, escape: bool) -> str:
    """The value as JSON: a tuple of pairs is an object, with whatever keys they name."""
    if isinstance(value, tuple):
        return "{" + ",".join(f"{text(key, escape)} : {written(below, escape=escape)}" for key, below in value) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written(below, escape=escape) for below in value) + "]"
    return text(value, escape) if isinstance(value, str) else json.dumps(value)


def text(words: str, escape: bool) -> str:  # noqa: FBT001 -- as hypothesis draws it
    """A text, its colons as escapes or not."""
    told = json.dumps(words, ensure_ascii=escape)
    return told.replace(":", "\\u003a") if escape else told


def repeats(value: object) -> bool:
    """Say whether an object in it names a key twice."""
    if isinstance(value, tuple):
        keys = [key for key, _below in value]
        return len(set(keys)) < len(keys) or any(repeats(below) for _key, below in value)
    return isinstance(value, list) and any(map(repeats, value))


@given(VALUES, st.booleans())
def test_a_repeated_key_is_refused_and_nothing_else(value: object, escape: bool) -> None:  # noqa: FBT001
    raw = written(value, escape=escape).encode()
    once = each_key_once(raw, orjson.loads(raw))

    refused = False
    if not once:
        try:
            refuse_repeated_keys(raw)
        except BadInput:
            refused = True
    assert refused == repeats(value)


def test_an_ordinary_body_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[bytes] = []
    monkeypatch.setattr(api, "refuse_repeated_keys", read.append)
    body = {"description": "每晚 22:00 有异味", "source": {"system": "a:b", "external_id": "1"}}

    assert each_key_once(json.dumps(body).encode(), body)
    assert not read
