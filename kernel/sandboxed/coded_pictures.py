"""Pictures inside documents keep their code: what is told beside the pixels is cut out, nothing is coded anew."""

import re
from collections.abc import Iterator

from kernel.sandboxed.refusals import Refused

MARKER, START, END, SCAN = 0xFF, 0xD8, 0xD9, 0xDA
ALONE = {0x01, *range(0xD0, 0xD8)}
# JFIF and Adobe say how the colours are coded, and an APP2 may hold the colour profile; all others tell of the maker.
JFIF, PROFILE, ADOBE = 0xE0, 0xE2, 0xEE
APPLICATION, COMMENT = range(0xE0, 0xF0), 0xFE
NEXT_MARKER = re.compile(rb"\xff+([\x01-\xcf\xd8-\xfe])", re.DOTALL)
CODED = re.compile(rb"\xff\xd8\xff", re.DOTALL)
BOXES = {b"jP  ", b"ftyp", b"rreq", b"jp2h", b"jp2c", b"jpch", b"jplh"}
CODESTREAM, STREAM_COMMENT, FIRST_TILE = b"\xff\x4f", 0x64, 0x90


def bare_jpeg(content: bytes) -> bytes:
    """A JPEG without applications' segments and comments, and without what stands behind its end."""
    return b"\xff\xd8" + b"".join(part for kind, part in _segments(content) if _is_needed(kind, part)) + b"\xff\xd9"


def blank_jpegs(content: bytes) -> bytes:
    """Content with pictures inline, of the same length, whose applications' segments and comments hold zeros alone."""
    out = bytearray(content)
    for found in CODED.finditer(content):
        place = found.start() + 2
        for kind, part in _segments(content[found.start() :]):
            if not _is_needed(kind, part):
                out[place + 4 : place + len(part)] = bytes(len(part) - 4)
            place += len(part)
    return bytes(out)


def _is_needed(kind: int, part: bytes) -> bool:
    if kind == PROFILE:
        return part[4:].startswith(b"ICC_PROFILE\0")
    if kind == JFIF:
        return part[4:].startswith(b"JFIF\0")
    return kind == ADOBE or (kind != COMMENT and kind not in APPLICATION)


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The segments between start and end, each with its marker; a scan with the data that follows it."""
    place = 2
    while place + 2 <= len(content) and content[place] == MARKER:
        kind = content[place + 1]
        if kind == END:
            return
        if kind == MARKER or kind in ALONE:
            place += 1 if kind == MARKER else 2
            continue
        end = place + 2 + int.from_bytes(content[place + 2 : place + 4])
        if kind == SCAN:
            following = NEXT_MARKER.search(content, end)
            end = following.start() if following else len(content)
        yield kind, content[place:end]
        place = end
    if place < len(content):
        raise Refused("broken", why="JPEG")


def bare_jpeg2000(content: bytes) -> bytes:
    """A JPEG 2000 without the boxes and comments that tell of its maker."""
    if content.startswith(CODESTREAM):
        return _bare_codestream(content)
    return b"".join(_bare_box(kind, box, head) for kind, box, head in _boxes(content))


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    """The kind of each box, the box, and how long its head is."""
    place = 0
    while place + 8 <= len(content):
        length, kind, head = int.from_bytes(content[place : place + 4]), content[place + 4 : place + 8], 8
        if length == 1:
            length, head = int.from_bytes(content[place + 8 : place + 16]), 16
        end = place + length if length else len(content)
        if end < place + head:
            raise Refused("broken", why="JPEG2000")
        yield kind, content[place:end], head
        place = end


def _bare_box(kind: bytes, box: bytes, head: int) -> bytes:
    if kind == b"jp2c":
        stream = _bare_codestream(box[head:])
        return (len(stream) + 8).to_bytes(4) + kind + stream
    return box if kind in BOXES else b""


def _bare_codestream(stream: bytes) -> bytes:
    """The stream without comments in its main header."""
    kept, place = [stream[:2]], 2
    while place + 4 <= len(stream) and stream[place] == MARKER and stream[place + 1] != FIRST_TILE:
        end = place + 2 + int.from_bytes(stream[place + 2 : place + 4])
        if stream[place + 1] != STREAM_COMMENT:
            kept.append(stream[place:end])
        place = end
    return b"".join(kept) + stream[place:]
