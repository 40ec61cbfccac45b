"""PDF files that act, carry files or tell who made them: in each, what may not come through is called Secret."""

import io
from collections.abc import Callable

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from tests.cases import pictures

SECRET = TextStringObject("Secretwords")


def a_dictionary(**entries: PdfObject) -> DictionaryObject:
    """A dictionary of these entries."""
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})


def name(word: str) -> NameObject:
    """A name."""
    return NameObject(f"/{word}")


def a_stream(content: bytes, **entries: PdfObject) -> DecodedStreamObject:
    """A stream with these entries."""
    stream = DecodedStreamObject()
    stream.set_data(content)
    stream.update(a_dictionary(**entries))
    return stream


def stored(writer: PdfWriter, thing: PdfObject) -> PdfObject:
    """The thing as an object of its own."""
    return writer._add_object(thing)


def action(kind: str, **entries: PdfObject) -> DictionaryObject:
    """An action of a kind, followed by a script."""
    script = a_dictionary(S=name("JavaScript"), JS=SECRET)
    return a_dictionary(Type=name("Action"), S=name(kind), F=SECRET, URI=SECRET, Next=ArrayObject([script]), **entries)


ACTIONS = (
    "JavaScript", "Launch", "URI", "SubmitForm", "ResetForm", "ImportData", "GoTo", "GoToR", "GoToE", "Named", "Hide",
    "Rendition", "Movie", "Sound", "Trans", "RichMediaExecute", "SetOCGState", "Thread", "GoTo3DView", "NoSuchAction",
)  # fmt: skip
NOTES = (
    "Link", "FileAttachment", "RichMedia", "Movie", "Sound", "Screen", "3D", "Popup", "Watermark", "TrapNet", "Projection",
    "PrinterMark", "Redact", "NoSuchNote",
)  # fmt: skip


def note(kind: str, **entries: PdfObject) -> DictionaryObject:
    """A note of a kind, with whatever a note can carry."""
    box = ArrayObject(FloatObject(number) for number in (0, 0, 10, 10))
    told = {"T": SECRET, "RC": SECRET, "Subj": SECRET, "NM": SECRET, "M": SECRET, "FS": a_dictionary(F=SECRET)}
    return a_dictionary(Type=name("Annot"), Subtype=name(kind), Rect=box, **told, **entries)


def document(change: Callable[[PdfWriter], object], words: str = "") -> bytes:
    """A page with a phone's picture on it, changed."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    picture = a_stream(
        pictures.photograph(),
        Type=name("XObject"), Subtype=name("Image"), Width=NumberObject(40), Height=NumberObject(20),
        ColorSpace=name("DeviceRGB"), BitsPerComponent=NumberObject(8), Filter=name("DCTDecode"),
    )  # fmt: skip
    page[name("Resources")] = a_dictionary(XObject=a_dictionary(Im0=writer._add_object(picture)))
    page[name("Contents")] = writer._add_object(a_stream(b"q 100 0 0 50 0 0 cm /Im0 Do Q"))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _on_page(**entries: PdfObject) -> bytes:
    return document(lambda writer: writer.pages[0].update(a_dictionary(**entries)))


def _in_root(**entries: PdfObject) -> bytes:
    return document(lambda writer: writer.root_object.update(a_dictionary(**entries)))


def _with_note(one: DictionaryObject) -> bytes:
    return document(lambda writer: writer.pages[0].update(a_dictionary(Annots=ArrayObject([writer._add_object(one)]))))


def _on_picture(**entries: PdfObject) -> bytes:
    def change(writer: PdfWriter) -> None:
        writer.pages[0]["/Resources"]["/XObject"]["/Im0"].get_object().update(a_dictionary(**entries))  # type: ignore[index]

    return document(change)


def _shared_as_resource_and_note() -> bytes:
    """What stands among resources under any name, and among notes as a note."""

    def change(writer: PdfWriter) -> None:
        one = writer._add_object(note("Text", AA=a_dictionary(O=action("JavaScript")), A=action("URI")))
        writer.pages[0]["/Resources"][name("Properties")] = one  # type: ignore[index]
        writer.pages[0][name("Annots")] = ArrayObject([one])

    return document(change)


def _inline_photograph() -> bytes:
    content = b"q BI /W 40 /H 20 /CS /RGB /BPC 8 /F /DCT ID " + pictures.photograph() + b"\nEI Q"
    return document(lambda writer: writer.pages[0].update(a_dictionary(Contents=writer._add_object(a_stream(content)))))


def _embedded(writer: PdfWriter) -> DictionaryObject:
    file = writer._add_object(a_stream(b"Secretwords", Type=name("EmbeddedFile")))
    return a_dictionary(Type=name("Filespec"), F=SECRET, EF=a_dictionary(F=file))


def _attached(writer: PdfWriter) -> None:
    writer.add_attachment("Secretwords.txt", b"Secretwords")
    writer.pages[0][name("AF")] = ArrayObject([_embedded(writer)])
    writer.root_object[name("AF")] = ArrayObject([_embedded(writer)])


METADATA = a_stream(b"<x:xmpmeta>Secretwords</x:xmpmeta>", Type=name("Metadata"), Subtype=name("XML"))
HOSTILE = {
    **{f"opened by {kind}": _in_root(OpenAction=action(kind)) for kind in ACTIONS},
    **{f"a page with {kind}": _on_page(AA=a_dictionary(O=action(kind), C=action(kind))) for kind in ACTIONS},
    **{
        f"a note with {kind}": _with_note(note("Text", A=action(kind), AA=a_dictionary(E=action(kind))))
        for kind in ACTIONS
    },
    **{f"a link to {kind}": _with_note(note("Link", A=action(kind), PA=action(kind))) for kind in ACTIONS},
    **{f"a note: {kind}": _with_note(note(kind, RichMediaContent=SECRET, Sound=METADATA)) for kind in NOTES},
    "what every note tells of": _with_note(note("Highlight", Contents=TextStringObject("看得见的话"))),
    "a form": _in_root(
        AcroForm=a_dictionary(XFA=ArrayObject([SECRET, METADATA]), Fields=ArrayObject(), NeedAppearances=SECRET)
    ),
    "attached files": document(_attached),
    "words about the document": document(lambda writer: writer.add_metadata({"/Author": "Secretwords"})),
    "words about the document in XML": _in_root(Metadata=METADATA, PieceInfo=a_dictionary(X=SECRET)),
    "words about a page": _on_page(Metadata=METADATA, PieceInfo=a_dictionary(X=SECRET), LastModified=SECRET),
    "words about a picture": _on_picture(
        Metadata=METADATA, PieceInfo=a_dictionary(X=SECRET), Alternates=ArrayObject([SECRET])
    ),
    "a picture kept elsewhere": _on_picture(F=a_dictionary(Type=name("Filespec"), F=SECRET)),
    "a resource that is a note": _shared_as_resource_and_note(),
    "a picture inside the page's own words": _inline_photograph(),
    "names and threads": _in_root(Names=a_dictionary(JavaScript=SECRET), Threads=ArrayObject([SECRET]), URI=SECRET),
    "a collection": _in_root(Collection=a_dictionary(D=SECRET), Extensions=a_dictionary(X=SECRET)),
    "a thumbnail": _on_page(Thumb=METADATA, Trans=a_dictionary(X=SECRET), B=ArrayObject([SECRET])),
}
