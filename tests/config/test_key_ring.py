"""A database and its key ring: no silent new ring, no stranger's, and a fresh key for everything that is sealed."""

import json
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import BinaryField
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from agencies.actions.second_factors import begin_second_factor
from agencies.models import Person, SecondFactor
from cases.actions.registration import ReporterEntry
from cases.models import Reporter
from cases.sealing import open_identity
from config.checks import production_is_safe
from config.sealed import SEALED, end_with_a_strange_ring
from kernel.keys import add_key, key_ring, make_ring, read_ring
from kernel.models import Event, KnownKey
from kernel.rings import RingRefused, Sealed, claim_ring, ring_fault
from tests.cast import City, make_clue
from tests.config.test_operators import agree, give_rotate, let_operator_type
from tests.databases import as_superuser

# Bytes of a model that are no secret: hashes and printed papers.
OPEN_BYTES = {"hash", "fingerprint", "content"}


@pytest.fixture
def ring(db: None, settings: Settings, tmp_path: Path) -> Path:
    """A ring that this database knows."""
    path = settings.KEY_RING = tmp_path / "keys" / "ring.json"
    call_command("make_key_ring", stdout=StringIO())
    return path


@pytest.fixture
def sealed_rows(city: City, ring: Path) -> Path:
    """Something sealed in each column that is sealed."""
    director = city.actor("director").person
    assert isinstance(director, Person)
    begin_second_factor(director, ring=key_ring())
    make_clue(city, reporter=ReporterEntry(name="王先生", phone="13900000000"))
    assert all(ring_rows(column) for column in SEALED)
    return ring


def ring_rows(column: Sealed) -> int:
    """How many rows of a column are sealed."""
    models = {model._meta.db_table: model for model in apps.get_models()}
    return models[column.table]._default_manager.exclude(**{column.column: None}).count()


def test_every_column_of_bytes_is_sealed_by_the_ring_or_named_as_open() -> None:
    columns = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, BinaryField) and field.column not in OPEN_BYTES
    }

    assert columns == {(column.table, column.column) for column in SEALED}


def stranger_in(path: Path) -> None:
    """Another installation's ring, under the same name of the key."""
    path.unlink()
    make_ring(path)


LOSSES: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: path.unlink(),
    "another's": stranger_in,
    "broken": lambda path: path.write_text("{"),
    "without its key": lambda path: path.write_text('{"current": "k2", "keys": {"k2": "AAAA"}}'),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_a_ring_that_is_not_this_databases_is_refused_everywhere(
    sealed_rows: Path, settings: Settings, client: Client, loss: str
) -> None:
    settings.MODE = "production"
    LOSSES[loss](sealed_rows)
    left = sealed_rows.read_bytes() if sealed_rows.exists() else None

    with pytest.raises(CommandError, match="key ring"):
        call_command("make_key_ring")
    with pytest.raises(CommandError, match="key ring"):
        call_command("rotate_keys")
    with pytest.raises(SystemExit, match="key ring"):
        end_with_a_strange_ring()
    ready = client.get("/readyz", headers={"X-Forwarded-Proto": "https"})
    assert (ready.status_code, ready.json()["checks"]["keys"]) == (503, "failed")
    assert "qingyuan.E008" in {fault.id for fault in production_is_safe(None)}
    assert (sealed_rows.read_bytes() if sealed_rows.exists() else None) == left


@pytest.mark.parametrize("loss", ["missing", "another's"])
def test_a_database_of_before_fingerprints_is_known_by_what_it_sealed(sealed_rows: Path, loss: str) -> None:
    forget_fingerprints()
    LOSSES[loss](sealed_rows)

    with pytest.raises(RingRefused, match="key ring"):
        claim_ring(sealed_rows, SEALED, at=timezone.now())


def test_the_ring_of_a_database_of_before_fingerprints_is_made_known(sealed_rows: Path) -> None:
    forget_fingerprints()

    assert claim_ring(sealed_rows, SEALED, at=timezone.now()) is False
    assert dict(KnownKey.objects.values_list("name", "fingerprint")) == read_ring(sealed_rows).fingerprints()


def forget_fingerprints() -> None:
    """As the table stood when it was made."""
    as_superuser("DELETE FROM kernel_knownkey")


def test_a_second_host_with_a_ring_of_its_own_is_refused_and_leaves_none_behind(ring: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"

    with pytest.raises(RingRefused, match="no key ring"):
        claim_ring(other, SEALED, at=timezone.now())

    assert not other.exists()


def test_a_fingerprint_tells_nothing_of_the_key(ring: Path) -> None:
    stored = json.loads(ring.read_text())["keys"]["k1"]

    assert KnownKey.objects.get().fingerprint not in stored
    assert len(KnownKey.objects.get().fingerprint) == 64


def test_a_rotation_seals_everything_anew_and_old_keys_still_open(
    sealed_rows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bytes(Reporter.objects.get().identity or b"")
    let_operator_type(monkeypatch)
    with pytest.raises(CommandError, match="asked for"):
        give_rotate()
    agree()

    give_rotate()

    reporter, factor = Reporter.objects.get(), SecondFactor.objects.get()
    assert [bytes(value or b"")[:3] for value in (reporter.identity, factor.secret)] == [b"k2|", b"k2|"]
    both = (before, bytes(reporter.identity or b""))
    told = [open_identity(reporter.clue_id, value, ring=key_ring()) for value in both]
    assert told == [{"name": "王先生", "phone": "13900000000"}] * 2
    assert ring_fault(sealed_rows, SEALED) == ""
    assert Event.objects.get(type="key_ring.rotated").data == {"key": "k2", "rows": 2}


def test_a_rotation_that_was_cut_off_is_finished(sealed_rows: Path) -> None:
    add_key(sealed_rows)

    call_command("make_key_ring", stdout=StringIO())
    call_command("rotate_keys", "--resume", stdout=StringIO())

    assert bytes(Reporter.objects.get().identity or b"")[:3] == b"k2|"
    assert set(KnownKey.objects.values_list("name", flat=True)) == {"k1", "k2"}


def test_a_running_process_takes_up_a_rotated_ring(ring: Path) -> None:
    before = key_ring().current
    code = "import sys; from pathlib import Path; from kernel.keys import add_key; add_key(Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", code, str(ring)], check=True)

    assert (before, key_ring().current) == ("k1", "k2")
