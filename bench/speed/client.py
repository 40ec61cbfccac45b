"""A small HTTP client that asks as fast as it is answered: one kept connection for each of its threads."""

import json
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import median

PATIENCE = 300.0


@dataclass(frozen=True)
class Question:
    """One request as it goes over the wire, and the status that answers it well."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: object = None
    expects: int = 200

    def wire(self) -> bytes:
        """The bytes of the request."""
        content = b"" if self.body is None else json.dumps(self.body).encode()
        told = {"Host": "127.0.0.1", "Accept": "*/*", **self.headers}
        if self.body is not None:
            told |= {"Content-Type": "application/json", "Content-Length": str(len(content))}
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


@dataclass
class Measured:
    """What one burst of requests took."""

    seconds: float
    latencies: list[float]
    cpu: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    @property
    def cost(self) -> float:
        """Milliseconds of processor time of all servers for one answer."""
        return self.cpu / len(self.latencies) * 1000

    @property
    def typical(self) -> float:
        """The median time from asking to the last byte of the answer, in seconds."""
        return median(self.latencies)


class Line:
    """One kept connection; opens itself again where the server closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = self._open()

    def _open(self) -> socket.socket:
        line = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return line

    def ask(self, wire: bytes) -> tuple[int, bytes]:
        """Send the request and read the whole answer."""
        try:
            self.socket.sendall(wire)
            head, _, body = self._head().partition(b"\r\n\r\n")
        except ConnectionError:
            self.socket = self._open()
            self.socket.sendall(wire)
            head, _, body = self._head().partition(b"\r\n\r\n")
        body = self._chunks(body) if b"chunked" in head.lower() else self._rest(body, _length_of(head))
        if b"connection: close" in head.lower():
            self.socket.close()
            self.socket = self._open()
        return int(head[9:12]), body

    def _rest(self, body: bytes, length: int) -> bytes:
        parts, missing = [body], length - len(body)
        while missing > 0:
            parts.append(self._more(missing))
            missing -= len(parts[-1])
        return b"".join(parts)

    def _chunks(self, body: bytes) -> bytes:
        while not body.endswith(b"0\r\n\r\n"):
            body += self._more(1 << 16)
        return body

    def _more(self, most: int) -> bytes:
        part = self.socket.recv(most)
        if not part:
            raise ConnectionError("closed")
        return part

    def _head(self) -> bytes:
        read = b""
        while b"\r\n\r\n" not in read:
            read += self._more(1 << 16)
        return read


def _length_of(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ConnectionError("an answer of unknown length")


def ask(port: int, question: Question) -> bytes:
    """Ask once; the body of the answer, or an AssertionError with what was said instead."""
    status, body = Line(port).ask(question.wire())
    assert status == question.expects, (question.path, status, body[:500])
    return body


@dataclass
class Burst:
    """Some threads that ask together; the first wrong answer stops them all."""

    port: int
    next_question: Callable[[], Question]
    clients: int
    seconds: float
    latencies: list[float] = field(default_factory=list)
    wrong: list[object] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.start = threading.Barrier(self.clients + 1)

    def run(self) -> Measured:
        """Ask until the time is up; AssertionError with what was answered wrongly."""
        threads = [threading.Thread(target=self._ask) for _ in range(self.clients)]
        for thread in threads:
            thread.start()
        with suppress(threading.BrokenBarrierError):
            self.start.wait()
        began = time.perf_counter()
        for thread in threads:
            thread.join()
        assert not self.wrong, self.wrong[0]
        return Measured(time.perf_counter() - began, self.latencies)

    def _ask(self) -> None:
        try:
            line = Line(self.port)
            self._time(line)
            self.start.wait()
            end, mine = time.perf_counter() + self.seconds, []
            while time.perf_counter() < end and not self.wrong:
                mine.append(self._time(line))
            self.latencies += mine
        except Exception as error:  # noqa: BLE001 -- told by the thread that waits for all
            self.wrong.append(repr(error))
            self.start.abort()

    def _time(self, line: Line) -> float:
        question = self.next_question()
        wire = question.wire()
        asked = time.perf_counter()
        status, body = line.ask(wire)
        if status != question.expects:
            self.wrong.append((question.path, status, body[:500]))
        return time.perf_counter() - asked
