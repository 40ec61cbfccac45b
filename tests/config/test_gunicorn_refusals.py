"""What never reaches the program is refused in the voice of the REST door by the web server itself."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORKER = "config.gunicorn_worker.ProblemWorker"
LONG = 9_000
REFUSED = {
    "a long address": (f"GET /api/v1/clues?q={'a' * LONG} HTTP/1.1\r\nHost: x\r\n\r\n", 414, "uri_too_long"),
    "no request line": ("nonsense\r\n\r\n", 400, "invalid"),
    "no version": ("GET /api/v1/clues HTTP/9.9\r\nHost: x\r\n\r\n", 400, "invalid"),
    "a bad header": ("GET /api/v1/clues HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n", 400, "invalid"),
    "many headers": (
        "GET /api/v1/clues HTTP/1.1\r\nHost: x\r\n" + "".join(f"A{n}: 1\r\n" for n in range(200)) + "\r\n",
        431,
        "headers_too_large",
    ),
    "two lengths": (
        "POST /api/v1/clues HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        400,
        "invalid",
    ),
}


@pytest.fixture(scope="module")
def door() -> Iterator[tuple[str, int]]:
    """The address at which gunicorn serves; who connects early waits for it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"fd://{listening.fileno()}"]
        command += ["--worker-class", WORKER, "--workers", "1", "--no-control-socket"]
        serving = subprocess.Popen(command, cwd=ROOT, pass_fds=[listening.fileno()], stderr=subprocess.DEVNULL)
        try:
            yield listening.getsockname()
        finally:
            serving.terminate()
            serving.wait(60)


def answer_to(door: tuple[str, int], words: str) -> tuple[int, dict[str, str], bytes]:
    """The status, headers and body that come back."""
    with socket.create_connection(door, timeout=120) as line:
        line.sendall(words.encode())
        told = b""
        while part := line.recv(65_536):
            told += part
    head, _blank, body = told.partition(b"\r\n\r\n")
    first, *rest = head.decode().split("\r\n")
    return int(first.split(" ")[1]), dict(line.lower().split(": ", 1) for line in rest), body


@pytest.mark.parametrize("what", list(REFUSED))
def test_what_the_web_server_refuses_is_a_problem(door: tuple[str, int], what: str) -> None:
    words, status, code = REFUSED[what]

    answered, headers, body = answer_to(door, words)

    told = json.loads(body)
    assert (answered, headers["content-type"]) == (status, "application/problem+json")
    assert (told["status"], told["code"], told["type"]) == (status, code, f"urn:qingyuan:problem:{code}")
    assert "a" * 50 not in body.decode()


@pytest.mark.parametrize("place", ["script/serving.py", "Dockerfile"])
def test_everything_that_starts_the_web_server_names_this_worker(place: str) -> None:
    assert WORKER in (ROOT / place).read_text()
