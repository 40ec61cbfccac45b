"""Word and Excel files: known by what is in them, kept without their author, refused when they would act."""

import io
import zipfile

import pytest
from django.utils.timezone import localtime

from kernel.files import LARGEST, CleanFile, FileRefused
from kernel.office_files import cleaned_paper
from tests.cases import papers, pictures

ZONE = localtime().tzinfo


def clean(content: bytes, size: int | None = None) -> CleanFile:
    """The cleaned copy."""
    return cleaned_paper(io.BytesIO(content), len(content) if size is None else size, zone=ZONE)  # type: ignore[arg-type]


@pytest.mark.parametrize(("content", "kind"), [(papers.word(), "wordprocessingml"), (papers.sheet(), "spreadsheetml")])
def test_a_paper_is_known_by_its_parts(content: bytes, kind: str) -> None:
    assert kind in clean(content).media_type


def test_a_document_loses_its_author_and_the_place_of_its_pictures() -> None:
    with zipfile.ZipFile(io.BytesIO(clean(papers.word()).content)) as kept:
        inside = {name: kept.read(name) for name in kept.namelist()}

    assert "演示作者".encode() not in inside["docProps/core.xml"]
    assert b"Secretphone" not in inside["word/media/image1.jpg"]
    assert inside["word/media/image1.jpg"].startswith(b"\xff\xd8\xff")
    assert "检测报告".encode() in inside["word/document.xml"]


def test_the_same_document_twice_is_the_same_file() -> None:
    assert clean(papers.word()).sha256 == clean(papers.word()).sha256


REFUSED = {
    "a macro": (papers.word(word__vbaProject="x"), "active_content"),
    "an object inside": (papers.word(word__embeddings__oleObject1="x"), "active_content"),
    "a template from elsewhere": (
        papers.package(
            {
                "[Content_Types].xml": "<Types/>",
                "word/document.xml": "<w/>",
                "word/_rels/settings.xml.rels": papers.RELS.format(papers.LINK.format("attachedTemplate")),
            }
        ),
        "active_content",
    ),
    "a classified document": (papers.word("机密★10年"), "classified"),
    "a classified workbook": (papers.sheet("绝密"), "classified"),
    "a zip of something": (papers.package({"a.txt": "x"}), "unknown_type"),
    "half a document": (papers.word()[:300], "broken"),
    "an old document": (b"\xd0\xcf\x11\xe0" + bytes(50), "unknown_type"),
}


@pytest.mark.parametrize("name", list(REFUSED))
def test_what_acts_or_is_no_paper_is_refused_by_its_code(name: str) -> None:
    content, code = REFUSED[name]

    with pytest.raises(FileRefused) as refused:
        clean(content)

    assert [error.code for error in refused.value.errors] == [code]


def test_a_paper_that_lies_about_its_size_is_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        clean(b"PK\x03\x04" + bytes(LARGEST + 1), size=10)

    assert refused.value.errors[0].code == "too_large"


def test_a_bomb_is_refused_before_it_unpacks() -> None:
    bomb = papers.package({"[Content_Types].xml": "", "word/document.xml": bytes(210 << 20)})

    with pytest.raises(FileRefused) as refused:
        clean(bomb)

    assert (len(bomb) < 1 << 20, refused.value.errors[0].code) == (True, "too_large")


def test_pictures_and_documents_pass_as_they_do_elsewhere() -> None:
    kinds = [clean(content).media_type for content in (pictures.photograph(), pictures.live_document())]

    assert kinds == ["image/jpeg", "application/pdf"]
