"""What a made file says, of itself and in its words: read back for the gate."""

import html
import io
import re
import zipfile
from collections.abc import Iterator

TAGS = re.compile(r"<[^>]*>")
PIECES = re.compile(r"</w:p>|</si>|</c>|</(?:dc|cp|dcterms):\w+>|</(?:td|th|p|h1|title|caption|time)>")
VALUES = re.compile(r'(?:content|alt|title|descr|name)="([^"]*)"')


def words_of_file(kind: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Each piece of text with the part it stands in, what a file says of itself among them."""
    if kind == "html":
        yield from _pieces("html", content)
        return
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        yield "comment", parts.comment.decode(errors="replace")
        for name in parts.namelist():
            if name.endswith(".xml") and not name.endswith(("styles.xml", "theme1.xml", "settings.xml")):
                yield from _pieces(name, parts.read(name))


def _pieces(part: str, content: bytes) -> Iterator[tuple[str, str]]:
    text = content.decode()
    for piece in PIECES.split(text):
        if words := html.unescape(TAGS.sub("", piece)).strip():
            yield part, words
    for value in VALUES.findall(text):
        yield part, html.unescape(value)
