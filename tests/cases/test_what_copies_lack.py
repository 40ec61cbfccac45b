"""What a cleaned Word or Excel file lacks is told to whoever sent it, on the page and in the answer."""

import io
import re
import subprocess
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from cases.ledgers.files import UnreadableLedger, rows_in
from cases.models import Attachment
from kernel.errors import BadInput
from kernel.office_files import LEFT_OUT
from kernel.sandboxed.packages import clean_package
from kernel.sandboxed.sheets import TOLD
from kernel.sandboxed.tables import LONGEST_CELL
from tests.cases import papers, pictures
from tests.cases.hostile_papers import ACTING_FIELDS, a_field, shown
from tests.cases.tasks import task_in
from tests.cases.test_evidence_files import STATEMENT
from tests.cast import City
from tests.conftest import ApiOf
from tests.web.readers import reader

ROOT = Path(__file__).parents[2]


def full_workbook() -> bytes:
    """A workbook with two formulas, and one of everything else that is not kept."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["监测数据", 3.5, "=B1*2", "=B1+1"])
    page["A1"].comment = Comment("批注", "演示作者")
    page["A1"].hyperlink = papers.ELSEWHERE
    rule = Rule("cellIs", operator="greaterThan", formula=["1"], dxf=DifferentialStyle())
    page.conditional_formatting.add("B1", rule)
    choice = DataValidation(type="list", formula1='"甲,乙"')
    choice.add("A1")
    page.add_data_validation(choice)
    page.protection.sheet = True
    book.defined_names["合计"] = DefinedName("合计", attr_text="Sheet!$B$1")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def left_out_of(content: bytes) -> dict[str, int]:
    facts = clean_package(io.BytesIO(content), io.BytesIO(), {"marks": []})
    told: dict[str, int] = facts["left_out"]
    return told


def test_a_workbook_says_of_everything_that_it_loses_how_much() -> None:
    # The book and its sheet are each protected.
    assert left_out_of(full_workbook()) == {
        "formulas": 2, "remarks": 1, "links": 1, "conditional_formats": 1, "validations": 1, "protection": 2,
        "names": 1,
    }  # fmt: skip


@pytest.mark.parametrize("name", [name for name in ACTING_FIELDS if name != "an instruction outside a field"])
def test_a_document_says_how_many_fields_became_words(name: str) -> None:
    assert left_out_of(papers.word(body=ACTING_FIELDS[name]))["fields"] >= 1


FOLLOWED = f'HYPERLINK "{papers.ELSEWHERE}"'
LINKS = {
    "a link": f'<w:p><w:hyperlink r:id="rId901">{shown("网站")}</w:hyperlink></w:p>',
    "a field": a_field(FOLLOWED, result="网站"),
    "a simple field": f"<w:p><w:fldSimple w:instr='{FOLLOWED}'>{shown('网站')}</w:fldSimple></w:p>",
}


@pytest.mark.parametrize("body", LINKS.values(), ids=LINKS)
def test_a_document_says_how_many_links_became_words(body: str) -> None:
    content = papers.with_relation(papers.word(body=body), papers.relation("hyperlink"))

    out = io.BytesIO()
    told = clean_package(io.BytesIO(content), out, {"marks": []})["left_out"]

    assert told == {"links": 1}
    assert f"（{papers.ELSEWHERE}）" in papers.parts_of(out.getvalue())["word/document.xml"].decode()


@pytest.mark.parametrize("setting", ["documentProtection", "writeProtection"])
def test_a_document_says_that_its_protection_is_gone(setting: str) -> None:
    paper = papers.word()
    settings = papers.parts_of(paper)["word/settings.xml"].decode()
    guarded = settings.replace("</w:settings>", f'<w:{setting} w:edit="readOnly"/></w:settings>')

    assert left_out_of(papers.changed(paper, word__settings_DOT_xml=guarded)) == {"protection": 1}


def test_a_link_on_a_picture_counts_as_one() -> None:
    paper = papers.with_relation(papers.word(), papers.relation("hyperlink"))
    document = papers.parts_of(paper)["word/document.xml"].decode()
    clicked = re.sub(r"<wp:docPr([^>]*)/>", r'<wp:docPr\1><a:hlinkClick r:id="rId901"/></wp:docPr>', document, count=1)

    assert "hlinkClick" in clicked
    assert left_out_of(papers.changed(paper, word__document_DOT_xml=clicked)) == {"links": 1}


def test_a_clean_paper_lacks_nothing() -> None:
    assert left_out_of(papers.word()) == {}


def test_everything_that_is_counted_has_its_word() -> None:
    assert {*TOLD.values(), "formulas", "remarks", "fields", "others"} == set(LEFT_OUT)


def test_the_sender_is_told_in_the_answer_and_on_the_page(city: City, api: ApiOf) -> None:
    task = task_in(city, "in_progress")
    body = {"statement": STATEMENT, "files": [pictures.named(full_workbook(), "监测.xlsx")]}

    answer = api("unithead").post(f"/api/v1/tasks/{task.pk}/acceptances", body, format="multipart")

    [told] = answer.json()["files"]
    page = reader("unithead").get(f"/tasks/{task.pk}").content.decode()
    assert Attachment.objects.get().left_out == told["left_out"]
    assert told["left_out"]["formulas"] == 2
    assert "公式（保留结果） 2" in page


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe\xfa\xfb" * 10, "no_encoding"),
        (f'甲,乙\n"{"x" * (LONGEST_CELL + 1)}",2\n'.encode(), "no_table"),
        (("," * 3_000).encode(), "sheet_too_large"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_by_the_process_that_reads_it(content: bytes, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        list(rows_in(io.BytesIO(content)))

    assert [error.code for error in refused.value.errors] == [code]
    assert refused.value.code == UnreadableLedger.code


def test_no_module_but_the_sandbox_reads_a_strangers_table() -> None:
    found = subprocess.run(
        ["grep", "-rlE", r"csv\.(reader|DictReader)\(", "kernel", "agencies", "cases", "supervision", "reports"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )

    known = {"kernel/sandboxed/tables.py", "agencies/data/__init__.py"}
    assert {line for line in found.stdout.split() if line.endswith(".py")} == known
