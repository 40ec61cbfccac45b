"""Published tables are read in either layout: titles above, broken headers, closure in remarks, measures in words."""

import csv
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from cases.ledgers.public_tables import areas_in, state_in
from cases.measures import Measures, in_words, measures_in
from cases.models import Clue, LedgerFault, PublicFacts
from tests.cases.ledgers import imported
from tests.cast import City

CELLS = ("1", "D3JS202506010001", "某厂夜间异味", "丹阳市", "大气、噪声", "现场有异味", "属实", "已停产")
# With a column of its own for the closure, and with the closure inside the remarks.
FIRST = (
    "序号", "受理编号", "交办问题基本情况", "行政区域", "污染类型", "调查核实情况", "是否属实", "处理和整改情况",
    "是否办结", "责任人被处理情况",
)  # fmt: skip
SECOND = (
    "序 号", "受理\n编号", "交办问题\n基本情况", "行政\n区划", "污染\n类型", "调查核实\n情况", "是否\n属实",
    "处理和\n整改情况", "问责\n情况", "备 注",
)  # fmt: skip
HELD = "责令整改1家，立案处罚1家，罚款2万元，约谈3人，问责2人"


def workbook(folder: Path, *rows: tuple[str, ...]) -> Path:
    """A workbook with a title above its table."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("群众信访举报转办和边督边改公开情况一览表",), *rows):
        sheet.append(row)
    book.save(folder / "table.xlsx")
    return folder / "table.xlsx"


def table(folder: Path, *rows: tuple[str, ...]) -> Path:
    """The same as a CSV of a Chinese spreadsheet."""
    with (folder / "table.csv").open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([("附件",), *rows])
    return folder / "table.csv"


@pytest.mark.parametrize("written", [workbook, table])
def test_the_layout_with_a_closure_of_its_own_is_read(city: City, tmp_path: Path, written: type) -> None:
    figures, lines = imported(written(tmp_path, FIRST, (*CELLS, "阶段性办结", HELD)), source="first")

    clue = Clue.objects.select_related("public_facts").get()
    assert (figures["created"], lines) == (1, [])
    assert (clue.status, clue.verdict, clue.measures) == ("interim_closed", "substantiated", "已停产")
    assert (clue.public_facts.fine, clue.public_facts.held_accountable) == (Decimal("20000.00"), 2)


@pytest.mark.parametrize("written", [workbook, table])
def test_the_layout_with_the_closure_in_its_remarks_is_read(city: City, tmp_path: Path, written: type) -> None:
    figures, lines = imported(written(tmp_path, SECOND, (*CELLS, "无", "该问题已\n办结，长期坚持。")), source="second")

    clue = Clue.objects.select_related("public_facts").get()
    assert (figures["created"], lines) == (1, [])
    assert (clue.status, clue.source_external_id, clue.region_id) == ("closed", "D3JS202506010001", "321181")
    assert (clue.public_facts.held_accountable, clue.public_facts.fine) == (0, None)


def test_a_complaint_in_two_areas_is_one_clue_that_names_the_other(city: City, tmp_path: Path) -> None:
    row = (*CELLS[:3], "涉及镇江市丹阳市、常州市", *CELLS[4:], "已办结", "无")
    imported(workbook(tmp_path, FIRST, row), source="two")

    facts = PublicFacts.objects.select_related("clue").get()

    assert (facts.clue.region_id, facts.further_areas) == ("321181", ["常州市"])


def test_a_changed_measure_is_told_as_a_difference_of_its_column(city: City, tmp_path: Path) -> None:
    imported(workbook(tmp_path, FIRST, (*CELLS, "已办结", "约谈1人")), source="again")

    figures, _lines = imported(workbook(tmp_path, FIRST, (*CELLS, "已办结", "约谈2人")), source="again")

    fault = LedgerFault.objects.get()
    assert (figures["conflicting"], fault.differences) == (1, {"问责情况": ["约谈1人", "约谈2人"]})


def test_a_remark_that_tells_no_closure_refuses_its_row(city: City, tmp_path: Path) -> None:
    figures, _lines = imported(table(tmp_path, SECOND, (*CELLS, "无", "详见附件")), source="odd")

    assert figures["rejected"] == 1
    assert LedgerFault.objects.get().column == "办理状态"


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("已办结", "已办结"), ("阶段性办结，正在推进", "阶段性办结"), ("阶段\n性办结", "阶段性办结"),
        ("尚未办结", "办理中"),
        ("正在办理", "办理中"), ("", "办理中"), ("是", "已办结"), ("已于6月3日办结。", "已办结"),
    ],
)  # fmt: skip
def test_the_closure_is_found_within_other_words(words: str, state: str) -> None:
    assert state_in(words) == state


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HELD, Measures(1, 1, Decimal("20000.00"), interviewed=3, held_accountable=2)),
        ("责令限期整改2家;罚款12,500.50元", Measures(2, fine=Decimal("12500.50"))),
        ("对两名责任人进行约谈，问责村干部三人", Measures(interviewed=2, held_accountable=3)),
        ("立案侦查1件，行政拘留2人", Measures(criminal_cases=1, administratively_detained=2)),
        ("无", Measures(interviewed=0, held_accountable=0)),
        ("", Measures()),
    ],
)  # fmt: skip
def test_measures_in_words_are_read_into_counts(text: str, told: Measures) -> None:
    assert measures_in(text) == told


def test_counts_are_printed_in_the_words_they_were_read_from_and_without_a_name() -> None:
    assert in_words(measures_in(HELD)) == HELD
    assert in_words(measures_in("对负责人张三问责1人")) == "问责1人"
    assert (in_words(Measures()), in_words(Measures(held_accountable=0))) == ("未公布", "无")


def test_areas_are_told_apart_however_they_are_joined() -> None:
    assert areas_in("涉及甲市、乙市") == ["甲市", "乙市"]
    assert areas_in("甲市和\n乙市") == ["甲市", "乙市"]
