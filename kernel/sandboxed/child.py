"""The sandboxed process: bounds itself, runs one task over the bytes on its standard input, and says what became of it.

Standard output carries what the task made, standard error one line of JSON: the facts, or the refusal. Nothing in this
package imports Django or another part of the program: the child starts in the time that its libraries take.
"""

import json
import os
import resource
import sys
from collections.abc import Callable
from importlib import import_module
from typing import IO, Any, NoReturn

from kernel.sandboxed.refusals import Refused

Task = Callable[[IO[bytes], IO[bytes], dict[str, Any]], dict[str, Any]]
TASKS = {
    "picture": ("pictures", "clean_picture"),
    "document": ("documents", "clean_document"),
    "package": ("packages", "clean_package"),
    "sheets": ("workbooks", "rows_of_sheets"),
    "table": ("tables", "rows_of_table"),
}
REFUSED = 3
LARGEST_OUTPUT = 512 << 20
MOST_FILES_OPEN = 64


def main(task: str, options: str, memory: str, seconds: str) -> NoReturn:
    """Run the task within the bounds; the exit code is 0, or REFUSED with the refusal said."""
    _bound(int(memory), int(seconds))
    verdict = _own_voice()
    try:
        said: dict[str, Any] = {"facts": _task(task)(sys.stdin.buffer, sys.stdout.buffer, json.loads(options))}
        sys.stdout.buffer.flush()
    except Refused as refusal:
        said = {"code": refusal.code, "words": refusal.words}
    except (MemoryError, RecursionError):
        said = {"code": "too_demanding", "words": {}}
    except Exception as error:  # noqa: BLE001 -- whatever a library raises over a broken file, the file is broken
        said = {"code": "broken", "words": {"why": type(error).__name__}}
    with open(verdict, "w", encoding="utf-8") as file:  # noqa: PTH123 -- a descriptor
        json.dump(said, file)
    sys.exit(0 if "facts" in said else REFUSED)


def _bound(memory: int, seconds: int) -> None:
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, LARGEST_OUTPUT),
        (resource.RLIMIT_NOFILE, MOST_FILES_OPEN),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _own_voice() -> int:
    """Standard error for the verdict alone: what libraries print there goes nowhere."""
    verdict = os.dup(2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    return verdict


def _task(name: str) -> Task:
    module, function = TASKS[name]
    task: Task = getattr(import_module(f"kernel.sandboxed.{module}"), function)
    return task
