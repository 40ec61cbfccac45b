"""The reporter's seal: an identity opens only in its own row."""

import json
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.utils.translation import gettext_lazy as _

from kernel.errors import DomainError
from kernel.keys import KeyRing


class SealBroken(DomainError):
    """The sealed identity was moved, altered, or sealed with a key that is not on the ring."""

    code = "seal_broken"
    detail = _("举报人信息已损坏或密钥缺失，无法打开，请联系系统管理员")


def _place(clue_id: UUID) -> str:
    return f"cases_reporter|{clue_id}|identity"


def seal_identity(clue_id: UUID, name: str, phone: str, *, ring: KeyRing) -> bytes | None:
    """The sealed name and phone, or None when there is neither."""
    if not (name or phone):
        return None
    return ring.seal(json.dumps({"name": name, "phone": phone}, ensure_ascii=False), place=_place(clue_id))


def open_identity(clue_id: UUID, sealed: bytes, *, ring: KeyRing) -> dict[str, str]:
    """`{"name": …, "phone": …}` as they were told; SealBroken when the box is not the one that was shut here."""
    try:
        identity: dict[str, str] = json.loads(ring.open(sealed, place=_place(clue_id)))
    except (InvalidTag, KeyError):
        raise SealBroken from None
    return identity
