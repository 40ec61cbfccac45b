"""The embedded servers, started, killed and started again."""

import os
import signal
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg2
import pytest
import redis

from script.embedded_postgres import APP, COMPARTMENT, OWNER, EmbeddedPostgres
from script.embedded_valkey import EmbeddedValkey
from script.services import start

PACKAGES = Path(sysconfig.get_path("purelib"))
pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder whose name has blanks and Chinese characters, and which everybody may pass."""
    with TemporaryDirectory(prefix="qingyuan-embedded-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        place = Path(folder) / "数据 folder"
        place.mkdir(mode=0o711)
        yield place


def postgres_in(home: Path, *, tests: bool = False) -> EmbeddedPostgres:
    """A server of its own."""
    return EmbeddedPostgres(home / "postgres", packages=PACKAGES, log=home / "postgres.log", tests=tests)


def query(server: EmbeddedPostgres, role: str, statement: str) -> list[tuple[object, ...]]:
    """Rows, where the statement gives any."""
    connection = psycopg2.connect(server.url(role))
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def test_postgres_keeps_what_was_committed_through_a_kill(home: Path) -> None:
    server = postgres_in(home)
    child = start(server)
    query(server, OWNER, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('污染')")

    os.kill(child.process.pid, signal.SIGKILL)
    child.sweep()
    again = start(postgres_in(home))

    assert query(server, OWNER, "SELECT word FROM kept") == [("污染",)]
    again.end()


def test_postgres_finds_chinese_by_its_trigrams(home: Path) -> None:
    server = postgres_in(home)
    child = start(server)

    found = query(server, OWNER, "CREATE EXTENSION pg_trgm; SELECT cardinality(show_trgm('污染投诉'))")

    child.end()
    assert found == [(5,)]


def test_postgres_refuses_the_application_what_the_owner_may(home: Path) -> None:
    server = postgres_in(home)
    child = start(server)

    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        query(server, APP, "CREATE TABLE mine ()")

    child.end()


def test_postgres_lets_the_owner_of_a_test_cluster_make_databases(home: Path) -> None:
    server = postgres_in(home, tests=True)
    child = start(server)

    assert query(server, OWNER, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == [(True,)]
    child.end()


def test_postgres_writes_no_statement_into_its_log(home: Path) -> None:
    server = postgres_in(home)
    child = start(server)

    with pytest.raises(psycopg2.errors.UndefinedTable):
        query(server, APP, "SELECT '13900000000' FROM nowhere")

    child.end()
    assert "13900000000" not in server.log.read_text()


def test_postgres_leaves_no_process_behind(home: Path) -> None:
    child = start(postgres_in(home))

    child.end()

    with pytest.raises(ProcessLookupError):
        os.killpg(child.process.pid, 0)


def test_valkey_comes_up_again_after_a_kill(home: Path) -> None:
    server = EmbeddedValkey(home / "valkey", packages=PACKAGES, log=home / "valkey.log")
    child = start(server)

    os.kill(child.process.pid, signal.SIGKILL)
    child.sweep()
    again = start(server)

    with redis.Redis.from_url(server.url) as client:
        assert client.ping()
    again.end()


@pytest.mark.parametrize("role", [OWNER, APP, COMPARTMENT, "postgres"])
def test_no_role_is_let_in_without_its_own_password(home: Path, role: str) -> None:
    server = postgres_in(home)
    child = start(server)
    address = server.url(APP)
    known = address.split("//")[1].split("@")[0].partition(":")[2]

    attempts = {"no password": f"{role}@", "another role's": f"{role}:{known if role != APP else 'wrong'}@"}
    refused = []
    for who in attempts.values():
        with pytest.raises(psycopg2.OperationalError) as refusal:
            # As an account that is not the cluster's own, whoever runs the tests.
            psycopg2.connect(f"postgresql://{who}{address.split('@')[1]}", gssencmode="disable")
        refused.append(str(refusal.value))

    child.end()
    assert all("authentication failed" in said or "no password supplied" in said for said in refused)


def test_a_cluster_that_trusted_everybody_asks_for_passwords_from_the_next_start_on(home: Path) -> None:
    server = postgres_in(home)
    start(server).end()
    (server.data / "pg_hba.conf").write_text("local all all trust\n")

    again = postgres_in(home)
    child = start(again)

    assert query(again, APP, "SELECT current_user") == [(APP,)]
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(again.url(OWNER).replace(again.passwords[OWNER], "wrong"))
    child.end()


def test_only_who_starts_the_servers_reads_their_passwords(home: Path) -> None:
    server = postgres_in(home)

    kept = server.home / "passwords.json"

    assert (kept.stat().st_uid, kept.stat().st_mode & 0o077) == (os.geteuid(), 0)
    assert postgres_in(home).passwords == server.passwords
    assert len(set(server.passwords.values())) == len(server.passwords) == 3
