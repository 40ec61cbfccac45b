"""A backup is restored whole or not at all, tried with the commands and real clusters."""

import io
import json
import os
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from bench.chaos.city import ROOT
from config.archives import checked_pair
from config.backups import BackupRefused

pytestmark = [pytest.mark.xdist_group("backups"), pytest.mark.filterwarnings("ignore::ResourceWarning")]
# What an installation holds: clues, events, what the database is made of, an opened name, ring and files.
HOLDS = """
from cases.models import *; from cases.sealing import open_identity; from kernel.keys import key_ring
from kernel.models import Event; from config.places import origin; from django.conf import settings; import json
reporter = Reporter.objects.filter(is_named=True).order_by('pk').first()
name = open_identity(reporter.clue_id, bytes(reporter.identity), ring=key_ring())['name'] if reporter else ''
files = sorted(str(path) for path in settings.MEDIA_ROOT.rglob('*'))
counts = [Clue.objects.count(), Event.objects.count()]
print(json.dumps([*counts, origin().objects, name, key_ring().fingerprints(), len(files)]))
"""
ONE_MORE_EVENT = """
from django.db import transaction; from django.utils import timezone; from kernel.actor import SYSTEM
from kernel.events import Named, record; from kernel.ids import new_id
with transaction.atomic():
    record(Named('t', new_id()), 't.told', by=SYSTEM, at=timezone.now())
"""


# Whoever may ask has asked to restore this archive, and whoever may agree has agreed.
AGREED = """
from pathlib import Path; from django.db import transaction; from django.utils import timezone
from agencies.actions.approvals import Asked, agree, ask_approval; from agencies.models import Approval, Post
from cases.ledgers.files import sha256_of; from kernel.actor import Actor; from kernel.ids import name_id
posts = [Post.objects.select_related('person', 'agency').filter(role=role).first() for role in ('sysadmin', 'secadmin')]
by, second = (Actor(person=post.person, post=post) for post in posts)
by.person.set_password('correct-horse'); by.person.save()
asked = Asked(Approval.Act.RESTORE, name_id('backup', sha256_of(Path('{archive}'))), 'backup', 'trial')
with transaction.atomic():
    agree(ask_approval(asked, by=by, at=timezone.now()), 'trial', by=second, at=timezone.now())
print(by.person.username)
"""


def restored_over(home: Path, archive: Path) -> "subprocess.CompletedProcess[str]":
    """A restore in the place of clues, asked for, agreed to and given with the operator's password."""
    asked = manage(home, "shell", "-v0", "-c", AGREED.format(archive=archive))
    assert asked.returncode == 0, asked.stderr
    by = asked.stdout.strip().splitlines()[-1]
    return manage(home, "restore", str(archive), "--replace", "--by", by, "--reason", "trial", typed="correct-horse\n")


def manage(
    home: Path, *arguments: str, typed: str | None = None, **environment: str
) -> "subprocess.CompletedProcess[str]":
    """A management command on a home of its own, with no terminal but what is typed."""
    known = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "REDIS_", "DJANGO_", "QINGYUAN_"))}
    told = {**known, "QINGYUAN_HOME": str(home), **environment}
    command = [str(ROOT / "script" / "manage"), *arguments]
    return subprocess.run(
        command, env=told, input=typed, capture_output=True, text=True, check=False, start_new_session=True
    )


def holds(home: Path) -> list[Any]:
    """What the installation holds."""
    told = manage(home, "shell", "-v0", "-c", HOLDS)
    assert told.returncode == 0, told.stderr
    found: list[Any] = json.loads(told.stdout.strip().splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """One folder for all of this module; PostgreSQL's own account may pass into it."""
    with TemporaryDirectory(prefix="qingyuan-backups-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def archive(folder: Path) -> Path:
    """The backup of a demo city."""
    home, path = folder / "home", folder / "backup.tar"
    for command in ("prepare_database", "make_key_ring", "load_demo"):
        assert manage(home, command).returncode == 0
    manage(home, "write_anchor")
    made = manage(home, "backup", str(path))
    assert made.returncode == 0, made.stderr
    return path


@pytest.fixture(scope="module")
def other(folder: Path) -> Path:
    """A second installation with a ring of its own."""
    for command in ("prepare_database", "make_key_ring"):
        assert manage(folder / "other", command).returncode == 0
    return folder / "other"


def copy_of(archive: Path, name: str) -> Path:
    """Both archives under another name."""
    copy = archive.with_name(name)
    copy.write_bytes(archive.read_bytes())
    copy.with_name(f"{name}.keys").write_bytes(archive.with_name(f"{archive.name}.keys").read_bytes())
    return copy


def rewritten(archive: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """The same archive with another manifest."""
    with tarfile.open(archive) as tar:
        members = [(member, tar.extractfile(member).read()) for member in tar.getmembers()]  # type: ignore[union-attr]
    with tarfile.open(archive, "w") as tar:
        for member, content in members:
            said = content
            if member.name == "manifest.json":
                facts = json.loads(content)
                change(facts)
                said = json.dumps(facts).encode()
            member.size = len(said)
            tar.addfile(member, io.BytesIO(said))


def altered_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(share: float) -> Callable[[Path], object]:
    """An archive that was cut off."""
    return lambda path: path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])


def keys_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.keys")


def another_pair(path: Path) -> None:
    rewritten(keys_of(path), lambda facts: facts.update(pair="0" * 32))


def another_ring(path: Path) -> None:
    rewritten(path, lambda facts: facts["ring"].update(k1="0" * 64))


def one_constraint_more(path: Path) -> None:
    rewritten(path, lambda facts: facts["objects"].append("constraint cases_clue.there_was_one_more CHECKtrue"))


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "one byte": (altered_byte, "altered"),
    "cut in the middle": (cut(0.5), "cut off"),
    "cut at the end": (cut(0.9), "cut off"),
    "cut to nothing": (cut(0), "cut off"),
    "keys cut": (lambda path: cut(0.3)(keys_of(path)), "cut off"),
    "keys altered": (lambda path: altered_byte(keys_of(path)), "keys"),
    "keys lost": (lambda path: keys_of(path).unlink(), "two files"),
    "keys of another backup": (another_pair, "another backup"),
    "keys of another installation": (another_ring, "not this database's"),
    "no tar": (lambda path: path.write_bytes(b"no archive at all"), "no backup"),
    "another version's": (lambda path: rewritten(path, lambda facts: facts.pop("format")), "another version"),
    # What only the restored database shows.
    "another database's objects": (one_constraint_more, "there_was_one_more"),
}

FOUND_LATE = ("another database's objects",)


@pytest.mark.parametrize("name", [name for name in SPOILT if name not in FOUND_LATE])
def test_a_spoilt_pair_is_refused_before_anything_is_asked(archive: Path, name: str) -> None:
    spoil, said = SPOILT[name]
    copy = copy_of(archive, "spoilt.tar")
    spoil(copy)

    with pytest.raises(BackupRefused, match=said):
        checked_pair(copy)


def test_what_is_refused_touches_nothing(archive: Path, other: Path) -> None:
    before = holds(other)
    for name in ("cut in the middle", "keys of another backup", *FOUND_LATE):
        copy, (spoil, said) = copy_of(archive, "spoilt.tar"), SPOILT[name]
        spoil(copy)

        refused = manage(other, "restore", str(copy), "--replace")

        assert (refused.returncode, said in refused.stderr) == (1, True), f"{name}: {refused.stderr}"
        assert "Traceback" not in refused.stderr
    assert holds(other) == before


def test_a_database_that_something_is_connected_to_is_not_replaced(archive: Path, other: Path) -> None:
    known = {**os.environ, "QINGYUAN_HOME": str(other)}
    known = {k: v for k, v in known.items() if not k.startswith(("DATABASE_", "REDIS_", "DJANGO_"))}
    wait = "from django.db import connection; connection.ensure_connection(); print('there', flush=True); input()"
    command = [str(ROOT / "script" / "manage"), "shell", "-v0", "-c", wait]
    with subprocess.Popen(
        command, env=known, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as holding:
        assert holding.stdout is not None
        next(line for line in holding.stdout if "there" in line)

        refused = manage(other, "restore", str(archive), "--replace")

        holding.communicate("\n")
    assert (refused.returncode, "stop web, worker and beat first" in refused.stderr) == (1, True), refused.stderr


def test_a_backup_restored_elsewhere_holds_every_clue_event_constraint_right_and_sealed_name(
    folder: Path, archive: Path, other: Path
) -> None:
    before = holds(folder / "home")

    restored = manage(other, "restore", str(archive))

    assert restored.returncode == 0, restored.stderr
    assert holds(other) == before
    assert any("agency_has_one_parent_in_a_tree_at_a_time" in line for line in before[2])
    assert manage(other, "verify_log").returncode == 0
    again = manage(other, "restore", str(archive))
    assert "--replace" in again.stderr


def test_a_restored_city_is_backed_up_and_restored_once_more(archive: Path, other: Path) -> None:
    second = archive.with_name("second.tar")

    made = manage(other, "backup", str(second))
    alone = manage(other, "restore", str(second), "--replace")
    restored = restored_over(other, second)

    assert (alone.returncode, "two people" in alone.stderr) == (1, True)
    assert (made.returncode, restored.returncode) == (0, 0), made.stderr + restored.stderr


def test_an_older_backup_put_in_the_place_of_today_is_noticed(folder: Path, archive: Path) -> None:
    home = folder / "home"
    assert manage(home, "shell", "-v0", "-c", ONE_MORE_EVENT).returncode == 0
    manage(home, "write_anchor")
    whole = manage(home, "verify_log", "--anchors")

    restored = restored_over(home, archive)
    noticed = manage(home, "verify_log", "--anchors")

    assert (whole.returncode, restored.returncode) == (0, 0), whole.stdout + restored.stderr
    assert (noticed.returncode, "an older backup was restored" in noticed.stdout) == (1, True), noticed.stdout


def test_a_backup_replaces_none(archive: Path, folder: Path) -> None:
    again = manage(folder / "home", "backup", str(archive))

    assert (again.returncode, "already exists" in again.stderr) == (1, True)
