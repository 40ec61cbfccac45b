"""Ledgers as workbooks and as published tables: the same clues, and bad files refused clearly."""

import csv
import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from rustpy_xlsxwriter import FastExcel

from cases.actions.ledger_queue import load_next_chunk, queue_import
from cases.actions.ledgers import Order
from cases.ledgers.columns import COLUMNS
from cases.ledgers.files import records_of
from cases.ledgers.kept_rows import kept_records, rows_beside
from cases.ledgers.workbooks import as_printed
from cases.models import Clock, Clue, LedgerImport
from kernel.models import Event
from tests.cases.ledgers import OPEN, imported, outcome_of, row, written
from tests.cast import NOON, City
from tests.web.readers import reader

DATA = Path(__file__).parents[1] / "data"
DATED = ("登记时间", "办结时间", "办理时限")


def workbook(folder: Path, *rows: dict[str, Any], name: str = "ledger.xlsx") -> Path:
    """A workbook with these rows."""
    path = folder / name
    book = FastExcel(str(path))
    book.sheet("台账", list(rows))
    book.save()
    return path


def with_types(cells: dict[str, str]) -> dict[str, Any]:
    """The row as a spreadsheet keeps it: days and instants as such, coordinates as numbers."""
    typed: dict[str, Any] = dict(cells)
    for name in DATED:
        form = "%Y-%m-%d" if name == "办理时限" else "%Y-%m-%d %H:%M"
        typed[name] = datetime.strptime(cells[name], form) if cells[name] else ""  # noqa: DTZ007 -- cells have no zone
    return typed | {name: float(cells[name]) for name in ("经度", "纬度")}


ROWS = (row("A1"), row("A2", 登记时间="2021-06-02 00:00", **OPEN), row("A3", 联系电话="13800000000", 举报人="演示甲"))


def test_a_workbook_leaves_what_the_csv_of_the_same_rows_leaves(city: City, tmp_path: Path) -> None:
    from_csv = imported(written(tmp_path, *ROWS), source="csv")
    from_xlsx = imported(workbook(tmp_path, *map(with_types, ROWS)), source="xlsx")

    assert from_csv == from_xlsx
    assert outcome_of("csv") == outcome_of("xlsx") != []


def test_the_same_rows_as_a_workbook_change_nothing_of_those_from_the_csv(city: City, tmp_path: Path) -> None:
    imported(written(tmp_path, *ROWS))

    figures, lines = imported(workbook(tmp_path, *map(with_types, ROWS)))

    assert (figures["unchanged"], figures["conflicting"], lines) == (3, 0, [])


def test_the_shared_ledger_reads_alike_as_a_workbook(city: City, tmp_path: Path) -> None:
    with (DATA / "ledger.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    full = [one for one in rows if None not in one.values()]
    plain = written(tmp_path, *full)

    from_csv, from_xlsx = imported(plain, source="csv"), imported(workbook(tmp_path, *full), source="xlsx")

    assert from_csv == from_xlsx


def test_a_refused_row_is_named_by_the_line_a_spreadsheet_shows(city: City, tmp_path: Path) -> None:
    blank = dict.fromkeys(COLUMNS, "")

    figures, lines = imported(workbook(tmp_path, row("A1"), blank, row("A2", 所属区县="某县")))

    assert (figures["created"], figures["rejected"]) == (1, 1)
    assert lines == ["line 4 A2 所属区县: 没有这个区县“某县”"]


@pytest.mark.parametrize(
    ("cell", "column", "text"),
    [
        (13800000000.0, "联系电话", "13800000000"),
        (119.5, "经度", "119.500000"),
        (datetime(2021, 6, 1), "登记时间", "2021-06-01 00:00"),  # noqa: DTZ001 -- cells have no zone
        (datetime(2021, 6, 1, 8, 30, 5), "办结时间", "2021-06-01 08:30:05"),  # noqa: DTZ001
        (datetime(2021, 6, 1), "办理时限", "2021-06-01"),  # noqa: DTZ001
        (44348.5, "登记时间", "2021-06-01 12:00"),
        (3.25, "办理结果", "3.25"),
        (True, "是否实名", "是"),
        (" 文字 ", "问题描述", "文字"),
    ],
)
def test_a_cell_reads_as_the_ledger_would_print_it(cell: object, column: str, text: str) -> None:
    assert as_printed(cell, column) == text


def bomb() -> bytes:
    """A workbook of a few kilobytes that would unpack to half a gigabyte."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as parts:
        for number in range(5):
            parts.writestr(f"xl/worksheets/sheet{number}.xml", b"\0" * (100 << 20))
    return buffer.getvalue()


def lying() -> bytes:
    """A bomb whose headers say that it is small."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"\0" * (4 << 20))
    told = (4 << 20).to_bytes(4, "little")
    return buffer.getvalue().replace(told, (16).to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 nonsense", "工作簿"),
        (b"\xd0\xcf\x11\xe0 an old one", "工作簿"),
        (bomb(), "文件解压后过大"),
        (lying(), "工作簿"),
    ],
    ids=["broken", "old xls", "bomb", "lying bomb"],
)
def test_a_workbook_that_cannot_be_read_is_refused_and_leaves_nothing(
    city: City, tmp_path: Path, content: bytes, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(content)

    with pytest.raises(SystemExit) as refused:
        imported(path)

    assert refused.value.code == 2
    assert said in capsys.readouterr().err
    assert not LedgerImport.objects.exists()


def test_the_page_takes_a_workbook(city: City, tmp_path: Path) -> None:
    path = workbook(tmp_path, row("A1"))
    form = {"file": SimpleUploadedFile("台账.xlsx", path.read_bytes()), "source": "old", "coord_sys": "wgs84"}

    answer = reader("dispatcher").post("/import", form)

    assert answer.status_code == 302
    assert LedgerImport.objects.get().total == 1


PUBLIC = {
    "序号": "1", "受理编号": "D3JS202506010001", "交办问题基本情况": "某厂夜间异味", "行政区域": "镇江市丹阳市",
    "污染类型": "大气污染、噪声", "调查核实情况": "现场有异味", "是否属实": "部分属实", "处理和整改情况": "已停产",
    "是否办结": "已办结", "责任人被处理情况": "无",
}  # fmt: skip


def test_a_published_table_is_read_with_its_dates_marked_as_unknown(city: City, tmp_path: Path) -> None:
    open_one = PUBLIC | {"受理编号": "X3JS2", "是否办结": "正在办理", "是否属实": ""}

    figures, lines = imported(workbook(tmp_path, PUBLIC, open_one), source="inspection")

    run, (closed, still_open) = LedgerImport.objects.get(), Clue.objects.order_by("source_external_id")
    assert (figures["created"], lines) == (2, [])
    assert (closed.status, closed.verdict, closed.channel) == ("closed", "partly_substantiated", "inspection")
    assert (closed.findings, closed.measures, closed.pollution_types) == ("现场有异味", "已停产", ["air", "noise"])
    assert (closed.received_at, closed.closed_at, closed.region_id) == (run.started_at, run.started_at, "321181")
    assert (still_open.status, still_open.marks) == ("investigating", ["dates_unknown"])
    assert not Clock.objects.exists()
    assert set(Event.objects.filter(subject_type="clue").values_list("data__dates", flat=True)) == {"unknown"}


def test_a_published_table_reads_alike_from_a_csv_and_again_changes_nothing(city: City, tmp_path: Path) -> None:
    path = tmp_path / "public.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.DictWriter(file, list(PUBLIC))
        writer.writeheader()
        writer.writerow(PUBLIC)
    imported(path)

    figures, _lines = imported(workbook(tmp_path, PUBLIC))

    assert (figures["read"], figures["unchanged"]) == (1, 1)


def test_a_queued_workbook_is_read_once_and_goes_on_from_its_kept_lines(city: City, tmp_path: Path) -> None:
    path = workbook(tmp_path, *(with_types(row(f"A{number}")) for number in range(5)))
    run = queue_import(Order(path, "old"), file_name="台账.xlsx", by=city.actor("intake"), at=NOON)
    path.write_bytes(b"no longer a workbook")

    for _turn in range(4):
        with transaction.atomic():
            load_next_chunk(run.pk, by=city.actor("intake"), at=NOON, size=2)

    run.refresh_from_db()
    assert (run.state, run.read, run.created) == ("done", 5, 5)
    assert next(kept_records(path, skip=4)).line == 6


def test_lines_that_were_not_kept_are_read_from_the_workbook(city: City, tmp_path: Path) -> None:
    path = workbook(tmp_path, *map(with_types, ROWS))

    assert [(one.line, one.cells) for one in kept_records(path, skip=1)] == [
        (one.line, one.cells) for one in records_of(path, skip=1)
    ]
    assert rows_beside(path).stat().st_mode & 0o777 == 0o600
