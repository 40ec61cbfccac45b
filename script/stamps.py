"""Do a slow thing once, and again only when what it is made from has changed."""

import fcntl
import hashlib
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from script.places import Refusal


def say(text: str) -> None:
    """One line for the person at the terminal, at once."""
    print(text, flush=True)


def digest(*inputs: Path | str) -> str:
    """One name for the state of these files, folders and words."""
    total = hashlib.sha256()
    for item in inputs:
        for part in _parts(item):
            total.update(hashlib.sha256(part).digest())
    return total.hexdigest()


def _parts(item: Path | str) -> Iterable[bytes]:
    if isinstance(item, str):
        yield item.encode()
        return
    for file in sorted(item.rglob("*")) if item.is_dir() else [item]:
        if file.is_file():
            yield str(file.relative_to(item.parent)).encode()
            yield file.read_bytes()


def once(stamp: Path, state: str, name: str, work: Callable[[], None]) -> None:
    """Do `work` unless `stamp` says that it was done for this `state`."""
    if stamp.exists() and stamp.read_text() == state:
        return
    started = time.monotonic()
    say(f"  {name} …")
    stamp.unlink(missing_ok=True)
    work()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(state)
    say(f"  {name} {time.monotonic() - started:.1f} s")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One builder at a time in this checkout."""
    try:
        folder.mkdir(exist_ok=True)
        handle = (folder / "lock").open("w")
    except PermissionError:
        raise Refusal(f"{folder.parent} 不可写：请用拥有它的账号运行。Run as the owner of this folder.") from None
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def interpreter(root: Path) -> str:
    """What a private environment depends on besides its packages: this Python, at this path."""
    return f"{sys.version} {sys.base_prefix} {root}"
