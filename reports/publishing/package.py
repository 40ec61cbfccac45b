"""The package of an Office file with one author, the office, and with nothing else about who made it."""

import io
import re
import zipfile
from datetime import datetime
from xml.sax.saxutils import escape

CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:creator>{office}</dc:creator>'
    "<cp:lastModifiedBy>{office}</cp:lastModifiedBy>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">{at}</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{at}</dcterms:modified></cp:coreProperties>'
)
APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
THUMBNAIL = re.compile(rb"<Relationship [^>]*thumbnail[^>]*/>")
DROPPED = "docProps/thumbnail.jpeg"
ONE_DAY = (1980, 1, 1, 0, 0, 0)


def signed_by_office(package: bytes, *, title: str, office: str, at: datetime) -> bytes:
    """The same package; whoever made it, and with what, is gone from it."""
    core = CORE.format(title=escape(title), office=escape(office), at=f"{at:%Y-%m-%dT%H:%M:%SZ}").encode()
    ours = {"docProps/core.xml": core, "docProps/app.xml": APP}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as parts, zipfile.ZipFile(out, "w") as kept:
        for name in parts.namelist():
            if name == DROPPED:
                continue
            content = ours.get(name) or parts.read(name)
            if name == "_rels/.rels":
                content = THUMBNAIL.sub(b"", content)
            kept.writestr(zipfile.ZipInfo(name, ONE_DAY), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
