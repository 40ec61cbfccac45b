"""A whole running city for a fault run: started by the one command, found by its processes, asked over REST."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[2]
START = 240.0
STOP = 60.0
ANSWER = 15.0
MINE = ("DATABASE_", "REDIS_", "CELERY_", "DJANGO_", "QINGYUAN_")


@dataclass
class RunningCity:
    """The server process, its home, its address and a token of the command office."""

    process: "subprocess.Popen[bytes]"
    home: Path
    port: int
    environment: dict[str, str]
    token: str = ""
    # Those who keep further processes of the city beside the server's own.
    keepers: list[int] = field(default_factory=list)

    def request(self, method: str, path: str, body: object = None, key: str = "") -> tuple[int, Any]:
        """One request; raises OSError when nobody answers."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=ANSWER) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.loads(refusal.read() or b"null")

    def manage(self, *arguments: str) -> str:
        """What a management command prints."""
        command = [str(ROOT / "script" / "manage"), *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True).stdout

    def processes(self, *words: str) -> list[psutil.Process]:
        """The city's processes whose command line holds all these words, the oldest first."""
        family = [each for pid in (self.process.pid, *self.keepers) for each in _descendants(pid)]
        return sorted((p for p in family if _speaks(p, words)), key=lambda p: p.create_time())

    def mains(self, *words: str) -> list[psutil.Process]:
        """Of these, those that no other of them forked."""
        found = self.processes(*words)
        return [each for each in found if _parent(each) not in {p.pid for p in found}]

    def forked(self, *words: str) -> list[psutil.Process]:
        """Of these, those that another of them forked."""
        found = self.processes(*words)
        return [each for each in found if _parent(each) in {p.pid for p in found}]

    def wait_until_ready(self, *, without: frozenset[str] = frozenset()) -> None:
        """Until /readyz says that everything works, but for the checks of what was taken away."""
        deadline = time.monotonic() + START
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                status, body = self.request("GET", "/readyz")
                if status == 200 and {name for name, state in body["checks"].items() if state == "failed"} <= without:
                    return
            except OSError:
                pass
            time.sleep(0.3)
        raise RuntimeError(f"the city did not come up; see {self.home / 'logs'}")


def _descendants(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _parent(process: psutil.Process) -> int:
    try:
        return process.ppid()
    except psutil.NoSuchProcess:
        return 0


def _speaks(process: psutil.Process, words: tuple[str, ...]) -> bool:
    try:
        line = " ".join(process.cmdline())
    except psutil.Error:
        return False
    return all(word in line for word in words)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_city(home: Path, *, without: frozenset[str] = frozenset(), **environment: str) -> Iterator[RunningCity]:
    """The demo city, up inside this block and gone after it."""
    port = free_port()
    known = {k: v for k, v in os.environ.items() if not k.startswith(MINE)}
    told = {**known, "QINGYUAN_HOME": str(home), "PORT": str(port), "QINGYUAN_API_REQUESTS_PER_MINUTE": "1000000"}
    told |= environment
    home.mkdir(parents=True, exist_ok=True)
    with (home / "server.out").open("wb") as out:
        command = [str(ROOT / "script" / "server")]
        process = subprocess.Popen(command, env=told, stdout=out, stderr=out, start_new_session=True)
    city = RunningCity(process, home, port, told)
    try:
        city.wait_until_ready(without=without)
        scopes = ("--scope", "clues:read", "--scope", "clues:write")
        issued = city.manage("issue_token", "--client", "chaos", "--agency", "321100-hq", *scopes)
        city.token = issued.strip().splitlines()[-1]
        yield city
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=STOP)
