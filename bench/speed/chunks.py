"""Print how long it takes to read a whole ledger a chunk at a time, from the file and from the lines kept beside it.

script/manage shell -c "from bench.speed.chunks import compare; compare('LEDGER.xlsx')"
"""

import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path
from time import perf_counter

from bench.speed.stage import say
from cases.actions.ledgers import CHUNK
from cases.ledgers.files import Record, records_of
from cases.ledgers.kept_rows import kept_records


def seconds_to_read(path: Path, reading: Callable[..., Iterator[Record]]) -> tuple[float, int]:
    """How long all chunks took, each asked for anew as the worker does, and how many records there were."""
    began, total = perf_counter(), 0
    for number in count():
        found = len(deque(islice(reading(path, skip=number * CHUNK), CHUNK)))
        total += found
        if found < CHUNK:
            return perf_counter() - began, total
    raise AssertionError


def compare(ledger: str) -> None:
    """Read a copy both ways."""
    with tempfile.TemporaryDirectory(prefix="qingyuan-chunks-") as folder:
        path = Path(shutil.copy(ledger, folder))
        for name, reading in (("from the file", records_of), ("from the kept lines", kept_records)):
            seconds, total = seconds_to_read(path, reading)
            say(reading=name, records=total, seconds=round(seconds, 1))
