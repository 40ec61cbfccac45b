"""Start a process that dies with us, keep its last words, and end it politely."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

LOG_BYTES = 10 * 1024 * 1024
LOGS_KEPT = 3
PR_SET_PDEATHSIG = 1
# Loaded before any fork: a forked child may only call, not load.
LIBC = ctypes.CDLL(None)


@dataclass(frozen=True)
class Account:
    """The ordinary account a process runs under when we are root."""

    user: int
    group: int


@dataclass(frozen=True)
class Program:
    """How to start one process, and how to ask it to end."""

    name: str
    command: Sequence[str]
    folder: Path
    log: Path
    environment: Mapping[str, str] = field(repr=False)
    ends_on: signal.Signals = signal.SIGTERM
    patience: float = 20
    account: Account | None = None


class Child:
    """One running process of a program, in a session of its own, with everything it forks."""

    def __init__(self, program: Program, *, holds: Sequence[int] = ()) -> None:
        self.program = program
        self.started_at = time.monotonic()
        account = program.account
        with program.log.open("ab") as log:
            self.process = subprocess.Popen(
                program.command,
                cwd=program.folder,
                env=dict(program.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=0o077,
                pass_fds=tuple(holds),
                user=account.user if account else None,
                group=account.group if account else None,
                extra_groups=[] if account else None,
                preexec_fn=_dies_with_us(program.ends_on),  # noqa: PLW1509 -- this process has no threads
            )

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    def end(self) -> None:
        """Ask politely, wait, then insist; whatever it forked is gone too."""
        if self.alive:
            self.process.send_signal(self.program.ends_on)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(self.program.patience)
        self.sweep()

    def sweep(self) -> None:
        """Leave nothing of this process's session behind."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _dies_with_us(ends_on: signal.Signals) -> Callable[[], None]:
    us = os.getpid()

    def arrange() -> None:
        if sys.platform == "linux":
            LIBC.prctl(PR_SET_PDEATHSIG, int(ends_on))
        if os.getppid() != us:
            os._exit(1)

    return arrange


def tail(log: Path, lines: int = 15) -> str:
    """The last words of a process."""
    if not log.exists():
        return ""
    with log.open("rb") as words:
        words.seek(max(0, log.stat().st_size - 8192))
        return "\n".join(words.read().decode(errors="replace").splitlines()[-lines:])


def rotate(log: Path, *, most: int = LOG_BYTES) -> None:
    """Set a grown log aside; its process keeps writing to the same, now empty, file."""
    if not log.exists() or log.stat().st_size <= most:
        return
    for number in range(LOGS_KEPT - 1, 0, -1):
        older = log.with_suffix(f".log.{number}")
        if older.exists():
            older.replace(log.with_suffix(f".log.{number + 1}"))
    shutil.copy2(log, log.with_suffix(".log.1"))
    os.truncate(log, 0)
