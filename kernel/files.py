"""Files people send: checked by content, stripped of metadata, kept under random names."""

import hashlib
import io
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from kernel.errors import BadInput, FieldError
from kernel.ids import new_id
from kernel.sandbox import in_sandbox
from kernel.sandboxed.refusals import Refused

LARGEST = 20 * 1024 * 1024
SECRET_MARKS = ("秘密★", "机密★", "绝密★", "秘密\u2605", "机密", "绝密")
WHY = {
    "broken": _lazy("文件已损坏，无法读取"),
    "too_demanding": _lazy("文件过大或结构异常，未能在限定的内存和时间内读完"),
    "too_many_pixels": _lazy("图片像素过大"),
    "encrypted": _lazy("不接受加密的 PDF"),
    "coded_twice": _lazy("PDF 内有无法清理的图片，请另存后上传"),
    "classified": _lazy("文件带有密级标志，不得在非涉密系统存储"),
    "unknown_type": _lazy("只接受图片、PDF、Word（.docx）和 Excel（.xlsx）文件"),
    "too_large": _lazy("文件解压后过大"),
    "strange_part": _lazy("文件内的部件名称异常（%(part)s），请另存后上传"),
    "active_content": _lazy("文件含不接受的部件（%(part)s）：宏、控件、嵌入对象或其他格式的图片，请去除后上传"),
    "leads_elsewhere": _lazy("文件引用外部内容或不接受的部件（%(part)s），请去除后上传"),
    "has_entities": _lazy("文件内定义了实体，不予接受，请另存后上传"),
}


class FileRefused(BadInput):
    """The file is not one of the kinds we keep, is too large, broken or dangerous."""

    code = "file_refused"

    def __init__(self, code: str, detail: str, pointer: str = "/file") -> None:
        super().__init__(errors=[FieldError(pointer, code, detail)])


@dataclass(frozen=True)
class CleanFile:
    """A file without metadata; time and place of a photograph are kept beside it, and a count of what it lacks now."""

    content: bytes
    media_type: str
    taken_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The hash of the content as it is served."""
        return hashlib.sha256(self.content).hexdigest()


def cleaned(file: IO[bytes], size: int, *, zone: tzinfo) -> CleanFile:
    """The cleaned copy of a JPEG, PNG or PDF of at most 20 MB; FileRefused for everything else."""
    head = head_of(file, size)
    if head.startswith(b"%PDF-"):
        return made_in_sandbox("document", file, zone=zone)
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return made_in_sandbox("picture", file, zone=zone)
    raise FileRefused("unknown_type", _("只接受 JPEG、PNG 图片和 PDF 文件"))


def head_of(file: IO[bytes], size: int) -> bytes:
    """The first bytes of a file that is as small as it must be, whatever it says of its size."""
    file.seek(0, io.SEEK_END)
    if max(size, file.tell()) > LARGEST:
        raise FileRefused("too_large", _("文件不能超过20MB"))
    file.seek(0)
    return file.read(8)


def made_in_sandbox(task: str, file: IO[bytes], *, zone: tzinfo) -> CleanFile:
    """What the sandboxed task makes of the file; FileRefused in a sentence, with the name of the file if it has one."""
    try:
        facts, made = in_sandbox(task, file, {"marks": SECRET_MARKS})
    except Refused as refusal:
        raise FileRefused(refusal.code, _sentence(refusal, Path(str(getattr(file, "name", "") or "")).name)) from None
    with made:
        content = made.read()
    taken_at = datetime.fromisoformat(facts["taken_at"]).replace(tzinfo=zone) if facts.get("taken_at") else None
    lon, lat = facts.get("place") or (None, None)
    return CleanFile(content, facts["media_type"], taken_at, lon, lat, facts.get("left_out", {}))


def _sentence(refusal: Refused, name: str) -> str:
    """Why the file is refused, and which one."""
    why = str(WHY.get(refusal.code, WHY["broken"])) % refusal.words
    return _("%(name)s：%(why)s") % {"name": name, "why": why} if name else why


def keep_file(content: bytes, *, root: Path, folder: str) -> str:
    """Write the bytes durably under a random name; gives the path below `root`."""
    name = new_id().hex
    path = Path(folder) / name[-2:] / name
    full = root / path
    full.parent.mkdir(parents=True, exist_ok=True)
    give_to_owner_of(root, full.parent.parent, full.parent)
    with os.fdopen(os.open(full, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    give_to_owner_of(root, full)
    return str(path)


def give_to_owner_of(root: Path, *paths: Path) -> None:
    """What root makes, in a management command, belongs to the account that serves."""
    if os.geteuid() == 0:
        owner = root.stat()
        for path in paths:
            os.chown(path, owner.st_uid, owner.st_gid)
