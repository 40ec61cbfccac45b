"""A report on paper: tables that fit the sheet, heads that stand on every page, sheets that lie where they must."""

import io
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Length
from pypdf import PdfReader

from reports.printing import PRINTERS
from reports.printing.heading import Heading
from reports.printing.wall import wall_pdf
from reports.queries.wall import WallRegion, WallTask

HEADING = Heading("演示月报", "演示市攻坚办", "2026-10-01 — 2026-10-31", "统计截至 2026-10-31 23:59:59", "第1版")
COUNTY = "演示县"


def table_of(columns: int) -> dict[str, Any]:
    """A table of so many counts for each of thirty counties."""
    rows = [{"label": f"{COUNTY}{number}", "cells": [{"value": 7}] * columns} for number in range(30)]
    return {"title": f"{columns}列", "columns": [f"演示指标{one}" for one in range(columns)], "rows": rows, "note": ""}


@pytest.fixture
def content() -> dict[str, Any]:
    """A narrow table, a wide one, and a narrow one again."""
    blocks = [{"title": "查处情况", "lines": [["立案", "6"], ["罚款（元）", "231,500.50"]]}]
    return {"figures": [], "period": [], "blocks": blocks, "tables": [table_of(4), table_of(12), table_of(3)]}


def test_every_table_of_the_document_fits_its_sheet_and_repeats_its_head(content: dict[str, Any]) -> None:
    document = Document(io.BytesIO(PRINTERS["docx"](HEADING, content)))

    sheets = document.sections
    rooms = [
        round(Length((one.page_width or 0) - (one.left_margin or 0) - (one.right_margin or 0)).mm) for one in sheets
    ]
    wide = [round(Length(sum(cell.width or 0 for cell in table.rows[0].cells)).mm) for table in document.tables]
    assert [one.orientation for one in sheets] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    assert wide == [rooms[0], *rooms]
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)  # noqa: SLF001 -- as the format has it


def test_a_heading_of_the_document_is_never_the_last_line_of_a_page(content: dict[str, Any]) -> None:
    document = Document(io.BytesIO(PRINTERS["docx"](HEADING, content)))

    kept = {one.text: one.paragraph_format.keep_with_next for one in document.paragraphs}

    assert (kept["查处情况"], kept["12列"]) == (True, True)


@pytest.mark.parametrize(("title", "orientation"), [("4列", "portrait"), ("12列", "landscape")])
def test_a_sheet_of_the_workbook_prints_as_wide_as_paper_with_its_head(
    content: dict[str, Any], title: str, orientation: str
) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(PRINTERS["xlsx"](HEADING, content)))[title]

    fits = sheet.sheet_properties.pageSetUpPr
    assert fits is not None
    assert (fits.fitToPage, sheet.page_setup.fitToHeight, sheet.print_title_rows) == (True, 0, "$1:$1")
    assert (sheet.page_setup.orientation or "portrait") == orientation
    assert sheet.freeze_panes == "A2"


def test_a_further_sheet_of_the_wall_says_whose_tasks_go_on_there() -> None:
    tasks = [WallTask(f"演示任务{number}", "演示单位", "", "2026-12-31", "剩39天", "blue") for number in range(120)]

    sheets = PdfReader(io.BytesIO(wall_pdf("挂图作战", "共120项任务", [], [WallRegion(COUNTY, tasks, 120, 120)]))).pages

    assert [f"{COUNTY}（续）" in sheet.extract_text() for sheet in sheets] == [False, True]


def test_a_wall_without_tasks_says_so() -> None:
    sheet = PdfReader(io.BytesIO(wall_pdf("挂图作战", "共0项任务", [], []))).pages[0]

    assert "没有整改任务" in sheet.extract_text()
