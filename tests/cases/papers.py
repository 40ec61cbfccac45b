"""Word and Excel files as offices and attackers send them, made on the spot."""

import io
import zipfile

from tests.cases import pictures

RELS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
LINK = (
    '<Relationship Id="r1" TargetMode="External" Target="http://127.0.0.1/x" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"/>'
)


def package(parts: dict[str, bytes | str]) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name, content in parts.items():
            kept.writestr(name, content)
    return out.getvalue()


def word(text: str = "检测报告", **parts: bytes | str) -> bytes:
    """A document by 演示作者 with a phone's picture in it."""
    return package(
        {
            "[Content_Types].xml": "<Types/>",
            "docProps/core.xml": "<x>演示作者</x>",
            "word/document.xml": f"<w:document><w:t>{text}</w:t></w:document>",
            "word/media/image1.jpg": pictures.photograph(),
            "word/_rels/document.xml.rels": RELS.format(LINK.format("hyperlink")),
            **{name.replace("__", "/"): content for name, content in parts.items()},
        }
    )


def sheet(text: str = "监测数据") -> bytes:
    """A workbook."""
    return package(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": "<workbook/>",
            "xl/sharedStrings.xml": f"<sst><si><t>{text}</t></si></sst>",
        }
    )
