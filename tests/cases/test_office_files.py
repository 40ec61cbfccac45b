"""Word and Excel files: rewritten from what is known in them, without their makers, refused when they would act."""

import io
import re
import zipfile

import pytest
from django.utils.timezone import localtime
from docx import Document
from openpyxl import load_workbook

from kernel.files import LARGEST, SECRET_MARKS, CleanFile, FileRefused
from kernel.office_files import cleaned_paper
from kernel.sandboxed.package_parts import KEPT, KEPT_RELATIONS
from kernel.sandboxed.packages import clean_package
from kernel.sandboxed.refusals import Refused
from tests.cases import papers, pictures
from tests.cases.hostile_papers import ACTING_FIELDS, QUIET_FIELDS, REFUSED, a_field, telling

ZONE = localtime().tzinfo


def clean(content: bytes, size: int | None = None, name: str = "") -> CleanFile:
    """The cleaned copy, as a door makes it."""
    file = pictures.named(content, name)
    return cleaned_paper(file, len(content) if size is None else size, zone=ZONE)  # type: ignore[arg-type]


def rewritten(content: bytes) -> bytes:
    """The package rewritten, made here and not in a sandbox: there are many."""
    out = io.BytesIO()
    clean_package(io.BytesIO(content), out, {"marks": SECRET_MARKS})
    return out.getvalue()


def inside(content: bytes) -> str:
    """Everything that a cleaned document holds, as text."""
    return "\n".join(f"{name}\n{part.decode('utf-8', 'replace')}" for name, part in papers.parts_of(content).items())


def document_in(content: bytes) -> str:
    """The main part of a document."""
    return papers.parts_of(content)["word/document.xml"].decode()


def words_of(content: bytes) -> str:
    """What a document shows, as another program reads it."""
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)


@pytest.mark.parametrize(("content", "kind"), [(papers.word(), "wordprocessingml"), (papers.sheet(), "spreadsheetml")])
def test_a_paper_is_known_by_its_parts(content: bytes, kind: str) -> None:
    assert kind in clean(content).media_type


def test_a_document_keeps_its_words_pictures_tables_and_headers() -> None:
    paper = Document(io.BytesIO(clean(papers.word()).content))

    assert paper.paragraphs[0].text == "检测报告"
    assert paper.tables[0].cell(0, 0).text == "化学需氧量"
    assert paper.sections[0].header.paragraphs[0].text == "页眉"
    assert len(paper.inline_shapes) == 1
    assert paper.paragraphs[0].style is not None
    assert paper.paragraphs[0].style.name == "Heading 1"


def test_a_document_tells_nothing_of_its_makers() -> None:
    text = inside(clean(telling()).content)

    assert [word for word in ("演示作者", "Secretphone", "secret", "docProps", "customXml") if word in text] == []
    assert re.findall(r"rsid\w+=|w:date=|<w:rsid", text) == []
    assert "增" in text


def test_a_cleaned_package_holds_only_known_parts_and_relations_inside_it() -> None:
    for content in (papers.word(), papers.sheet(), telling()):
        made = papers.parts_of(clean(content).content)
        types = made["[Content_Types].xml"].decode()
        rels = " ".join(part.decode() for name, part in made.items() if name.endswith(".rels"))

        named = {name for name in made if not name.endswith(".rels")} - {"[Content_Types].xml"}
        assert set(re.findall(r'PartName="/([^"]+)"', types)) == named
        assert set(re.findall(r'ContentType="([^"]+)"', types)) <= {*KEPT, papers_rels_kind()}
        assert set(re.findall(r'Type="([^"]+)"', rels)) <= KEPT_RELATIONS
        assert "TargetMode" not in rels


def papers_rels_kind() -> str:
    """The kind of the parts that hold relations."""
    return "application/vnd.openxmlformats-package.relationships+xml"


@pytest.mark.parametrize("name", list(ACTING_FIELDS))
def test_of_a_field_that_acts_only_what_it_showed_is_kept(name: str) -> None:
    content = rewritten(papers.word(body=ACTING_FIELDS[name]))

    text = document_in(content)
    assert [told for told in ("instrText", "fldChar", "fldSimple", "secret", "DDE", "elsewhere") if told in text] == []
    assert words_of(content).startswith("结果")


@pytest.mark.parametrize("instruction", QUIET_FIELDS)
def test_a_field_that_counts_or_refers_stays_a_field(instruction: str) -> None:
    text = inside(rewritten(papers.word(body=a_field(instruction))))

    assert (text.count("fldChar "), instruction.strip() in text.replace("&quot;", '"')) == (3, True)


def test_a_link_becomes_words_with_its_address() -> None:
    link = '<w:p><w:hyperlink r:id="rId901"><w:r><w:t>说明</w:t></w:r></w:hyperlink></w:p>'
    content = papers.with_relation(papers.word(body=link), papers.relation("hyperlink"))
    old_way = papers.word(body=a_field(f'HYPERLINK "{papers.ELSEWHERE}"', result="说明"))

    for paper in (content, old_way):
        made = clean(paper).content
        assert words_of(made).startswith(f"说明（{papers.ELSEWHERE}）")
        assert "hyperlink" not in "".join(re.findall("<[^>]*>", document_in(made))).lower()


def test_a_workbook_keeps_what_its_cells_show_and_no_formula() -> None:
    content = clean(papers.sheet()).content

    page = load_workbook(io.BytesIO(content)).active
    assert page is not None
    assert [cell.value for cell in next(page.iter_rows())] == ["监测数据", 3.5, "=WEBSERVICE(A1)"]
    assert [word for word in ("<f>", "演示作者", "elsewhere", "批注") if word in inside(content)] == []
    assert 't="inlineStr"' in inside(content)


def test_the_same_document_twice_is_the_same_file() -> None:
    assert clean(papers.word()).sha256 == clean(papers.word()).sha256


def test_a_clean_document_is_clean_already() -> None:
    once = papers.parts_of(clean(telling()).content)
    twice = papers.parts_of(clean(papers.package(once)).content)

    assert {name: twice[name] for name in once if "media" not in name} == {
        name: part for name, part in once.items() if "media" not in name
    }


@pytest.mark.parametrize("name", list(REFUSED))
def test_what_acts_or_is_no_paper_is_refused_by_its_code(name: str) -> None:
    content, code = REFUSED[name]

    with pytest.raises(Refused) as refused:
        rewritten(content)

    assert refused.value.code == code


@pytest.mark.parametrize("content", [papers.word()[:300], b"\xd0\xcf\x11\xe0" + bytes(50)])
def test_what_is_broken_or_old_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        clean(content)

    assert refused.value.errors[0].code in {"broken", "unknown_type"}


def test_a_refusal_names_the_file_and_the_part() -> None:
    with pytest.raises(FileRefused) as refused:
        clean(REFUSED["a macro"][0], name="报告.docx")

    assert "报告.docx" in str(refused.value.errors[0].detail)
    assert "word/vbaProject.bin" in str(refused.value.errors[0].detail)


def test_a_paper_that_lies_about_its_size_is_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        clean(b"PK\x03\x04" + bytes(LARGEST + 1), size=10)

    assert refused.value.errors[0].code == "too_large"


def test_a_bomb_is_refused_before_it_unpacks() -> None:
    bomb = papers.package({"[Content_Types].xml": "", "word/document.xml": bytes(210 << 20)})

    with pytest.raises(FileRefused) as refused:
        clean(bomb)

    assert (len(bomb) < 1 << 20, refused.value.errors[0].code) == (True, "too_large")


def test_two_entries_of_one_name_are_refused() -> None:
    out = io.BytesIO(papers.word())
    with zipfile.ZipFile(out, "a") as kept, pytest.warns(UserWarning, match="Duplicate"):
        kept.writestr("word/document.xml", "<x/>")

    with pytest.raises(FileRefused) as refused:
        clean(out.getvalue())

    assert refused.value.errors[0].code == "strange_part"


def test_pictures_and_documents_pass_as_they_do_elsewhere() -> None:
    kinds = [clean(content).media_type for content in (pictures.photograph(), pictures.live_document())]

    assert kinds == ["image/jpeg", "application/pdf"]
