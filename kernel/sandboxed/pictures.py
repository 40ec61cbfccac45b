"""Pictures: their pixels encoded anew, the time and place of a photograph beside them."""

import io
import warnings
from datetime import datetime
from typing import IO, Any

from PIL import ExifTags, Image, ImageOps

from kernel.sandboxed.refusals import Refused

MOST_PIXELS = 40_000_000
# A telephone's JPEG with further pictures behind the first calls itself MPO; the first is what people see.
ENCODED_AS = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG"}
MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}


def clean_picture(file: IO[bytes], out: IO[bytes], options: dict[str, Any]) -> dict[str, Any]:
    """Write the pixels alone; gives the kind, and when and where it was taken, as the camera's clock says."""
    picture = opened(file.read())
    form = ENCODED_AS[str(picture.format)]
    exif = picture.getexif()
    facts = {"media_type": MEDIA_TYPES[form], "taken_at": _time_of(exif), "place": _place_of(exif)}
    out.write(encoded(ImageOps.exif_transpose(picture), form))
    return facts


def opened(content: bytes) -> Image.Image:
    """The picture, its header read and its size within bounds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        picture = Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "MPO"])
    if picture.width * picture.height > MOST_PIXELS:
        raise Refused("too_many_pixels")
    return picture


def stripped_picture(content: bytes, form: str) -> bytes:
    """A picture inside another file, its pixels alone, in the form that the other file says it has."""
    return encoded(ImageOps.exif_transpose(opened(content)), form)


def encoded(picture: Image.Image, form: str) -> bytes:
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


def _time_of(exif: Image.Exif) -> str | None:
    raw = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    try:
        return datetime.strptime(str(raw), "%Y:%m:%d %H:%M:%S").isoformat()  # noqa: DTZ007 -- a camera says no zone
    except ValueError:
        return None


def _place_of(exif: Image.Exif) -> tuple[float, float] | None:
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    try:
        lat = _degrees(gps[ExifTags.GPS.GPSLatitude], negative=str(gps[ExifTags.GPS.GPSLatitudeRef]) == "S")
        lon = _degrees(gps[ExifTags.GPS.GPSLongitude], negative=str(gps[ExifTags.GPS.GPSLongitudeRef]) == "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None  # noqa: PLR2004 -- the globe


def _degrees(parts: tuple[float, float, float], *, negative: bool) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = round(degrees + minutes / 60 + seconds / 3600, 6)
    return -value if negative else value
