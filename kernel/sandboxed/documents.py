"""PDF documents: what is drawn on the pages, and nothing that acts, carries files or tells of its makers.

Of every dictionary only the keys that draw are kept, so whatever a later edition of the standard adds is left behind
by itself. There is no action of any kind among them: no link either, its words stay on the page.
"""

from typing import IO, Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.filters import decode_stream_data
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, PdfObject, StreamObject

from kernel.sandboxed.coded_pictures import CODED, bare_jpeg, bare_jpeg2000, blank_jpegs
from kernel.sandboxed.refusals import Refused

FIRST_WORDS, DEEPEST = 400, 200
# Held on to, so that no other object takes the place of one that was looked at.
Seen = dict[tuple[int, frozenset[str]], PdfObject]
PAGE = "Type MediaBox CropBox BleedBox TrimBox ArtBox Rotate UserUnit Resources Contents Annots Group"
RESOURCES = "ExtGState ColorSpace Pattern Shading XObject Font ProcSet Properties"
STREAM = (
    "Length Filter DecodeParms Predictor Colors BitsPerComponent Columns EarlyChange K EndOfLine EncodedByteAlign Rows "
    "EndOfBlock BlackIs1 DamagedRowsBeforeError ColorTransform JBIG2Globals"
)
XOBJECT = (
    "Type Subtype Width Height ColorSpace Intent ImageMask Mask Decode Interpolate SMask SMaskInData Matte FormType "
    "BBox Matrix Resources Group OC S CS I G BC TR"
)
GRAPHICS = "LW LC LJ ML D RI OP op OPM Font BG BG2 UCR UCR2 TR2 FL SM SA BM CA ca AIS TK"
PATTERN = (
    "PatternType PaintType TilingType XStep YStep Shading ExtGState ShadingType Background AntiAlias Function Coords "
    "Domain Extend BitsPerCoordinate BitsPerFlag VerticesPerRow FunctionType Range Size BitsPerSample Order Encode C0 "
    "C1 N Functions Bounds"
)
COLOURS = "WhitePoint BlackPoint Gamma Alternate Colorants Process Components"
FONT = (
    "BaseFont FirstChar LastChar Widths FontDescriptor Encoding ToUnicode FontBBox FontMatrix CharProcs Name "
    "DescendantFonts CIDSystemInfo DW W DW2 W2 CIDToGIDMap FontName FontFamily FontStretch FontWeight Flags "
    "ItalicAngle Ascent Descent Leading CapHeight XHeight StemV StemH AvgWidth MaxWidth MissingWidth FontFile "
    "FontFile2 FontFile3 CharSet CIDSet Style Panose Length1 Length2 Length3 Registry Ordering Supplement CMapName "
    "WMode UseCMap BaseEncoding Differences"
)
LAYERS = "OCGs BaseState ON OFF"
NOTE = "Type Subtype Rect Contents AP AS F Border BS BE C CA IC QuadPoints InkList L LE Vertices Name Q RD CL N"
DRAWN_NOTES = (
    "Text FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Stamp Caret Ink Widget"
)
THINGS = "Page XObject Font FontDescriptor ExtGState Pattern Encoding CMap Mask Group Annot Border OCG OCMD Metrics"
DRAWS = frozenset(
    f"/{key}" for text in (RESOURCES, STREAM, XOBJECT, GRAPHICS, PATTERN, COLOURS, FONT, LAYERS) for key in text.split()
)
ON_PAGE, ON_NOTE = (DRAWS | {f"/{key}" for key in text.split()} for text in (PAGE, NOTE))
IN_RESOURCES = frozenset(f"/{key}" for key in RESOURCES.split())
IN_APPEARANCE = frozenset({"/N", "/R", "/D"})
# Dictionaries whose keys are names that the document gives; each of their values is looked at in its turn.
ANY_NAME: frozenset[str] = frozenset()
NOTES = {
    f"/{key}"
    for key in [
        "Text",
        "FreeText",
        "Line",
        "Square",
        "Circle",
        "Polygon",
        "PolyLine",
        "Highlight",
        "Underline",
        "Squiggly",
        "StrikeOut",
        "Stamp",
        "Caret",
        "Ink",
        "Widget",
    ]
}
# What a dictionary may say that it is, where it says so.
SAYS = {
    "/Type": {
        f"/{key}"
        for key in [
            "Page",
            "XObject",
            "Font",
            "FontDescriptor",
            "ExtGState",
            "Pattern",
            "Encoding",
            "CMap",
            "Mask",
            "Group",
            "Annot",
            "Border",
            "OCG",
            "OCMD",
            "Metrics",
        ]
    },
    "/S": {"/Transparency", "/Alpha", "/Luminosity", *(f"/{style}" for style in "SDBIU")},
}


def clean_document(file: IO[bytes], out: IO[bytes], options: dict[str, Any]) -> dict[str, Any]:
    """Write the pages anew, of each what it draws; an encrypted document or one with a mark of secrecy is refused."""
    reader = PdfReader(file)
    if reader.is_encrypted:
        raise Refused("encrypted")
    if any(mark in _first_words(reader) for mark in options["marks"]):
        raise Refused("classified")
    writer, seen = PdfWriter(), Seen()
    pages = list(reader.pages)
    for page in pages:
        page[NameObject("/Annots")] = _notes_of(page)
        _keep(page, ON_PAGE, seen)
    for page in pages:
        writer.add_page(page)
    _keep_layers(reader, writer, seen)
    writer.metadata = None
    writer.write(out)
    return {"media_type": "application/pdf"}


def _first_words(reader: PdfReader) -> str:
    return reader.pages[0].extract_text()[:FIRST_WORDS].replace(" ", "") if reader.pages else ""


def _notes_of(page: PageObject) -> ArrayObject:
    """What people drew or stamped onto the page; what would lead elsewhere, play or carry a file is left behind."""
    notes = [note.get_object() for note in page.get("/Annots", ArrayObject()).get_object() or ()]
    return ArrayObject(note for note in notes if isinstance(note, DictionaryObject) and note.get("/Subtype") in NOTES)


def _keep_layers(reader: PdfReader, writer: PdfWriter, seen: Seen) -> None:
    """What is hidden on the pages stays hidden."""
    layers = reader.root_object.get("/OCProperties")
    if layers is not None:
        layers = layers.get_object()
        _keep(layers, DRAWS, seen)
        writer.root_object[NameObject("/OCProperties")] = layers.clone(writer)


def _keep(thing: Any, keys: frozenset[str], seen: Seen, depth: int = 0) -> None:
    """Leave in the object, and in all that it leads to, nothing but those keys.

    What is reached in two places keeps only what may stand in both.
    """
    thing = thing.get_object()
    if not isinstance(thing, ArrayObject | DictionaryObject) or (id(thing), keys) in seen:
        return
    if depth > DEEPEST:
        raise Refused("too_demanding")
    seen[id(thing), keys] = thing
    if isinstance(thing, ArrayObject):
        thing[:] = [item for item in thing if _draws(item)]
        for item in thing:
            _keep(item, keys or DRAWS, seen, depth + 1)
        return
    if isinstance(thing, StreamObject):
        _bare_stream(thing)
    _keep_values(thing, DRAWS if isinstance(thing, StreamObject) else keys, seen, depth)


def _keep_values(dictionary: DictionaryObject, keys: frozenset[str], seen: Seen, depth: int) -> None:
    for key in list(dictionary):
        value = dictionary.raw_get(key)
        if (keys is not ANY_NAME and key not in keys) or not _draws(value):
            del dictionary[key]
        else:
            _keep(value, _keys_below(key, keys), seen, depth + 1)


def _keys_below(key: str, keys: frozenset[str]) -> frozenset[str]:
    """Which keys may stand in the value of this one."""
    if keys in {IN_RESOURCES, IN_APPEARANCE} or key in {"/CharProcs", "/Colorants"}:
        return ANY_NAME
    return {"/Resources": IN_RESOURCES, "/AP": IN_APPEARANCE, "/Annots": ON_NOTE}.get(key, DRAWS)


def _draws(value: PdfObject) -> bool:
    """Say whether it may stand in a page: no action, no file of its own or elsewhere, no program."""
    below = value.get_object()
    if not isinstance(below, DictionaryObject):
        return True
    says = all(below.get(key) is None or str(below[key]) in known for key, known in SAYS.items())
    return says and isinstance(below.get("/F", 0), int) and below.get("/Subtype") != "/PS"


def _bare_stream(stream: StreamObject) -> None:
    filters = stream.get("/Filter")
    last = filters[-1] if isinstance(filters, ArrayObject) and filters else filters
    if last == "/DCTDecode":
        _set(stream, bare_jpeg(decode_stream_data(stream)), "/DCTDecode")
    elif last == "/JPXDecode":
        _set(stream, bare_jpeg2000(decode_stream_data(stream)), "/JPXDecode")
    elif "/Width" not in stream:
        _blank_inline_pictures(stream)


def _blank_inline_pictures(stream: StreamObject) -> None:
    drawn = decode_stream_data(stream) if "/Filter" in stream else stream._data  # noqa: SLF001 -- as it stands
    if b"/DCT" in drawn:
        if drawn.count(b"/DCT") > len(CODED.findall(drawn)):
            raise Refused("coded_twice")
        _set(stream, blank_jpegs(drawn), None)


def _set(stream: StreamObject, content: bytes, coded: str | None) -> None:
    parms = stream.get("/DecodeParms")
    last = parms[-1] if isinstance(parms, ArrayObject) and parms else parms
    for key in ("/Filter", "/DecodeParms"):
        stream.pop(NameObject(key), None)
    if coded:
        stream[NameObject("/Filter")] = NameObject(coded)
        if isinstance(last, DictionaryObject):
            stream[NameObject("/DecodeParms")] = last
    stream._data = content  # noqa: SLF001 -- the library sets coded data in no other way
