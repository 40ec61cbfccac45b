"""A restore: everything is checked first, the rows come back in one transaction, what is refused touches nothing."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

from config.archives import Pair, extract
from config.backups import BLOCK, DUMP, FILES, KEYS, BackupRefused, Place, keys_archive, run
from config.database_objects import comparable

STAGED, SET_ASIDE = ".restored", ".replaced"
# Everything of ours in the schema; what belongs to an extension stays, and its operators with it.
EMPTY = """
SET LOCAL client_min_messages = warning;
DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT relname::text AS name, CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
                      WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind FROM pg_class c
               WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
                 AND NOT EXISTS (SELECT FROM pg_depend
                                 WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
               ORDER BY relkind = 'S' LOOP
        EXECUTE format('DROP %s IF EXISTS public.%I CASCADE', one.kind, one.name);
    END LOOP;
    FOR one IN SELECT p.oid::regprocedure::text AS name FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
               AND NOT EXISTS (SELECT FROM pg_depend
                               WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e') LOOP
        EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', one.name);
    END LOOP;
END $$;
"""
MAY_CONNECT = """
SELECT string_agg(CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END, ', ')
FROM pg_database CROSS JOIN LATERAL aclexplode(coalesce(datacl, acldefault('d', datdba)))
WHERE datname = current_database() AND privilege_type = 'CONNECT' AND grantee <> datdba
"""
# Entries of the dump that the target has, or gets in its own way.
NOT_OURS = (" SCHEMA - public", " EXTENSION - ", " COMMENT - EXTENSION", " DEFAULT ACL ", " ACL ")


@dataclass(frozen=True)
class Target:
    """What is restored into: the place, the rights that its roles get, and the query that lists what it is made of.

    `rights` is empty for an archive of another state of the schema: it is migrated first, and granted after.
    """

    place: Place
    rights: str
    listing: str
    server: int


def restore_pair(pair: Pair, target: Target) -> None:
    """Put a checked backup in the place of what is here; BackupRefused leaves all as it was."""
    place = target.place
    with TemporaryDirectory(dir=pair.archive.parent) as folder, _staged(pair, place):
        dump = Path(folder) / DUMP
        extract(pair.archive, DUMP, dump)
        with _nobody_else(place):
            _restore_rows(pair, target, dump)
            for goal in (place.files, place.keys):
                _take_the_place(goal)
    shutil.rmtree(place.files / SET_ASIDE)


@contextmanager
def _staged(pair: Pair, place: Place) -> Iterator[None]:
    """The files and keys wait beside the present ones, which they replace by a change of names."""
    goals = {FILES: (pair.archive, place.files), KEYS: (keys_archive(pair.archive), place.keys)}
    try:
        for name, (archive, goal) in goals.items():
            (goal / STAGED).mkdir(parents=True, mode=0o700)
            extract(archive, name, goal / STAGED)
            _give_to_owner_of(goal)
        yield
    finally:
        for _archive, goal in goals.values():
            shutil.rmtree(goal / STAGED, ignore_errors=True)


def _give_to_owner_of(goal: Path) -> None:
    """What root unpacks belongs to the account that serves."""
    if os.geteuid() == 0:
        owner = goal.stat()
        for path in (goal / STAGED, *(goal / STAGED).rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid)


def _take_the_place(goal: Path) -> None:
    """What was staged stands in `goal`; what stood there is set aside, the keys for good."""
    aside = goal / SET_ASIDE
    aside.mkdir(exist_ok=True, mode=0o700)
    for path in [path for path in goal.iterdir() if path.name not in {STAGED, SET_ASIDE}]:
        path.replace(_free(aside / path.name))
    for path in list((goal / STAGED).iterdir()):
        path.replace(goal / path.name)


def _free(path: Path) -> Path:
    """The name, or the next one that nothing has."""
    number = 1
    while path.exists():
        number, path = number + 1, path.with_name(f"{path.name.partition('~')[0]}~{number}")
    return path


@contextmanager
def _nobody_else(place: Place) -> Iterator[None]:
    """Nobody but the owner may connect, and nobody does, as long as this lasts."""
    name = place.environment["PGDATABASE"].replace('"', '""')
    may = _ask(place, MAY_CONNECT)
    if may:
        _ask(place, f'REVOKE CONNECT ON DATABASE "{name}" FROM {may}')
    try:
        refuse_where_somebody_is_connected(place)
        yield
    finally:
        if may:
            _ask(place, f'GRANT CONNECT ON DATABASE "{name}" TO {may}')


def refuse_where_somebody_is_connected(place: Place) -> None:
    """A process that serves would write between the old rows and the new ones."""
    others = _ask(
        place,
        "SELECT coalesce(string_agg(DISTINCT usename, ', '), '') FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename IS NOT NULL",
    )
    if others:
        raise BackupRefused(f"something is connected to this database (as {others}): stop web, worker and beat first")


def _ask(place: Place, statement: str) -> str:
    return run(place, "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement).strip()


def _restore_rows(pair: Pair, target: Target, dump: Path) -> None:
    """The dump's rows take the place of the present ones in one transaction, if they make the same database."""
    wanted = dump.with_name("wanted")
    listed = run(target.place, "pg_restore", "--list", str(dump)).splitlines(keepends=True)
    wanted.write_text("".join(line for line in listed if not any(word in line for word in NOT_OURS)))
    found = dump.with_name("objects")
    with _psql(target.place) as session:
        session.say("BEGIN;\n", EMPTY, *_extensions(pair), "\n")
        session.copy_restored(target.place, dump, wanted)
        session.say("SET search_path = public, pg_catalog;\n", target.rights)
        session.say(f"\n\\o {found}\n", target.listing, ";\n\\o\n")
        session.wait()
        _compare(pair, target, found.read_text().splitlines())
        session.say("COMMIT;\n")
        session.wait()


def _extensions(pair: Pair) -> list[str]:
    named = [line.split(" ")[1] for line in pair.facts["objects"] if line.startswith("extension ")]
    return [f'CREATE EXTENSION IF NOT EXISTS "{name}" SCHEMA public;\n' for name in named if name != "plpgsql"]


def _compare(pair: Pair, target: Target, found: list[str]) -> None:
    """What the database is made of, against what its archive says it was."""
    how = {"rights": bool(target.rights), "definitions": pair.facts["server"] == target.server}
    before, after = (set(comparable(lines, **how)) for lines in (pair.facts["objects"], found))
    # An extension that the target has besides is none of ours.
    differing = sorted(line for line in before ^ after if line in before or not line.startswith("extension "))
    if differing:
        raise BackupRefused(f"the restored database is not the one that was backed up: {differing[:5]}")


@contextmanager
def _psql(place: Place) -> Iterator["_Session"]:
    """A session that ends with its transaction undone, unless it was committed."""
    command = [place.program("psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
    with TemporaryFile() as complaints:
        process: subprocess.Popen[Any] = subprocess.Popen(  # noqa: S603 -- our own program
            command, env=place.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints
        )
        session = _Session(process, complaints)
        try:
            yield session
        except BrokenPipeError:
            session.fail()
        finally:
            session.end()


class _Session:
    """psql, spoken to line by line."""

    DONE = "that-is-done"

    def __init__(self, process: "subprocess.Popen[Any]", complaints: IO[bytes]) -> None:
        self.process = process
        self.complaints = complaints

    def say(self, *words: str) -> None:
        """Send statements."""
        self.process.stdin.write("".join(words).encode())  # type: ignore[union-attr]
        self.process.stdin.flush()  # type: ignore[union-attr]

    def copy_restored(self, place: Place, dump: Path, wanted: Path) -> None:
        """Send what pg_restore makes of the dump; BackupRefused where it does not come to its end."""
        command = [place.program("pg_restore"), "--no-owner", "--no-privileges", "--no-comments"]
        with subprocess.Popen(  # noqa: S603 -- our own program
            [*command, f"--use-list={wanted}", "--file=-", str(dump)], stdout=subprocess.PIPE, stderr=self.complaints
        ) as maker:
            head = maker.stdout.read(BLOCK)  # type: ignore[union-attr]
            # A setting that servers before 17 do not have.
            self.process.stdin.write(head.replace(b"SET transaction_timeout = 0;\n", b"", 1))  # type: ignore[union-attr]
            shutil.copyfileobj(maker.stdout, self.process.stdin, BLOCK)  # type: ignore[arg-type]
        if maker.returncode:
            self.fail()

    def wait(self) -> None:
        """Until everything said so far is done; BackupRefused with psql's last words where it is not."""
        self.say(f"\\echo {self.DONE}\n")
        for line in self.process.stdout:  # type: ignore[union-attr]
            if line.decode().strip() == self.DONE:
                return
        self.fail()

    def fail(self) -> None:
        """Say why."""
        self.process.kill()
        self.process.wait()
        self.complaints.seek(0)
        raise BackupRefused(self.complaints.read().decode(errors="replace").strip()[-500:] or "psql ended")

    def end(self) -> None:
        """Whatever is not committed is undone."""
        try:
            self.process.communicate(timeout=60)
        except (BrokenPipeError, ValueError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
