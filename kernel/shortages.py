"""What the machine has run out of: an answer that says so, and never one that blames the caller."""

import errno
from dataclasses import dataclass

from django.db import Error
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
LOCK_NOT_AVAILABLE = "55P03"


@dataclass(frozen=True)
class Shortage:
    """A code for programs and a sentence for people."""

    code: str
    detail: Promise


FULL = Shortage("disk_full", _("磁盘空间不足，暂时不能保存，请联系系统管理员"))
BUSY = Shortage("unavailable", _("系统繁忙，请稍后重试"))
# Of PostgreSQL's classes: the disk, and what an ill disk says.
OF_DATABASE = {"53100": FULL, "58030": FULL}


def code_of(error: BaseException) -> str:
    """PostgreSQL's code of what went wrong; empty where it said none."""
    return str(getattr(error.__cause__, "pgcode", "") or "")


def shortage_of(error: BaseException) -> Shortage | None:
    """What is short, where the disk is; None for anything else."""
    if isinstance(error, OSError):
        return FULL if error.errno in NO_ROOM else None
    return OF_DATABASE.get(code_of(error)) if isinstance(error, Error) else None
