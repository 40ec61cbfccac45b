"""Tables from strangers: a small workbook takes no more room than it holds, and no cell becomes a formula."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.csv_cells import as_written, harmless
from kernel.sandboxed.refusals import Refused
from kernel.sandboxed.workbooks import refuse_bombs
from kernel.workbooks import UnreadableWorkbook, first_sheet_of

SHEET = "<worksheet>{dimension}<sheetData>{cells}</sheetData></worksheet>"


def workbook(cells: str, dimension: str = "") -> io.BytesIO:
    """A workbook with one sheet of these cells."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("xl/worksheets/sheet1.xml", SHEET.format(cells=cells, dimension=dimension))
    file.seek(0)
    return file


FAR = [
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "<row r='1'><c  r = 'XFD1'><v>1</v></c></row>",
    '<row r="1"><c s="1" t="n" r="$ZZ$1"/></row>',
    '<x:row r="1"><x:c r="XFD1"/></x:row>',
    '<row r="1"><c r="IV1"/></row><row r="900000"><c r="A900000"/></row>',
    '<row r="999999999999"><c r="A1"/></row>',
    '<row r="1"><c r="AAAAAAA1"/></row>',
    '<row r="1">' + "<c/>" * 1_000_100 + "</row>",
]


@pytest.mark.parametrize("cells", FAR, ids=range(len(FAR)))
def test_a_sheet_that_reaches_too_far_is_refused_before_it_is_read(cells: str) -> None:
    with pytest.raises(Refused):
        refuse_bombs(workbook(cells))


def test_a_range_that_is_only_declared_is_refused_too() -> None:
    with pytest.raises(UnreadableWorkbook) as refusal:
        list(first_sheet_of(workbook('<row r="1"><c r="A1"/></row>', '<dimension ref="A1:XFD1048576"/>')))

    assert [error.code for error in refusal.value.errors] == ["sheet_too_large"]


def test_a_reference_between_two_blocks_is_not_lost() -> None:
    padding = '<row r="1">' + '<c r="A1"/>' * 95_324
    for shift in range(0, 40, 3):
        with pytest.raises(Refused):
            refuse_bombs(workbook(padding + " " * shift + '<c r="XFD1"/></row>'))


def test_an_ordinary_large_sheet_passes() -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"/><c r="T{row}"/></row>' for row in range(1, 60_001))

    refuse_bombs(workbook(rows, '<dimension ref="A1:T60000"/>'))


LIVE = [
    "=1+1", "＝1+1", "+1", "＋1", "-1", "－1", "@SUM(A1)", "＠SUM", "\t=1", "\u200b=1", "\ufeff＝1", "\u3000=1", " =1",
    "\u2060@x",
]  # fmt: skip


@pytest.mark.parametrize("cell", LIVE)
def test_a_live_cell_is_quoted_whatever_its_width_or_what_stands_unseen_before_it(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@given(st.text(alphabet="'=＝＋+-@＠ \u200b\ufeff\u3000\t甲a1", max_size=6))
def test_whatever_left_comes_back_as_it_was(cell: str) -> None:
    assert as_written(harmless(cell)) == cell


@pytest.mark.parametrize("cell", ["甲", "'甲", "1=1", "", "'", "a-b"])
def test_a_cell_that_never_left_loses_nothing(cell: str) -> None:
    assert as_written(cell) == cell
