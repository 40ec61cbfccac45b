"""What a Word or Excel package may consist of: kinds of parts and kinds of relations, each by its exact name.

A part or a relation that stands in none of these lists is refused by its name: what is new to us is never let through.
"""

from collections.abc import Mapping

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office"
WORD, SHEET, DRAWING, CHART = (
    f"application/vnd.openxmlformats-officedocument.{kind}"
    for kind in ("wordprocessingml", "spreadsheetml", "drawingml", "drawing")
)
OPENS_WITH = {
    f"{WORD}.document.main+xml": f"{WORD}.document",
    f"{SHEET}.sheet.main+xml": f"{SHEET}.sheet",
}
# Which cleaner each kind of part goes through.
KEPT: Mapping[str, str] = {
    **dict.fromkeys(
        (
            f"{WORD}.{part}+xml"
            for part in (
                "document.main", "styles", "numbering", "fontTable", "header", "footer", "footnotes", "endnotes",
                "comments",
            )
        ),
        "word",
    ),
    f"{WORD}.settings+xml": "word settings",
    f"{SHEET}.sheet.main+xml": "book",
    f"{SHEET}.worksheet+xml": "sheet",
    f"{SHEET}.sharedStrings+xml": "plain",
    f"{SHEET}.styles+xml": "plain",
    "application/vnd.openxmlformats-officedocument.theme+xml": "plain",
    f"{CHART}+xml": "plain",
    **dict.fromkeys(
        (
            f"{DRAWING}.{part}+xml"
            for part in ("chart", "diagramData", "diagramLayout", "diagramStyle", "diagramColors")
        ),
        "plain",
    ),
    "image/png": "picture",
    "image/jpeg": "picture",
    "image/jpg": "picture",
}  # fmt: skip
# Who wrote it, with what, for which printer; and what only repeats what other parts say. Left out.
LEFT_OUT = {
    "application/vnd.openxmlformats-package.core-properties+xml",
    "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
    "application/vnd.openxmlformats-officedocument.obfuscatedFont",
    "application/vnd.openxmlformats-officedocument.vmlDrawing",
    "application/vnd.openxmlformats-officedocument.drawingml.chartshapes+xml",
    "application/xml",
    "image/svg+xml",
    "application/vnd.ms-office.chartstyle+xml",
    "application/vnd.ms-office.chartcolorstyle+xml",
    "application/vnd.ms-office.drawingml.diagramdrawing+xml",
    "application/vnd.ms-word.stylesWithEffects+xml",
    "application/vnd.ms-excel.threadedcomments+xml",
    "application/vnd.ms-excel.person+xml",
    *(
        f"{WORD}.{part}"
        for part in (
            "webSettings+xml", "stylesWithEffects+xml", "commentsExtended+xml", "commentsIds+xml",
            "commentsExtensible+xml", "people+xml", "document.glossary+xml", "printerSettings",
        )
    ),
    *(
        f"{SHEET}.{part}+xml"
        for part in ("calcChain", "comments", "table", "sheetMetadata")
    ),
    f"{SHEET}.printerSettings",
}  # fmt: skip
# Kinds are compared without regard to case, as the standard asks, and written as it spells them.
KNOWN = {kind.lower(): kind for kind in (*KEPT, *LEFT_OUT)}
KEPT_RELATIONS = {
    f"{OFFICE}/{kind}"
    for kind in (
        "officeDocument", "styles", "settings", "numbering", "fontTable", "header", "footer", "footnotes", "endnotes",
        "comments", "theme", "image", "chart", "drawing", "worksheet", "sharedStrings", "diagramData", "diagramLayout",
        "diagramQuickStyle", "diagramColors",
    )
}  # fmt: skip
HYPERLINK = f"{OFFICE}/hyperlink"
LEFT_OUT_RELATIONS = {
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail",
    f"{MICROSOFT}/2007/relationships/stylesWithEffects",
    f"{MICROSOFT}/2007/relationships/diagramDrawing",
    f"{MICROSOFT}/2011/relationships/people",
    f"{MICROSOFT}/2011/relationships/commentsExtended",
    f"{MICROSOFT}/2011/relationships/chartStyle",
    f"{MICROSOFT}/2011/relationships/chartColorStyle",
    f"{MICROSOFT}/2016/09/relationships/commentsIds",
    f"{MICROSOFT}/2018/08/relationships/commentsExtensible",
    f"{MICROSOFT}/2017/10/relationships/threadedComment",
    f"{MICROSOFT}/2017/10/relationships/person",
    *(
        f"{OFFICE}/{kind}"
        for kind in (
            "extended-properties", "custom-properties", "customXml", "customXmlProps", "font", "webSettings",
            "glossaryDocument", "printerSettings", "calcChain", "vmlDrawing", "table", "sheetMetadata", "thumbnail",
            "chartUserShapes",
        )
    ),
}  # fmt: skip
