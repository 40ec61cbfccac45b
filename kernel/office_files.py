"""Word and Excel files people send: known by their parts, rewritten without who made them, refused when they act."""

import io
import re
import zipfile
from datetime import tzinfo
from typing import IO

from django.utils.translation import gettext as _

from kernel.files import LARGEST, SECRET_MARKS, CleanFile, FileRefused, cleaned, stripped_picture

MEDIA_TYPES = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PAPERS = tuple(MEDIA_TYPES.values())
MOST_PARTS, LARGEST_UNPACKED = 5_000, 200 << 20
# Parts that run or carry other files; what stands in them is never looked into.
LIVE_PARTS = re.compile(
    r"(^|/)(vbaProject|vbaData|activeX|embeddings|oleObject|attachedTemplate|externalLinks)", re.IGNORECASE
)
# A relation that fetches something from elsewhere when the file is opened; a link that somebody follows is none.
FETCHES = re.compile(rb"<Relationship\b(?=[^>]*TargetMode=\"External\")(?![^>]*/hyperlink\")[^>]*>", re.IGNORECASE)
WORDS = re.compile(rb"<(?:w:t|t)(?: [^>]*)?>([^<]*)<")
PICTURE = re.compile(r"\.(jpe?g|png)$", re.IGNORECASE)
FIRST_WORDS = 400
NOBODY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp="http://schemas.openxmlformats'
    b'.org/package/2006/metadata/core-properties"/>'
)
NOTHING = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/'
    b'officeDocument/2006/%s-properties"/>'
)
EMPTIED = {
    "docProps/core.xml": NOBODY,
    "docProps/app.xml": NOTHING % b"extended",
    "docProps/custom.xml": NOTHING % b"custom",
}
BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, NotImplementedError, EOFError, ValueError, OSError)


def cleaned_paper(file: IO[bytes], size: int, *, zone: tzinfo) -> CleanFile:
    """The cleaned copy of a picture, a PDF, a .docx or an .xlsx of at most 20 MB; FileRefused for everything else."""
    head = file.read(4)
    file.seek(0)
    if head != b"PK\x03\x04":
        return cleaned(file, size, zone=zone)
    content = file.read(LARGEST + 1)
    if max(size, len(content)) > LARGEST:
        raise FileRefused("too_large", _("文件不能超过20MB"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return _clean_package(parts, zone)
    except BROKEN as error:
        raise FileRefused("broken", _("文件已损坏，无法读取")) from error


def _clean_package(parts: zipfile.ZipFile, zone: tzinfo) -> CleanFile:
    entries = [entry for entry in parts.infolist() if not entry.is_dir()]
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise FileRefused("too_large", _("文件解压后过大"))
    names = {entry.filename for entry in entries}
    media_type = next((kind for part, kind in MEDIA_TYPES.items() if part in names), None)
    if media_type is None or "[Content_Types].xml" not in names:
        raise FileRefused("unknown_type", _("只接受图片、PDF、Word（.docx）和 Excel（.xlsx）文件"))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for entry in entries:
            kept.writestr(zipfile.ZipInfo(entry.filename), _clean_part(parts, entry, zone), zipfile.ZIP_DEFLATED)
    return CleanFile(out.getvalue(), media_type)


def _clean_part(parts: zipfile.ZipFile, entry: zipfile.ZipInfo, zone: tzinfo) -> bytes:
    """One part without its author, its camera and its place; FileRefused where it acts or is classified."""
    name = entry.filename
    if LIVE_PARTS.search(name):
        raise FileRefused("active_content", _("文件含宏或嵌入对象，请另存为普通文档后上传"))
    if name in EMPTIED:
        return EMPTIED[name]
    with parts.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if name.endswith(".rels") and FETCHES.search(content):
        raise FileRefused("active_content", _("文件引用外部内容，请去除后上传"))
    if name in {"word/document.xml", "xl/sharedStrings.xml"}:
        _refuse_classified(content)
    return stripped_picture(content, zone) if PICTURE.search(name) else content


def _refuse_classified(content: bytes) -> None:
    words = b"".join(WORDS.findall(content[: 1 << 20])).decode(errors="replace")[:FIRST_WORDS].replace(" ", "")
    if any(mark in words for mark in SECRET_MARKS):
        raise FileRefused("classified", _("文件带有密级标志，不得在非涉密系统存储"))
