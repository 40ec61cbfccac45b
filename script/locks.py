"""One keeper per home: who runs the servers of a data folder, and who waits."""

import fcntl
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from script.places import Refusal

# A second one of these would serve the same data twice; a management command just waits its turn.
EXCLUSIVE = {"server", "test"}


class HomeLock:
    """Held by one command at a time; children that inherit it keep it until the last of them has gone."""

    def __init__(self, home: Path, role: str) -> None:
        self.path = home / "lock"
        self.role = role
        self.handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def try_take(self) -> bool:
        """Take it if it is free."""
        try:
            fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        os.ftruncate(self.handle, 0)
        os.pwrite(self.handle, f"{os.getpid()} {self.role}".encode(), 0)
        return True

    def take(self, *, patience: float = 60, unless: Callable[[], bool] = lambda: False) -> bool:
        """Take it, waiting for a short command or for the leftovers of a killed one; no when `unless` came true.

        Refuses where a living server holds it.
        """
        deadline = time.monotonic() + patience
        while not self.try_take():
            if unless():
                return False
            pid, role = self.holder()
            if role == self.role and role in EXCLUSIVE and alive(pid):
                raise Refusal(f"{self.path.parent} 已有一个在运行（进程 {pid}）。Already running here (process {pid}).")
            if time.monotonic() > deadline:
                raise Refusal(f"{self.path.parent} 正被占用（进程 {pid} {role}）。In use by process {pid} ({role}).")
            time.sleep(0.1)
        return True

    def holder(self) -> tuple[int, str]:
        """The process that took it last, and what it was doing."""
        pid, _, role = os.pread(self.handle, 100, 0).decode(errors="replace").partition(" ")
        return (int(pid) if pid.isdigit() else 0, role)

    def __enter__(self) -> Self:
        """Nothing is taken yet."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Let go."""
        with suppress(OSError):
            os.close(self.handle)


def server_is_up(home: Path) -> bool:
    """Whether a living server holds this home."""
    path = home / "lock"
    if not path.exists():
        return False
    pid, _, role = path.read_text().partition(" ")
    return role == "server" and pid.isdigit() and alive(int(pid))


def alive(pid: int) -> bool:
    """Whether the process runs; one that ended but was not yet buried does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state not in "ZX"
