"""Files as people and attackers send them, made on the spot."""

import io
import struct
import zlib

from PIL import ExifTags, Image
from pypdf import PdfWriter
from pypdf.annotations import Link
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject


def named(content: bytes, name: str) -> io.BytesIO:
    """The bytes as a file that says it is called so."""
    file = io.BytesIO(content)
    file.name = name
    return file


def photograph(form: str = "JPEG") -> bytes:
    """A picture that a phone took in 丹阳 on 30 November 2021, with its maker's marks."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Secretphone"
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2021:11:30 08:15:00"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (32.0, 0.0, 36.0)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (119.0, 36.0, 0.0)
    out = io.BytesIO()
    picture = Image.new("RGB", (40, 20), "red")
    picture.paste("blue", (0, 0, 20, 20))
    picture.save(out, form, exif=exif, comment=b"Secretphone") if form == "JPEG" else picture.save(out, form, exif=exif)
    return out.getvalue()


def palette_picture() -> bytes:
    """A picture of few colours, kept by their numbers."""
    picture = Image.new("RGB", (10, 10), (200, 30, 60)).quantize(4)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def pixel_bomb(side: int) -> bytes:
    """A PNG of a few kilobytes that unpacks to `side` squared pixels."""
    packer = zlib.compressobj(9)
    row = b"\0" + bytes((side + 7) // 8)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def live_document() -> bytes:
    """A PDF with an author, a script that runs on opening, one on the page, one behind a link, and a file inside."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": "Secretauthor", "/Title": "Secrettitle"})
    writer.root_object[NameObject("/OpenAction")] = _script("Secretscript")
    writer.add_attachment("Secretfile.txt", b"x")
    script = _script("Secretpage")
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): script})
    link = Link(rect=(0, 0, 50, 50), url="http://127.0.0.1/")
    link[NameObject("/A")] = script
    writer.add_annotation(0, link)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _script(words: str) -> DictionaryObject:
    """An action that runs a script."""
    return DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(f"app.alert('{words}')")}
    )


def locked_document() -> bytes:
    """A PDF that opens with a password only."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def looping_document() -> bytes:
    """A PDF whose page tree is its own child."""
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue().replace(b"/Kids [", b"/Kids [ 2 0 R 1 0 R ", 1)


def empty_document() -> bytes:
    """A PDF without a page."""
    writer = PdfWriter()
    writer.root_object[NameObject("/Pages")][NameObject("/Kids")] = ArrayObject()  # type: ignore[index]
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def marked_document() -> bytes:
    """A PDF on whose first page 绝密 is printed."""
    cmap = b"1 begincodespacerange <0000> <ffff> endcodespacerange 2 beginbfchar <0001> <7EDD> <0002> <5BC6> endbfchar"
    words = b"BT /F1 12 Tf 10 10 Td <00010002> Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >> stream\n%s\nendstream" % (len(words), words),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H/DescendantFonts[7 0 R]/ToUnicode 6 0 R >>",
        b"<< /Length %d >> stream\n%s\nendstream" % (len(cmap), cmap),
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (A) /Ordering (I) >> >>",
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, text) for number, text in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer << /Root 1 0 R /Size 8 >>\nstartxref\n0\n%%EOF"
