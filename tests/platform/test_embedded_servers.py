"""The embedded servers, started, killed and started again."""

import os
import signal
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import redis

from script.embedded_postgres import APP, OWNER, EmbeddedPostgres
from script.embedded_valkey import EmbeddedValkey
from script.services import start

PACKAGES = Path(sysconfig.get_path("purelib"))
pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder whose name has blanks and Chinese characters, and which everybody may pass."""
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    place = tmp_path / "数据 folder"
    place.mkdir()
    place.chmod(0o711)
    yield place
    link = place / "postgres"
    if link.is_symlink():
        subprocess.run(["rm", "-rf", str(link.resolve())], check=True)


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
