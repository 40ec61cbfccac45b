"""What is promised about faults, tried by causing them on the running program."""

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from bench.chaos.city import ROOT, RunningCity, running_city
from bench.chaos.run import CLUE, fault_run

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.filterwarnings("ignore::ResourceWarning")]
PROMISED = 5.0


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """One home for all runs of this module: made once, started again; PostgreSQL's own account may pass into it."""
    with TemporaryDirectory(prefix="qingyuan-faults-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "home"


def seconds_until_dispatched(city: RunningCity) -> float:
    """How long the worker takes over a fresh ordinary clue; gives up after a minute."""
    status, clue = city.request("POST", "/api/v1/clues", {**CLUE, "description": "一件普通线索"})
    assert status == 201, clue
    begun = time.monotonic()
    while time.monotonic() - begun < 60:
        _status, seen = city.request("GET", f"/api/v1/clues/{clue['id']}")
        if seen["status"] == "dispatched":
            break
    return time.monotonic() - begun


def test_a_clue_is_dispatched_within_five_seconds_though_redis_was_never_there(home: Path) -> None:
    absent = {"REDIS_URL": "redis://127.0.0.1:1/0"}

    with running_city(home, without=frozenset({"broker", "beat"}), **absent) as city:
        waited = seconds_until_dispatched(city)

    assert waited < PROMISED


def test_ten_faults_during_two_thousand_clues_lose_none_and_double_none(home: Path) -> None:
    figures: dict[str, Any] = fault_run(home, clues=2000, faults=10)

    lost_or_doubled = ("undispatched", "dispatched_twice", "without_delivery", "broken_links")
    assert (figures["acknowledged"], figures["stored"], figures["distinct"]) == (2000, 2000, 2000)
    assert {name: figures[name] for name in lost_or_doubled} == dict.fromkeys(lost_or_doubled, 0)


def manage(home: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """A management command on a home of its own."""
    known = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "REDIS_", "DJANGO_", "QINGYUAN_"))}
    told = {**known, "QINGYUAN_HOME": str(home), **environment}
    command = [str(ROOT / "script" / "manage"), *arguments]
    return subprocess.run(command, env=told, capture_output=True, text=True, check=False)


def test_a_backup_restored_elsewhere_holds_every_clue_event_and_sealed_name(home: Path) -> None:
    archive, other = home.parent / "backup.tar", home.parent / "other"
    for command in ("prepare_database", "make_key_ring", "load_demo"):
        manage(home, command)
    asked = (
        "from cases.models import *; from cases.sealing import open_identity; from kernel.keys import key_ring;"
        "from kernel.models import Event; r = Reporter.objects.filter(is_named=True).order_by('pk').first();"
        "print(Clue.objects.count(), Event.objects.count(),"
        " open_identity(r.clue_id, bytes(r.identity), ring=key_ring())['name'])"
    )
    before = manage(home, "shell", "-v0", "-c", asked)

    made = manage(home, "backup", str(archive))
    manage(other, "prepare_database")
    restored = manage(other, "restore", str(archive))

    assert (made.returncode, restored.returncode) == (0, 0), made.stderr + restored.stderr
    after = manage(other, "shell", "-v0", "-c", asked)
    assert after.stdout == before.stdout != ""
    again = manage(other, "restore", str(archive))
    assert "--replace" in again.stderr


def test_a_backup_with_one_altered_byte_is_refused(home: Path) -> None:
    archive, spoilt = home.parent / "backup.tar", home.parent / "spoilt.tar"
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 1
    spoilt.write_bytes(content)
    spoilt.with_name("spoilt.tar.keys").write_bytes(archive.with_name("backup.tar.keys").read_bytes())

    refused = manage(home.parent / "other", "restore", str(spoilt), "--replace")

    assert refused.returncode != 0
    assert "altered" in refused.stderr
