"""The two programs that are compared with: made ready, served, and asked in their own words."""

import json
import os
import subprocess
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bench.chaos.city import ROOT
from bench.speed.client import Question
from bench.speed.stage import Stage

HELPDESK = "2.6.1"
TICKETS, STILL_OPEN = 57_116, 1_454


@dataclass(frozen=True)
class Helpdesk:
    """A running django-helpdesk and how its clerk signs in."""

    port: int
    token: str
    session: str

    def create(self) -> Question:
        """A new ticket over its API."""
        body = {
            "queue": 1,
            "title": "夜间排放刺激性气味废气",
            "description": "群众反映云阳街道一化工厂夜间排放刺激性气味废气,请核实处理。",
            "submitter_email": "citizen@example.org",
            "priority": 3,
        }
        return Question("POST", "/api/tickets/", {"Authorization": f"Token {self.token}"}, body, 201)

    def list(self) -> Question:
        """Its API list, 50 a page."""
        return Question("GET", "/api/tickets/?page_size=50", {"Authorization": f"Token {self.token}"})

    def dashboard(self) -> Question:
        """Its dashboard page."""
        return Question("GET", "/dashboard/", {"Cookie": f"sessionid={self.session}"})


@contextmanager
def bare_view(stage: Stage) -> Iterator[int]:
    """The bare program on a database of its own; gives its port."""
    stage.make_database("bench_bare")
    told = {"BARE_DATABASE_URL": stage.owner_url("bench_bare")}
    settings = {"DJANGO_SETTINGS_MODULE": "bench.speed.bare.settings"}
    command = [str(stage.python), "-m", "django", "migrate", "--run-syncdb", "-v0"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **told, **settings}, check=True)
    with stage.serving("bench.speed.bare.wsgi", stage.python, **told) as port:
        yield port


@contextmanager
def helpdesk(stage: Stage, cache: Path) -> Iterator[Helpdesk]:
    """django-helpdesk, filled, on a database of its own."""
    python = helpdesk_python(cache)
    stage.make_database("bench_helpdesk")
    told = {"HELPDESK_DATABASE": json.dumps(_as_django_knows_it(stage.owner_url("bench_helpdesk")))}
    command = [str(python), "-m", "bench.speed.helpdesk.fill", str(TICKETS), str(STILL_OPEN)]
    filled = subprocess.run(command, cwd=ROOT, env={**os.environ, **told}, stdout=subprocess.PIPE, check=True)
    stage.run_sql("VACUUM ANALYZE", database="bench_helpdesk")
    keys = json.loads(filled.stdout.splitlines()[-1])
    with stage.serving("bench.speed.helpdesk.wsgi", python, **told) as port:
        yield Helpdesk(port, keys["token"], keys["session"])


def helpdesk_python(cache: Path) -> Path:
    """The interpreter of its private environment, made once; the shared packages in our own versions."""
    folder = cache / f"helpdesk-{HELPDESK}"
    stamp = folder / "complete"
    if not stamp.exists():
        venv.create(folder, with_pip=True, clear=True)
        shared = [
            f"{name}=={version(name)}" for name in ("django", "djangorestframework", "gunicorn", "psycopg2-binary")
        ]
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, f"django-helpdesk=={HELPDESK}", *shared], check=True, stderr=subprocess.DEVNULL)
        stamp.touch()
    return folder / "bin" / "python"


def _as_django_knows_it(url: str) -> dict[str, object]:
    os.environ["BENCH_DATABASE_URL"] = url
    from config import env  # noqa: PLC0415 -- the checkout's own reader of addresses

    return env.database("BENCH_DATABASE_URL")
