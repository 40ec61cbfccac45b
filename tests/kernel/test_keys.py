"""The key ring seals to a place."""

import stat
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from kernel.keys import KeyRing, make_ring, read_ring


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    """A fresh ring."""
    make_ring(tmp_path / "ring.json")
    return read_ring(tmp_path / "ring.json")


def test_a_seal_opens_at_its_place_and_nowhere_else(ring: KeyRing) -> None:
    sealed = ring.seal("王先生", place="row 1")

    assert ring.open(sealed, place="row 1") == "王先生"
    with pytest.raises(InvalidTag):
        ring.open(sealed, place="row 2")


def test_the_same_words_never_look_the_same(ring: KeyRing) -> None:
    assert ring.seal("x", place="p") != ring.seal("x", place="p")


def test_an_old_key_still_opens_what_it_sealed(ring: KeyRing) -> None:
    sealed = ring.seal("x", place="p")

    turned = KeyRing("k2", {**ring.keys, "k2": b"2" * 32})

    assert (turned.open(sealed, place="p"), turned.seal("y", place="p")[:2]) == ("x", b"k2")


def test_a_ring_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "ring.json"

    assert (make_ring(path), make_ring(path)) == (True, False)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
