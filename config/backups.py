"""A backup: the database, the files, and, in an archive of its own, the keys that open what is sealed."""

import hashlib
import json
import os
import subprocess
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

DUMP, MANIFEST, FILES, KEYS = "database.dump", "manifest.json", "files", "keys"
BLOCK = 1 << 20


class BackupRefused(Exception):
    """The backup cannot be made, or is not whole."""


@dataclass(frozen=True)
class Place:
    """What a backup is made of: the owner's database address, the folders, and PostgreSQL's programs."""

    database: str
    files: Path
    keys: Path
    binaries: str = ""

    def program(self, name: str) -> str:
        """A PostgreSQL program, the embedded one where there is one."""
        return str(Path(self.binaries) / name) if self.binaries else name


def keys_archive(archive: Path) -> Path:
    """Where the keys of a backup go: beside it, to be carried away on their own."""
    return archive.with_name(f"{archive.name}.keys")


def make_backup(place: Place, archive: Path, *, at: datetime) -> dict[str, object]:
    """Write both archives; neither replaces an existing one."""
    for path in (archive, keys_archive(archive)):
        if path.exists():
            raise BackupRefused(f"{path} already exists")
    with TemporaryDirectory(dir=archive.parent) as folder:
        dump = Path(folder) / DUMP
        _run([place.program("pg_dump"), "--format=custom", f"--file={dump}", f"--dbname={place.database}"])
        manifest: dict[str, object] = {
            "made_at": at.isoformat(),
            "members": {DUMP: _sha256(dump), **_hashes(place.files)},
        }
        _pack(archive, [(dump, DUMP), (place.files, FILES)], manifest)
        _pack(keys_archive(archive), [(place.keys, KEYS)], {"made_at": at.isoformat(), "members": _hashes(place.keys)})
    return manifest


def restore_backup(place: Place, archive: Path) -> int:
    """Put a whole backup into an empty database and empty folders; says how many files it held."""
    with TemporaryDirectory(dir=archive.parent) as folder:
        root = Path(folder)
        members = [*_unpack(archive, root / "data"), *_unpack(keys_archive(archive), root / "secret")]
        _restore_rows(place, root / "data" / DUMP)
        _place_files(root / "data" / FILES, place.files)
        _place_files(root / "secret" / KEYS, place.keys)
    return len(members)


def _restore_rows(place: Place, dump: Path) -> None:
    """The dump's rows take the place of the present ones, which stay until all of them are there."""
    psql = [place.program("psql"), "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={place.database}", "--command"]
    _run([*psql, "ALTER SCHEMA public RENAME TO replaced; CREATE SCHEMA public"])
    try:
        _run(
            [
                place.program("pg_restore"),
                "--exit-on-error",
                "--single-transaction",
                f"--dbname={place.database}",
                str(dump),
            ]
        )
    except BackupRefused:
        _run([*psql, "DROP SCHEMA public CASCADE; ALTER SCHEMA replaced RENAME TO public"])
        raise
    _run([*psql, "DROP SCHEMA replaced CASCADE"])


def _pack(archive: Path, members: Sequence[tuple[Path, str]], manifest: dict[str, object]) -> None:
    handle = os.open(archive, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w") as tar, TemporaryDirectory() as folder:
        note = Path(folder) / MANIFEST
        note.write_text(json.dumps(manifest))
        tar.add(note, MANIFEST)
        for path, name in members:
            if path.exists():
                tar.add(path, name)


def _unpack(archive: Path, folder: Path) -> list[str]:
    """Unpack and check every member against the manifest."""
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    manifest = json.loads((folder / MANIFEST).read_text())["members"]
    for name, sha in manifest.items():
        path = next((p for p in (folder / name, folder / FILES / name, folder / KEYS / name) if p.is_file()), None)
        if path is None or _sha256(path) != sha:
            raise BackupRefused(f"{name} in {archive.name} is missing or was altered")
    return list(manifest)


def _place_files(source: Path, target: Path) -> None:
    for path in sorted(source.rglob("*")) if source.exists() else []:
        if path.is_file():
            goal = target / path.relative_to(source)
            goal.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            goal.write_bytes(path.read_bytes())
            goal.chmod(0o600)


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.exists() else []
    return {str(path.relative_to(folder)): _sha256(path) for path in files}


def _sha256(path: Path) -> str:
    sha = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            sha.update(block)
    return sha.hexdigest()


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- our own programs
    if done.returncode:
        raise BackupRefused(done.stderr.strip()[-500:])
