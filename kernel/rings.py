"""A database and its key ring know each other: a missing or strange ring is refused, and never replaced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from django.db import connection, transaction

from kernel.keys import KeyRing, add_key, make_ring, read_ring
from kernel.models import KnownKey

SAMPLE = 20
AT_ONCE = 500


class RingRefused(Exception):
    """The ring in the file is not this database's, or there is none where this database has one."""


@dataclass(frozen=True)
class Sealed:
    """A column whose values open only at their place: table, primary key and column."""

    table: str
    key: str
    column: str

    def place(self, pk: object) -> str:
        """Where a value of this row opens."""
        return f"{self.table}|{pk}|{self.column}"


def ring_fault(path: Path, sealed: Sequence[Sealed]) -> str:
    """Why the ring in the file cannot serve this database; empty when it can, or when both are new."""
    known = dict(KnownKey.objects.values_list("name", "fingerprint"))
    if not path.exists():
        if known or any(_sealed_rows(column, 1) for column in sealed):
            return f"there is no key ring at {path}, but this database has one: put it back from a backup's .keys"
        return ""
    try:
        ring = read_ring(path)
    except (OSError, ValueError) as error:
        return f"the key ring at {path} cannot be read: {type(error).__name__}"
    return stranger(ring.fingerprints(), known) or ("" if known else _shut(ring, sealed))


def stranger(ring: dict[str, str], known: dict[str, str]) -> str:
    """Which keys of a database are missing on a ring, or other ones under their names; empty when it has them all."""
    other = sorted(name for name, fingerprint in known.items() if ring.get(name) != fingerprint)
    return f"the key ring is not this database's: {', '.join(other)} missing or different" if other else ""


def _shut(ring: KeyRing, sealed: Sequence[Sealed]) -> str:
    """A database that knows no ring yet tells by what it has sealed."""
    for column in sealed:
        for pk, value in _sealed_rows(column, SAMPLE):
            try:
                ring.open(bytes(value), place=column.place(pk))
            except (InvalidTag, KeyError):
                return f"the key ring is not this database's: it does not open {column.table}"
    return ""


def _sealed_rows(column: Sealed, most: int) -> list[tuple[object, bytes]]:
    statement = f"SELECT {column.key}, {column.column} FROM {column.table} WHERE {column.column} IS NOT NULL LIMIT %s"  # noqa: S608 -- our own words
    with connection.cursor() as cursor:
        cursor.execute(statement, [most])
        rows: list[tuple[object, bytes]] = cursor.fetchall()
        return rows


def claim_ring(path: Path, sealed: Sequence[Sealed], *, at: datetime) -> bool:
    """Let database and ring know each other; makes a ring where both are new, and says whether it did.

    RingRefused where the ring is missing or another's.
    """
    fault = ring_fault(path, sealed)
    if fault:
        raise RingRefused(fault)
    made = make_ring(path)
    _introduce(read_ring(path), at=at)
    fault = ring_fault(path, sealed)
    if fault:
        # Another host was quicker to introduce its own: ours has sealed nothing yet.
        if made:
            path.unlink()
        raise RingRefused(fault)
    return made


def _introduce(ring: KeyRing, *, at: datetime) -> None:
    keys = [KnownKey(name=name, fingerprint=told, known_since=at) for name, told in ring.fingerprints().items()]
    KnownKey.objects.bulk_create(keys, ignore_conflicts=True)


def rotate(path: Path, sealed: Sequence[Sealed], *, at: datetime) -> int:
    """Put a fresh key on the ring and seal everything anew with it; says how many rows were.

    What was cut off is finished by `seal_anew`. RingRefused where the ring is missing or another's.
    """
    fault = ring_fault(path, sealed)
    if fault:
        raise RingRefused(fault)
    # The file first: a key that the database knows and nobody has would be lost for good.
    _introduce(add_key(path), at=at)
    return seal_anew(path, sealed)


def seal_anew(path: Path, sealed: Sequence[Sealed]) -> int:
    """Seal with the current key whatever an older one sealed; says how many rows."""
    ring = read_ring(path)
    return sum(_seal_column(ring, column) for column in sealed)


def _seal_column(ring: KeyRing, column: Sealed) -> int:
    done = 0
    while count := _seal_some(ring, column):
        done += count
    return done


def _seal_some(ring: KeyRing, column: Sealed) -> int:
    select = (
        f"SELECT {column.key}, {column.column} FROM {column.table} WHERE {column.column} IS NOT NULL"  # noqa: S608 -- our own words
        f" AND position(%s IN {column.column}) <> 1 ORDER BY {column.key} LIMIT %s FOR UPDATE"
    )
    update = f"UPDATE {column.table} SET {column.column} = %s WHERE {column.key} = %s"  # noqa: S608 -- our own words
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(select, [f"{ring.current}|".encode(), AT_ONCE])
        rows = cursor.fetchall()
        for pk, value in rows:
            place = column.place(pk)
            cursor.execute(update, [ring.seal(_opened(ring, value, place), place=place), pk])
    return len(rows)


def _opened(ring: KeyRing, value: bytes, place: str) -> str:
    try:
        return ring.open(bytes(value), place=place)
    except (InvalidTag, KeyError):
        raise RingRefused(f"no key of this ring opens {place}: nothing after it was sealed anew") from None
