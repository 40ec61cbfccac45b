"""Anchors: how far each log has come, signed with a key of the ring and written to where the database's owner is not.

An anchor is a small JSON file. Whoever cuts the log's tail, chains it anew or puts an old backup in its place can
mend everything inside the database, but no anchor that was carried away.
"""

import hmac
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kernel.files import give_to_owner_of
from kernel.keys import KeyRing
from kernel.seals import Head, Log, hash_at, head_of

SUFFIX = ".anchor.json"


class NoAnchors(Exception):
    """There is nothing to hold the logs against, or it cannot be read."""


@dataclass(frozen=True)
class Anchor:
    """Where the logs stood at an instant, and who says so; `heads` by the log's name."""

    name: str
    at: datetime
    heads: Mapping[str, Head]
    key: str
    signature: bytes

    def is_signed_by(self, ring: KeyRing) -> bool:
        """Whether a key of this ring made it, unaltered."""
        if self.key not in ring.keys:
            return False
        try:
            _signer(ring, self.key).public_key().verify(self.signature, _message(self.at, self.heads, self.key))
        except InvalidSignature:
            return False
        return True


def write_anchor(logs: Sequence[Log], folder: Path, *, ring: KeyRing, at: datetime) -> Path:
    """Sign the present heads of the logs into a new file of `folder`; it never replaces one."""
    heads = {log.name: head_of(log) for log in logs}
    signer = _signer(ring, ring.current)
    said = {
        "at": at.isoformat(),
        "heads": {name: {"position": head.position, "hash": head.hash.hex()} for name, head in heads.items()},
        "key": ring.current,
        "public_key": signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex(),
        "signature": signer.sign(_message(at, heads, ring.current)).hex(),
    }
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{at:%Y%m%dT%H%M%S.%fZ}{SUFFIX}"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(said, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    give_to_owner_of(folder, path)
    return path


def read_anchors(place: Path) -> list[Anchor]:
    """The anchors of a folder, or the one in a file, the oldest first; NoAnchors where there is none to read."""
    paths = [place] if place.is_file() else sorted(place.glob(f"*{SUFFIX}"))
    anchors = [_read(path) for path in paths]
    if not anchors:
        raise NoAnchors(f"no anchor in {place}")
    return sorted(anchors, key=lambda anchor: anchor.at)


def written_since(folder: Path, instant: datetime) -> bool:
    """Say whether an anchor was written there since; asked of the folder, which changes with each."""
    return folder.is_dir() and folder.stat().st_mtime >= instant.timestamp()


def newest_anchor(folder: Path) -> Anchor | None:
    """The last one written there, if it can be read."""
    paths = sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []
    try:
        return _read(paths[-1]) if paths else None
    except NoAnchors:
        return None


def lost_anchors(anchors: Sequence[Anchor], logs: Mapping[Log, str], *, ring: KeyRing) -> Iterator[str]:
    """What the anchors know and the logs no longer say, a sentence each; `logs` with the databases they are read in."""
    for anchor in anchors:
        if not anchor.is_signed_by(ring):
            yield f"anchor {anchor.name} was altered, or signed with a key that is not on this ring"
            continue
        for log, using in logs.items():
            head = anchor.heads.get(log.name)
            if head and head.position:
                yield from _lost(anchor, head, log, using)


def _lost(anchor: Anchor, head: Head, log: Log, using: str) -> Iterator[str]:
    found = hash_at(head.position, log, using=using)
    said = f"anchor {anchor.name} knows {log.name} up to position {head.position}"
    if found is None:
        ends = head_of(log, using=using).position
        yield f"{said}, and the log ends at {ends}: its tail is gone, or an older backup was restored"
    elif found != head.hash:
        yield f"{said} under another hash: the log was chained anew, or goes on from an older backup"


def _read(path: Path) -> Anchor:
    try:
        said = json.loads(path.read_text())
        heads = {name: Head(int(one["position"]), bytes.fromhex(one["hash"])) for name, one in said["heads"].items()}
        at, signature = datetime.fromisoformat(said["at"]), bytes.fromhex(said["signature"])
        return Anchor(path.name, at, heads, str(said["key"]), signature)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoAnchors(f"{path} is not a readable anchor: {type(error).__name__}") from None


def _signer(ring: KeyRing, name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hmac.digest(ring.keys[name], b"anchor", "sha256"))


def _message(at: datetime, heads: Mapping[str, Head], key: str) -> bytes:
    lines = [f"{name} {head.position} {head.hash.hex()}" for name, head in sorted(heads.items())]
    return "\n".join(["qingyuan anchor", at.isoformat(), key, *lines]).encode()
