"""The files of a disclosure: .docx, .xlsx and a page without scripts, signed by the office and by nobody else."""

import io
import re
import zipfile
from datetime import date

import openpyxl
import pytest
from docx import Document

from cases.models import Clue
from reports.actions.disclosed_files import made_files
from reports.models import DisclosureBatch, DisclosureFile
from reports.number_gate import NumberLeft
from reports.publishing import PRINTERS, Sheet
from reports.publishing.told import words_of_file
from tests.cast import NOON, City
from tests.reports.disclosures import batch_of, drafted, published, with_publicity
from tests.web.readers import reader

SHEET = Sheet(
    "某批次公开情况一览表", "镇江市攻坚办", date(2026, 11, 16), NOON, ["本次公开2件。"], ["序号", "处理和整改情况"],
    [1, 3],
    [["1", "=1+1"], ["2", "<script>alert(1)</script>\n第二行"]],
)  # fmt: skip
PERSONS = re.compile("演示|python-docx|openpyxl|Microsoft (?:Excel|Word|Mac|Office)", re.IGNORECASE)


@pytest.fixture
def told(city: City) -> DisclosureBatch:
    """One that went out."""
    return published(with_publicity(city), batch_of(city))


def content_of(disclosure: DisclosureBatch, kind: str) -> bytes:
    """The frozen bytes."""
    return bytes(DisclosureFile.objects.get(disclosure=disclosure, type=kind).content)


@pytest.mark.parametrize("kind", PRINTERS)
def test_a_file_tells_the_office_and_no_person_and_no_program_as_its_author(told: DisclosureBatch, kind: str) -> None:
    content = content_of(told, kind)
    parts = [content]
    if kind != "html":
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = [package.read(name) for name in package.namelist()]
            core = package.read("docProps/core.xml").decode()
        assert "<dc:creator>镇江市攻坚办</dc:creator><cp:lastModifiedBy>镇江市攻坚办</cp:lastModifiedBy>" in core

    assert not any(PERSONS.search(part.decode(errors="ignore")) for part in parts)


def test_the_word_file_holds_the_note_and_every_row_under_a_head_that_repeats(told: DisclosureBatch) -> None:
    document = Document(io.BytesIO(content_of(told, "docx")))

    words = [paragraph.text for paragraph in document.paragraphs]
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert words[2] == "本次公开群众信访举报件2件。"
    assert rows[0][:2] + rows[0][-1:] == ["序号", "受理编号", "公开日期"]
    assert [row[1] for row in rows[1:]] == ["D001", "D002"]
    assert "w:tblHeader" in document.tables[0]._tbl.xml  # noqa: SLF001 -- as the format has it


def test_the_workbook_holds_the_note_and_the_table_as_text(told: DisclosureBatch) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content_of(told, "xlsx")))

    note, table = book["公开说明"], book["一览表"]
    assert note["A4"].value == "本次公开群众信访举报件2件。"
    assert [cell.value for cell in table[2]][:3] == ["1", "D001", "第1件：某厂夜间排放废气"]


def test_the_page_runs_nothing_and_fetches_nothing(told: DisclosureBatch) -> None:
    page = content_of(told, "html").decode()

    assert re.findall(r"<script|<link|<img|<iframe|\bsrc=|\bhref=|url\(|@import|\son\w+=", page) == []
    assert '<th scope="col">受理编号</th>' in page


@pytest.mark.parametrize("kind", PRINTERS)
def test_what_somebody_wrote_neither_runs_nor_reckons_in_a_file(kind: str) -> None:
    content = PRINTERS[kind](SHEET)

    if kind == "html":
        assert b"<script" not in content
        return
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if name.endswith(".xml")]
    assert not any("<f>" in part or "<script" in part for part in sheets)
    assert any("=1+1" in part for part in sheets)


@pytest.mark.parametrize("kind", PRINTERS)
def test_a_number_in_what_a_file_says_of_itself_is_read_back(kind: str) -> None:
    hidden = Sheet(**{**vars(SHEET), "office": "张三 13812345678"})

    told = [words for _part, words in words_of_file(kind, PRINTERS[kind](hidden))]

    assert any("13812345678" in words for words in told)


def test_a_file_whose_author_is_a_phone_number_is_not_made(city: City) -> None:
    disclosure = drafted(with_publicity(city), batch_of(city))
    city.agencies["321100-hq"].name = "一三八一二三四五六七八"
    city.agencies["321100-hq"].save()

    with pytest.raises(NumberLeft) as refusal:
        made_files(disclosure, list(disclosure.items.all()), day=NOON.date(), at=NOON)

    assert "/files/docx/docProps/core.xml" in {one.pointer for one in refusal.value.errors}


def test_a_frozen_file_gives_the_same_bytes_whatever_happened_since(told: DisclosureBatch) -> None:
    Clue.objects.update(description="改写", verdict="unsubstantiated")
    office = reader("dispatcher")

    answer = office.get(f"/disclosures/{told.pk}/file?type=xlsx")

    assert answer.content == content_of(told, "xlsx")
    assert answer["X-Content-SHA256"] == DisclosureFile.objects.get(type="xlsx").sha256
    assert office.get(f"/disclosures/{told.pk}/file?type=pdf").status_code == 400


def test_papers_are_in_chinese_for_whoever_publishes_in_english(told: DisclosureBatch) -> None:
    with_english = reader("dispatcher")
    with_english.cookies["django_language"] = "en"

    page = with_english.get(f"/disclosures/{told.pk}/file?type=html").content.decode()

    assert "责任人被处理情况" in page


def test_the_workbook_prints_on_its_side_as_wide_as_the_sheet_with_its_head_on_every_page(
    told: DisclosureBatch,
) -> None:
    table = openpyxl.load_workbook(io.BytesIO(content_of(told, "xlsx")))["一览表"]

    paper, fits = table.page_setup, table.sheet_properties.pageSetUpPr
    assert fits is not None
    assert (paper.orientation, paper.paperSize, fits.fitToPage) == ("landscape", 9, True)
    assert (paper.fitToWidth or 1, paper.fitToHeight) == (1, 0)
    assert table.print_title_rows == "$1:$1"
