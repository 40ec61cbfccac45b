"""Where a unix socket may stand: its whole path must be short, and plain enough to be part of an address."""

import hashlib
import os
import re
import stat
import tempfile
from pathlib import Path

from script.children import Account
from script.places import Refusal

# sun_path holds 108 bytes on Linux; the socket's own name needs some of them.
LONGEST = 85
PLAIN = re.compile(r"[A-Za-z0-9._/-]+")


def socket_folder(home: Path, account: Account | None = None, *, short: bool = False) -> Path:
    """A private folder for sockets: inside `home` where its path fits, else a short one for this home alone.

    `short` asks for the latter: others than its account shall find the socket without passing through `home`.
    """
    wanted = home / "socket"
    if short or len(str(wanted)) > LONGEST or not PLAIN.fullmatch(str(wanted)):
        name = hashlib.sha256(f"{home} {os.geteuid()}".encode()).hexdigest()[:12]
        wanted = Path(tempfile.gettempdir()) / f"qingyuan-{name}"
        if len(str(wanted)) > LONGEST or not PLAIN.fullmatch(str(wanted)):
            wanted = Path("/tmp") / wanted.name  # noqa: S108 -- owned and closed below, or refused
    private_folder(wanted, account)
    return wanted


def private_folder(folder: Path, account: Account | None = None) -> None:
    """Make it, ours and closed to everybody else; refuse a link or a stranger's folder of that name."""
    owner = account.user if account else os.geteuid()
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {owner, os.geteuid()}:
        raise Refusal(f"{folder} 不属于我们，请删除它。It is not ours: remove it.")
    folder.chmod(0o700)
    if account:
        os.chown(folder, account.user, account.group)
