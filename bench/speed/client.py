"""A small HTTP client that asks as fast as it is answered: one kept connection for each of its threads."""

import json
import socket
import threading
import time
from collections.abc import Callable
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

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

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


class Burst:
    """So many threads that ask from one signal on for so long; a wrong answer ends them all."""

    def __init__(self, port: int, next_question: Callable[[], Question], *, clients: int, seconds: float) -> None:
        self.port, self.next_question, self.seconds = port, next_question, seconds
        self.start = threading.Barrier(clients + 1)
        self.answers: list[list[float]] = [[] for _ in range(clients)]
        self.wrong: list[object] = []

    def run(self) -> Measured:
        """Signal, wait for all, and tell."""
        threads = [threading.Thread(target=self._ask, args=(latencies,)) for latencies in self.answers]
        for thread in threads:
            thread.start()
        try:
            self.start.wait()
        except threading.BrokenBarrierError:
            raise AssertionError(self.wrong) from None
        began = time.perf_counter()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - began
        assert not self.wrong, self.wrong[0]
        return Measured(took, [latency for latencies in self.answers for latency in latencies])

    def _ask(self, latencies: list[float]) -> None:
        try:
            line = Line(self.port)
            line.ask(self.next_question().wire())
            self.start.wait()
            end = time.perf_counter() + self.seconds
            while time.perf_counter() < end and not self.wrong:
                latencies.append(self._timed(line))
        except Exception as error:  # noqa: BLE001 -- told by the thread that waits for all
            self.wrong.append(repr(error))
            self.start.abort()

    def _timed(self, line: Line) -> float:
        question = self.next_question()
        asked = time.perf_counter()
        status, body = line.ask(question.wire())
        if status != question.expects:
            self.wrong.append((question.path, status, body[:500]))
        return time.perf_counter() - asked


def burst(port: int, next_question: Callable[[], Question], *, clients: int, seconds: float) -> Measured:
    """Ask from so many threads for so long; a wrong answer ends the run."""
    return Burst(port, next_question, clients=clients, seconds=seconds).run()
