"""What a run stands on: one whole city, and beside it whatever it is compared with, on the same database server."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psutil
import psycopg2

from bench.chaos.city import ROOT, RunningCity, free_port
from bench.speed.client import Burst, Line, Measured, Question

START = 60.0
SUPERUSER = "postgres"
OWNER = "bench_owner"
OWN_ROLE = f"""
DO $$ BEGIN CREATE ROLE {OWNER} LOGIN PASSWORD '{OWNER}'; EXCEPTION WHEN duplicate_object THEN NULL; END $$
"""
IN_TRANSACTION = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = 'qingyuan' AND xact_start IS NOT NULL AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


@dataclass
class Stage:
    """A running city whose database server can hold other databases, and whose web server's settings others take."""

    city: RunningCity
    folder: Path

    @property
    def told(self) -> dict[str, str]:
        """What the city's own web processes were told."""
        return self.city.processes("gunicorn")[0].environ()

    def url(self, database: str, *, role: str = "DATABASE_URL") -> str:
        """The address of another database on the city's server, for a role that the web processes know."""
        return re.sub(r"/qingyuan\b", f"/{database}", self.told[role])

    def owner_url(self, database: str) -> str:
        """The same for the owner of what `make_database` makes."""
        return re.sub(r"//[^@]*@", f"//{OWNER}:{OWNER}@", self.url(database))

    def connect(self, database: str = "postgres") -> "psycopg2.extensions.connection":
        """A superuser's connection that commits at once."""
        host = parse_qs(urlsplit(self.told["DATABASE_URL"]).query)["host"][0]
        with _as_owner_of(host):
            connection = psycopg2.connect(host=host, user=SUPERUSER, dbname=database)
        connection.autocommit = True
        return connection

    def run_sql(self, *statements: str, database: str = "postgres") -> None:
        """Run statements as the superuser."""
        connection = self.connect(database)
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        connection.close()

    def make_database(self, name: str, *, template: str = "template1") -> None:
        """A fresh database that belongs to a role of the run's own: no process of the city knows its owner's."""
        self.run_sql(OWN_ROLE)
        self.run_sql(
            f"DROP DATABASE IF EXISTS {name} (FORCE)", f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template}"
        )

    @contextmanager
    def serving(self, application: str, python: Path, **environment: str) -> Iterator[int]:
        """Another application under the city's own gunicorn settings; gives its port."""
        port = free_port()
        own = self.city.processes("gunicorn")[0].cmdline()
        words = own[own.index("gunicorn") + 1 :]
        words[words.index("config.wsgi")] = application
        words[words.index("--bind") + 1] = f"127.0.0.1:{port}"
        # What is ours alone: refusals as the contract writes them, and the log's lines.
        words[words.index("--worker-class") + 1] = "gthread"
        place = words.index("--logger-class")
        del words[place : place + 2]
        with (self.folder / f"{application}.log").open("wb") as log:
            server = subprocess.Popen(
                [str(python), "-m", "gunicorn", *words],
                cwd=ROOT,
                env={**os.environ, **environment},
                stdout=log,
                stderr=log,
            )
        try:
            _await(port, server)
            yield port
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=60)

    @contextmanager
    def worker_paused(self) -> Iterator[None]:
        """The Celery worker and beat stand still inside this block, and hold nothing meanwhile."""
        asleep = self.city.processes("celery")
        for process in asleep:
            process.suspend()
        while self._holds_something():
            for process in asleep:
                process.resume()
            time.sleep(0.2)
            for process in asleep:
                process.suspend()
        try:
            yield
        finally:
            for process in asleep:
                process.resume()

    def _holds_something(self) -> bool:
        """Whether anybody stands in the middle of a transaction of the city."""
        connection = self.connect("qingyuan")
        with connection.cursor() as cursor:
            cursor.execute(IN_TRANSACTION)
            found = cursor.fetchone() != (0,)
        connection.close()
        return found

    def burst(self, burst: Burst) -> Measured:
        """Run it, and add what it cost all the servers together; only those that are asked have much to do."""
        before = _processor_time()
        measured = burst.run()
        measured.cpu = _processor_time() - before
        return measured

    @property
    def python(self) -> Path:
        """The interpreter that the city runs on."""
        return Path(self.city.processes("gunicorn")[0].cmdline()[0])


@contextmanager
def _as_owner_of(folder: str) -> Iterator[None]:
    """Under the account whose the folder is: the database server knows its superuser by it alone."""
    own = os.geteuid()
    os.seteuid(Path(folder).stat().st_uid if own == 0 else own)
    try:
        yield
    finally:
        os.seteuid(own)


def _await(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            Line(port).ask(Question("GET", "/no-such-page").wire())
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"port {port} did not answer")


def _processor_time() -> float:
    """Seconds of processor time that everything this run started has used."""
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            used = process.cpu_times()
            total += used.user + used.system
    return total


def machine() -> dict[str, object]:
    """What it ran on."""
    words = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    names = re.findall(r"model name\s*: (.*)", words)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cpu": names[0] if names else "unknown",
        "cores": os.cpu_count(),
        "memory_gib": round(memory, 1),
        "python": sys.version.split()[0],
        "load": [round(value, 2) for value in os.getloadavg()],
    }


def say(**facts: object) -> None:
    """One JSON line."""
    print(json.dumps(facts, ensure_ascii=False), flush=True)
