"""A ledger read once: its lines kept beside the file, so that a later chunk goes on without reading what is behind."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import orjson

from cases.ledgers.files import Record, records_among, rows_of

SUFFIX = ".rows"


def rows_beside(path: Path) -> Path:
    """Where the lines of this ledger are kept."""
    return path.with_name(path.name + SUFFIX)


def keep_rows(path: Path) -> int:
    """Write every filled line of the ledger as one of JSON, the header first; says how many records there are."""
    kept = rows_beside(path)
    begun = kept.with_name(kept.name + ".begun")
    begun.touch(mode=0o600)
    count = -1
    with begun.open("wb") as file:
        for count, row in enumerate(rows_of(path)):  # noqa: B007 -- the last number is the answer
            file.write(orjson.dumps(row) + b"\n")
    begun.replace(kept)
    return max(0, count)


def kept_records(path: Path, *, skip: int) -> Iterator[Record]:
    """The records after the first `skip`, from the lines beside the ledger; those not there yet are made."""
    if not rows_beside(path).exists():
        keep_rows(path)
    with rows_beside(path).open("rb") as file:
        header = next(file, b"")
        lines = islice(file, skip, None)
        yield from records_among((orjson.loads(line) for line in (header, *lines) if line), skip=0)
