"""Whether something can be written: to the database's disk and to the files' own."""

import os
import threading
import time
from pathlib import Path

from django.db import DatabaseError, connection, transaction

from kernel.ids import new_id

AGAIN_AFTER = 5.0
PROBE = 256 * 1024
_last: dict[str, tuple[float, str]] = {}
_lock = threading.Lock()


def write_fault(root: Path) -> str:
    """What cannot be written to, `database` or `files`; empty when both can. Tried every five seconds at most."""
    with _lock:
        tried, fault = _last.get(str(root), (0.0, ""))
        if time.monotonic() - tried > AGAIN_AFTER or fault:
            fault = _fault(root)
            _last[str(root)] = (time.monotonic(), fault)
        return fault


def forget() -> None:
    """Try again at the next question, however lately it was asked."""
    with _lock:
        _last.clear()


def _fault(root: Path) -> str:
    try:
        _write_rows()
    except DatabaseError:
        return "database"
    try:
        _write_file(root)
    except OSError:
        return "files"
    return ""


def _write_rows() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT kernel_probe_disk()")
        # The rows are never kept: a probe leaves nothing.
        transaction.set_rollback(True)


def _write_file(root: Path) -> None:
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = root / f".probe-{new_id().hex}"
    try:
        with path.open("wb") as file:
            file.write(os.urandom(PROBE))
            file.flush()
            os.fsync(file.fileno())
    finally:
        path.unlink(missing_ok=True)
