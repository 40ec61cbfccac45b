"""Identifiers: UUIDv7, whose order is the order of recording."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from uuid_utils.compat import uuid7

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TIMED = 7  # the version of a UUID whose order is the order of making
NAMESPACE = UUID("6f3f7a52-0b58-5d3c-9d2e-3a1c4b7d9e10")


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return UUID(int=uuid7().int)


def name_id(kind: str, name: object) -> UUID:
    """The one UUID of a thing that is known by a name, such as a calendar year."""
    return uuid5(NAMESPACE, f"{kind}:{name}")


def first_id_of(instant: datetime) -> UUID:
    """The smallest UUIDv7 that could be made at `instant`; partition bounds are such ids."""
    return UUID(int=int(instant.astimezone(UTC).timestamp() * 1000) << 80)


def instant_of(made: UUID) -> datetime | None:
    """When a UUIDv7 was made, to the millisecond; None of an id that does not tell."""
    return EPOCH + timedelta(milliseconds=made.int >> 80) if made.version == TIMED else None
