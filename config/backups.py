"""A backup: the database and the files, and, in an archive of its own, the keys that open what is sealed.

The two archives name each other, and say what the database was made of: `config/restores.py` holds them to it.
"""

import hashlib
import json
import os
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import uuid4

FORMAT = 2
DUMP, MANIFEST, FILES, KEYS = "database.dump", "manifest.json", "files", "keys"
BLOCK = 1 << 20


class BackupRefused(Exception):
    """The backup cannot be made, or cannot be put here."""


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

    @property
    def environment(self) -> dict[str, str]:
        """Where the database is and who we are there, as PostgreSQL's programs read it; never in a command line."""
        url = urlsplit(self.database)
        host = parse_qs(url.query).get("host", [unquote(url.hostname or "")])[0]
        told = {
            "PGHOST": host,
            "PGPORT": str(url.port or ""),
            "PGUSER": unquote(url.username or ""),
            "PGPASSWORD": unquote(url.password or ""),
            "PGDATABASE": unquote(url.path.lstrip("/")),
        }
        return {**os.environ, **{name: value for name, value in told.items() if value}}


@dataclass(frozen=True)
class Origin:
    """What the database says of itself when it is backed up."""

    ring: Mapping[str, str]
    objects: list[str]
    migrations: list[str]
    server: int


def keys_archive(archive: Path) -> Path:
    """Where the keys of a backup go: beside it, to be carried away on their own."""
    return archive.with_name(f"{archive.name}.keys")


def make_backup(place: Place, archive: Path, origin: Origin, *, at: datetime) -> None:
    """Write both archives, whole or not at all; neither replaces an existing one."""
    for path in (archive, keys_archive(archive)):
        if path.exists():
            raise BackupRefused(f"{path} already exists")
    common = {"format": FORMAT, "pair": uuid4().hex, "made_at": at.isoformat(), "ring": dict(origin.ring)}
    with TemporaryDirectory(dir=archive.parent) as folder:
        data, keys, dump = (Path(folder) / name for name in ("data", "keys", DUMP))
        run(place, "pg_dump", "--format=custom", f"--file={dump}")
        with _packing(keys, common) as pack:
            secret = pack(place.keys, KEYS)
        facts = {"keys": secret, "objects": origin.objects, "migrations": origin.migrations, "server": origin.server}
        with _packing(data, {**common, **facts}) as pack:
            pack(dump, DUMP)
            pack(place.files, FILES)
        data.rename(archive)
        keys.rename(keys_archive(archive))


class _Packer:
    """Adds files to an archive, and keeps the hash of what it wrote of each."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar
        self.members: dict[str, str] = {}

    def __call__(self, path: Path, name: str) -> dict[str, str]:
        """Add a file, or all files below a folder; those that go meanwhile were expunged, and are left out."""
        found = sorted(each for each in path.rglob("*") if _is_kept(each, path)) if path.is_dir() else [path]
        for each in found:
            inside = f"{name}/{each.relative_to(path)}" if path.is_dir() else name
            try:
                self.members[inside] = self._add(each, inside)
            except FileNotFoundError:
                continue
        return dict(self.members)

    def _add(self, path: Path, name: str) -> str:
        with path.open("rb") as file:
            self.tar.addfile(self.tar.gettarinfo(arcname=name, fileobj=file), hashed := _Hashed(file))
        return hashed.sha.hexdigest()


def _is_kept(path: Path, folder: Path) -> bool:
    """A file; what a restore set aside, in a folder whose name begins with a point, is none of it."""
    return path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)


class _Hashed:
    """A file that is hashed while it is read."""

    def __init__(self, file: object) -> None:
        self.file = file
        self.sha = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        block: bytes = self.file.read(size)  # type: ignore[attr-defined]
        self.sha.update(block)
        return block


@contextmanager
def _packing(archive: Path, facts: Mapping[str, object]) -> Iterator[_Packer]:
    """An archive that only its owner reads; its manifest, with the hash of every member, is written last."""
    handle = os.open(archive, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            packer = _Packer(tar)
            yield packer
            note = archive.with_name(f"{archive.name}.{MANIFEST}")
            note.write_text(json.dumps({**facts, "members": packer.members}))
            tar.add(note, MANIFEST)
        file.flush()
        os.fsync(file.fileno())


def run(place: Place, program: str, *arguments: str) -> str:
    """One of PostgreSQL's programs on this database; BackupRefused with its last words where it fails."""
    command = [place.program(program), *arguments]
    done = subprocess.run(command, env=place.environment, capture_output=True, text=True, check=False)  # noqa: S603 -- our own programs
    if done.returncode:
        raise BackupRefused(done.stderr.strip()[-500:])
    return done.stdout
