"""Files people send: checked by content, stripped of metadata, kept under random names."""

import hashlib
import io
import os
import warnings
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, NameObject

from kernel.errors import BadInput, FieldError
from kernel.ids import new_id

LARGEST = 20 * 1024 * 1024
MOST_PIXELS = 40_000_000
PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png"}
SECRET_MARKS = ("秘密★", "机密★", "绝密★", "秘密\u2605", "机密", "绝密")
LIVE_KEYS = ("/OpenAction", "/AA", "/Names", "/AcroForm", "/Metadata")
LIVE_PAGE_KEYS = ("/AA", "/Metadata", "/PieceInfo")
LIVE_NOTES = ("/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D")
QUIET_ACTIONS = ("/URI", "/GoTo")
# What the reader of documents raises over broken ones, beside its own errors.
BROKEN_DOCUMENT = (
    PyPdfError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RuntimeError, OSError,
)  # fmt: skip


class FileRefused(BadInput):
    """The file is not one of the kinds we keep, is too large, broken or dangerous."""

    code = "file_refused"

    def __init__(self, code: str, detail: str, pointer: str = "/file") -> None:
        super().__init__(errors=[FieldError(pointer, code, detail)])


@dataclass(frozen=True)
class CleanFile:
    """A file without metadata; time and place of a photograph are kept beside it."""

    content: bytes
    media_type: str
    taken_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None

    @property
    def sha256(self) -> str:
        """The hash of the content as it is served."""
        return hashlib.sha256(self.content).hexdigest()


def cleaned(file: IO[bytes], size: int, *, zone: tzinfo) -> CleanFile:
    """The cleaned copy of a JPEG, PNG or PDF of at most 20 MB; FileRefused for everything else."""
    if size > LARGEST:
        raise FileRefused("too_large", _("文件不能超过20MB"))
    content = file.read(LARGEST + 1)
    if content.startswith(b"%PDF-"):
        return _clean_document(content)
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return _clean_picture(content, zone)
    raise FileRefused("unknown_type", _("只接受 JPEG、PNG 图片和 PDF 文件"))


def _clean_picture(content: bytes, zone: tzinfo) -> CleanFile:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=list(PICTURES))
        if picture.width * picture.height > MOST_PIXELS:
            raise FileRefused("too_many_pixels", _("图片像素过大"))
        exif = picture.getexif()
        taken_at, place = _time_of(exif, zone), _place_of(exif)
        upright = ImageOps.exif_transpose(picture)
        return CleanFile(_encoded(upright, str(picture.format)), PICTURES[str(picture.format)], taken_at, *place)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise FileRefused("broken", _("图片已损坏，无法读取")) from error


def stripped_picture(content: bytes, zone: tzinfo) -> bytes:
    """A picture inside another file, its pixels alone."""
    return _clean_picture(content, zone).content


def _encoded(picture: Image.Image, form: str) -> bytes:
    """The pixels alone, encoded anew."""
    out = io.BytesIO()
    mode = "RGB" if form == "JPEG" else _mode_of(picture)
    bare = Image.new(mode, picture.size)
    bare.paste(picture.convert(mode))
    bare.save(out, form, quality=88)
    return out.getvalue()


def _mode_of(picture: Image.Image) -> str:
    """A mode that keeps every colour by itself: a palette would be lost with the file that held it."""
    if picture.mode in {"RGB", "RGBA", "L"}:
        return picture.mode
    return "RGBA" if picture.has_transparency_data else "RGB"


def _time_of(exif: Image.Exif, zone: tzinfo) -> datetime | None:
    raw = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    try:
        return datetime.strptime(str(raw), "%Y:%m:%d %H:%M:%S").replace(tzinfo=zone)
    except ValueError:
        return None


def _place_of(exif: Image.Exif) -> tuple[float | None, float | None]:
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    try:
        lat = _degrees(gps[ExifTags.GPS.GPSLatitude], str(gps[ExifTags.GPS.GPSLatitudeRef]) == "S")
        lon = _degrees(gps[ExifTags.GPS.GPSLongitude], str(gps[ExifTags.GPS.GPSLongitudeRef]) == "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None, None
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else (None, None)  # noqa: PLR2004 -- the globe


def _degrees(parts: tuple[float, float, float], negative: bool) -> float:  # noqa: FBT001 -- south or west
    degrees, minutes, seconds = (float(part) for part in parts)
    value = round(degrees + minutes / 60 + seconds / 3600, 6)
    return -value if negative else value


def _clean_document(content: bytes) -> CleanFile:
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise FileRefused("encrypted", _("不接受加密的 PDF"))
        if any(mark in _first_page(reader) for mark in SECRET_MARKS):
            raise FileRefused("classified", _("文件带有密级标志，不得在非涉密系统存储"))
        return CleanFile(_rewritten(reader), "application/pdf")
    except BROKEN_DOCUMENT as error:
        raise FileRefused("broken", _("PDF 已损坏，无法读取")) from error


def _rewritten(reader: PdfReader) -> bytes:
    """The pages alone, written anew."""
    writer = PdfWriter()
    for page in reader.pages:
        _quieten(writer.add_page(page))
    writer.metadata = None
    for key in LIVE_KEYS:
        writer.root_object.pop(NameObject(key), None)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _quieten(page: PageObject) -> None:
    """Nothing on the page runs, plays or carries a file; links and stamps stay."""
    for key in LIVE_PAGE_KEYS:
        page.pop(NameObject(key), None)
    notes = [note.get_object() for note in page.get("/Annots", ArrayObject()).get_object()]
    kept = [note for note in notes if note.get("/Subtype") not in LIVE_NOTES]
    for note in kept:
        note.pop(NameObject("/AA"), None)
        if "/A" in note and note["/A"].get_object().get("/S") not in QUIET_ACTIONS:
            note.pop(NameObject("/A"))
    if notes:
        page[NameObject("/Annots")] = ArrayObject(kept)


def _first_page(reader: PdfReader) -> str:
    return reader.pages[0].extract_text()[:400].replace(" ", "") if reader.pages else ""


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
