"""One-time codes: RFC 6238, six digits, thirty seconds, one step either side."""

import hmac
import secrets
from base64 import b32encode
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

DIGITS, PERIOD, SECRET_BYTES = 6, 30, 20
# Authenticator apps know no other hash; RFC 6238 needs no collision resistance.
HASH = SHA1()  # noqa: S303 -- see above


def new_secret() -> bytes:
    """A fresh secret."""
    return secrets.token_bytes(SECRET_BYTES)


def code_at(secret: bytes, step: int) -> str:
    """The code of a step."""
    return TOTP(secret, DIGITS, HASH, PERIOD).generate(step * PERIOD).decode()


def step_of(secret: bytes, code: str, *, at: datetime) -> int | None:
    """The step whose code this is, now or just before or after; None when it is none."""
    now = int(at.timestamp()) // PERIOD
    digits = "".join(code.split())
    if len(digits) != DIGITS or not digits.isascii() or not digits.isdigit():
        return None
    return next((step for step in (now, now - 1, now + 1) if hmac.compare_digest(code_at(secret, step), digits)), None)


def address_of(secret: bytes, username: str) -> str:
    """What a QR code tells the authenticator app."""
    return f"otpauth://totp/Qingyuan:{username}?secret={spelled(secret)}&issuer=Qingyuan"


def spelled(secret: bytes) -> str:
    """The secret as people type it."""
    return b32encode(secret).decode().rstrip("=")
