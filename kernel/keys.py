"""One key ring: keys with ids, made at the first start, that seal what few may read."""

import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from django.conf import settings


@dataclass(frozen=True)
class KeyRing:
    """Keys by id; the current one seals, all of them open."""

    current: str
    keys: dict[str, bytes]

    def seal(self, text: str, *, place: str) -> bytes:
        """Encrypt `text` so that it opens only at `place` (table, row and column); AES-256-GCM, key id in front."""
        nonce = secrets.token_bytes(12)
        box = AESGCM(self.keys[self.current]).encrypt(nonce, text.encode(), place.encode())
        return self.current.encode() + b"|" + nonce + box

    def open(self, sealed: bytes, *, place: str) -> str:
        """The text sealed at `place`; raises InvalidTag when moved or altered, KeyError when its key is missing."""
        key_id, _, rest = bytes(sealed).partition(b"|")
        return AESGCM(self.keys[key_id.decode()]).decrypt(rest[:12], rest[12:], place.encode()).decode()

    def fingerprints(self) -> dict[str, str]:
        """What the database knows of each key: enough to tell it from another, and nothing of the key."""
        return {name: hmac.digest(key, b"fingerprint", "sha256").hex() for name, key in self.keys.items()}

    def disguise(self, number: int, *, place: str) -> str:
        """A number as a URL-safe word that tells nothing of it, the same word each time; AES-SIV."""
        box = _siv(self.keys[self.current]).encrypt(number.to_bytes(8, "big"), [place.encode()])
        return urlsafe_b64encode(box).decode().rstrip("=")

    def undisguise(self, word: str, *, place: str) -> int:
        """The number behind a word that a key of this ring made at `place`; ValueError for any other word."""
        box = urlsafe_b64decode(word.encode("ascii") + b"=" * (-len(word) % 4))
        for key in self.keys.values():
            try:
                return int.from_bytes(_siv(key).decrypt(box, [place.encode()]), "big")
            except InvalidTag:
                continue
        raise ValueError("no key of this ring made that word")


def _siv(key: bytes) -> AESSIV:
    return AESSIV(hmac.digest(key, b"disguise", "sha256"))


def key_ring() -> KeyRing:
    """The ring of this deployment."""
    return read_ring(settings.KEY_RING)


def read_ring(path: Path) -> KeyRing:
    """The ring in a file, as it is now; FileNotFoundError when it was never made."""
    now = path.stat()
    return _read(path, (now.st_mtime_ns, now.st_ino))


@cache
def _read(path: Path, _version: tuple[int, int]) -> KeyRing:
    return parse_ring(path.read_text())


def parse_ring(text: str) -> KeyRing:
    """The ring that a file's text describes; ValueError where it describes none."""
    try:
        ring = json.loads(text)
        return KeyRing(str(ring["current"]), {str(name): b64decode(key) for name, key in ring["keys"].items()})
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a key ring: {type(error).__name__}") from None


def make_ring(path: Path) -> bool:
    """Write a new ring that only its owner may read, unless there is one; says whether it made one."""
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(path, KeyRing("k1", {"k1": secrets.token_bytes(32)}))
    return True


def add_key(path: Path) -> KeyRing:
    """Put a fresh key on the ring in a file and make it the current one; older keys stay, to open what they sealed."""
    ring = read_ring(path)
    name = f"k{1 + max(int(known[1:]) for known in ring.keys if known[1:].isdigit())}"
    fresh = KeyRing(name, {**ring.keys, name: secrets.token_bytes(32)})
    _write(path, fresh)
    return fresh


def _write(path: Path, ring: KeyRing) -> None:
    """The whole ring, or what was there before."""
    text = json.dumps({"current": ring.current, "keys": {n: b64encode(key).decode() for n, key in ring.keys.items()}})
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    owner = path.parent.stat()
    if os.geteuid() == 0:
        os.chown(fresh, owner.st_uid, owner.st_gid)
    fresh.replace(path)
