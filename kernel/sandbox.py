"""Files from strangers are opened by a process of its own: short of memory and time, with nothing but the bytes.

The process has an empty environment, no connection and no open file but its input and output; what it prints is read
as JSON and bytes, never as objects. Its death is a refusal like any other.
"""

import json
import logging
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from kernel.sandboxed.child import REFUSED
from kernel.sandboxed.refusals import Refused

log = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[1]
BEGIN = "import sys; sys.path.append(sys.argv.pop(1)); from kernel.sandboxed.child import main; main(*sys.argv[1:])"
LONGEST_VERDICT = 1 << 16


@dataclass(frozen=True)
class Limits:
    """How much a file may cost: bytes of address space, seconds of the processor, seconds on the wall."""

    memory: int = 1 << 30
    processor: int = 15
    wall: float = 20


USUAL = Limits()


def in_sandbox(
    task: str, file: IO[bytes], options: Mapping[str, object] | None = None, *, limits: Limits = USUAL
) -> tuple[dict[str, Any], IO[bytes]]:
    """What the task found out about the file, and what it made of it; Refused with `too_demanding` when it dies."""
    made: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 -- the caller reads it
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        file.seek(0)
        shutil.copyfileobj(file, given)
        given.seek(0)
        command = [sys.executable, "-I", "-B", "-W", "ignore", "-c", BEGIN, str(ROOT), task]
        command += [json.dumps(options or {}), str(limits.memory), str(limits.processor)]
        ended = _ended(command, limits.wall, stdin=given, stdout=made, stderr=said)
        said.seek(0)
        verdict = _verdict(task, ended, said.read(LONGEST_VERDICT))
    if "code" in verdict:
        made.close()
        raise Refused(verdict["code"], **verdict["words"])
    made.seek(0)
    return verdict["facts"], made


def _ended(command: list[str], wall: float, *, stdin: IO[bytes], stdout: IO[bytes], stderr: IO[bytes]) -> int | None:
    """The exit code of the process; None when it had to be ended."""
    child = subprocess.Popen(  # noqa: S603 -- our own
        command, env={}, cwd="/", start_new_session=True, stdin=stdin, stdout=stdout, stderr=stderr
    )
    try:
        return child.wait(wall)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()


def _verdict(task: str, ended: int | None, said: bytes) -> dict[str, Any]:
    if ended not in {0, REFUSED}:
        log.warning("a sandboxed %s ended with %s", task, "a time-out" if ended is None else ended)
        return {"code": "too_demanding", "words": {}}
    try:
        verdict: dict[str, Any] = json.loads(said)
    except ValueError:
        # Where a parent lets children end unseen, a death looks like any other end; it has said nothing.
        return {"code": "too_demanding", "words": {}}
    return verdict
