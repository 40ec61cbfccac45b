"""The reporter's seal: an identity opens only in its own row."""

import json
from uuid import UUID

from kernel.keys import KeyRing


def _place(clue_id: UUID) -> str:
    return f"cases_reporter|{clue_id}|identity"


def seal_identity(clue_id: UUID, name: str, phone: str, *, ring: KeyRing) -> bytes | None:
    """The sealed name and phone, or None when there is neither."""
    if not (name or phone):
        return None
    return ring.seal(json.dumps({"name": name, "phone": phone}, ensure_ascii=False), place=_place(clue_id))


def open_identity(clue_id: UUID, sealed: bytes, *, ring: KeyRing) -> dict[str, str]:
    """`{"name": …, "phone": …}` as they were told."""
    identity: dict[str, str] = json.loads(ring.open(sealed, place=_place(clue_id)))
    return identity
