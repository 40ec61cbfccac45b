"""PDF files: the pages as they are drawn, and nothing that acts, carries files or tells of who made them."""

import io
import re
from typing import Any

import pytest
from django.utils.timezone import localtime
from pypdf import PdfReader
from pypdf.filters import decode_stream_data
from pypdf.generic import StreamObject

from kernel.files import FileRefused, cleaned
from kernel.sandboxed.documents import clean_document
from tests.cases.hostile_documents import HOSTILE, a_stream, document, name, stored

ZONE = localtime().tzinfo
ACTS = re.compile(
    rb"/(A|AA|PA|OpenAction|Next|JS|JavaScript|URI|Launch|EF|AF|Filespec|Metadata|Info|XFA|AcroForm|Names)\b"
)


def clean(content: bytes) -> bytes:
    """The cleaned copy, made here and not in a sandbox: there are many."""
    out = io.BytesIO()
    clean_document(io.BytesIO(content), out, {"marks": []})
    return out.getvalue()


def everything(content: bytes) -> bytes:
    """The file, and every stream in it unpacked."""
    reader = PdfReader(io.BytesIO(content))
    objects = [reader.get_object(number) for number in range(1, int(str(reader.trailer["/Size"])))]
    streams = [one for one in objects if isinstance(one, StreamObject)]
    return content + b"".join(decode_stream_data(one) if "/Filter" in one else one.get_data() for one in streams)


def test_the_documents_of_these_tests_hold_what_must_not_come_through() -> None:
    assert [what for what, content in HOSTILE.items() if b"Secret" not in everything(content)] == []


@pytest.mark.parametrize("what", list(HOSTILE))
def test_what_acts_hides_or_tells_does_not_come_through(what: str) -> None:
    made = clean(HOSTILE[what])

    assert (b"Secret" in everything(made), ACTS.findall(made)) == (False, [])
    [page] = PdfReader(io.BytesIO(made)).pages
    assert page.mediabox.width == 200


def test_the_picture_of_a_page_is_the_same_picture() -> None:
    before, after = (
        PdfReader(io.BytesIO(content)).pages[0].images[0].image
        for content in (HOSTILE["attached files"], clean(HOSTILE["attached files"]))
    )

    assert before is not None
    assert after is not None
    assert before.tobytes() == after.tobytes()


def test_what_a_person_wrote_onto_a_page_stays() -> None:
    reader = PdfReader(io.BytesIO(clean(HOSTILE["what every note tells of"])))

    notes: Any = reader.pages[0]["/Annots"]
    assert [note.get_object()["/Contents"] for note in notes] == ["看得见的话"]


def test_a_picture_coded_twice_inside_the_words_of_a_page_is_refused() -> None:
    content = b"BI /W 1 /H 1 /F [/A85 /DCT] ID abc~> EI"
    paper = document(lambda writer: writer.pages[0].update({name("Contents"): stored(writer, a_stream(content))}))

    with pytest.raises(FileRefused) as refused:
        cleaned(io.BytesIO(paper), len(paper), zone=ZONE)  # type: ignore[arg-type]

    assert refused.value.errors[0].code == "coded_twice"
