"""The two archives of a backup, read before anything is touched: whole, unaltered, and of one pair."""

import hashlib
import json
import shutil
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from config.backups import BLOCK, DUMP, FORMAT, KEYS, MANIFEST, BackupRefused, keys_archive
from kernel.keys import parse_ring
from kernel.rings import stranger

RING = "ring.json"


@dataclass(frozen=True)
class Pair:
    """A backup that was found whole; `facts` is what the data archive's manifest says."""

    archive: Path
    facts: dict[str, Any]
    members: int


def checked_pair(archive: Path) -> Pair:
    """Both archives, every member's hash, and the ring against the database; BackupRefused says what is wrong."""
    data, keys = _facts(archive), _facts(keys_archive(archive))
    if data["pair"] != keys["pair"] or data["keys"] != keys["members"]:
        raise BackupRefused(f"{keys_archive(archive).name} belongs to another backup than {archive.name}")
    if DUMP not in data["members"]:
        raise BackupRefused(f"{archive.name} holds no database")
    _check_ring(archive, data)
    return Pair(archive, data, len(data["members"]) + len(keys["members"]))


def extract(archive: Path, name: str, goal: Path) -> None:
    """Put one member, or everything below a folder of the archive, at `goal`."""
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile() and (member.name == name or member.name.startswith(f"{name}/")):
                path = goal if member.name == name else goal / member.name.removeprefix(f"{name}/")
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                source = tar.extractfile(member)
                with path.open("wb") as file:
                    shutil.copyfileobj(source, file, BLOCK)  # type: ignore[arg-type]
                path.chmod(0o600)


def _facts(archive: Path) -> dict[str, Any]:
    """What the manifest says, once every member has the hash that it tells."""
    try:
        found, facts = _read(archive)
    except FileNotFoundError:
        raise BackupRefused(f"{archive} is not there: a backup is two files, FILE.tar and FILE.tar.keys") from None
    except (tarfile.TarError, EOFError, ValueError, OSError) as error:
        raise BackupRefused(f"{archive.name} is cut off or no backup: {error}") from None
    if facts.get("format") != FORMAT:
        raise BackupRefused(f"{archive.name} was made by another version of this program: restore it with that one")
    wrong = sorted(set(facts["members"].items()) ^ set(found.items()))
    if wrong:
        raise BackupRefused(f"{wrong[0][0]} in {archive.name} is missing or was altered")
    return facts


def _read(archive: Path) -> tuple[dict[str, str], dict[str, Any]]:
    """The hash of every file in it, and its manifest."""
    found: dict[str, str] = {}
    facts: dict[str, Any] = {}
    with tarfile.open(archive, "r:") as tar:
        for member in tar:
            if not member.isfile() or member.name.startswith("/") or ".." in Path(member.name).parts:
                raise BackupRefused(f"{archive.name} holds what no backup of ours holds: {member.name}")
            source = tar.extractfile(member)
            if member.name == MANIFEST and source:
                facts = json.loads(source.read())
            elif source:
                found[member.name] = _sha256(source)
    if not isinstance(facts, dict) or not facts:
        raise BackupRefused(f"{archive.name} is cut off or no backup: it holds no manifest")
    return found, facts


def _sha256(file: IO[bytes]) -> str:
    sha = hashlib.sha256()
    while block := file.read(BLOCK):
        sha.update(block)
    return sha.hexdigest()


def _check_ring(archive: Path, facts: dict[str, Any]) -> None:
    with tarfile.open(keys_archive(archive)) as tar:
        try:
            source = tar.extractfile(f"{KEYS}/{RING}")
            ring = parse_ring(source.read().decode() if source else "")
        except (KeyError, ValueError):
            raise BackupRefused(f"{keys_archive(archive).name} holds no key ring") from None
    if fault := stranger(ring.fingerprints(), facts["ring"]):
        raise BackupRefused(f"{keys_archive(archive).name}: {fault}")
