"""What the reports of each scenario print, on the page and in every file."""

import io
import re
from typing import Any

from django.test import Client
from docx import Document
from openpyxl import load_workbook

from agencies.models import Person
from reports.models import Report, ReportFile

# The kind of report, its first day, and what its page, its document and its workbook all print.
PRINTED: dict[str, list[tuple[str, str, tuple[str, ...]]]] = {
    "anyang": [
        ("monthly", "2022-11-01", ("71.05%（27/38）", "100.00%（11/11）", "0.00%（0/38）", "100.00%（114/114）")),
        ("mechanism", "2022-11-01", ("已移送|3", "已收回执|3", "建议移送|0")),
        ("weekly", "2022-12-05", ("68.42%（26/38）", "认定虚假整改|1")),
        ("mechanism", "2022-12-01", ("建议移送|1",)),
    ],
    "cangxi": [
        (
            "monthly",
            "2017-10-01",
            (
                "96.20%（405/421）", "有整改方案|421/421", "有责任人|421/421", "立案|82", "处罚决定|42（51.22%）",
                "罚款（元）|600,500.00", "移送公安机关|1",
            ),
        ),
    ],
    "lanzhou": [
        (
            "daily",
            "2024-11-11",
            (
                "18.18%（2/11）", "90.91%（10/11）", "属实|4", "部分属实|4", "不属实|2", "未核定|1", "交办批次|11",
                "调阅资料|12批 123项 886份", "谈话|11", "走访|9",
            ),
        ),
    ],
    "yanbian": [
        (
            "monthly",
            "2020-05-01",
            ("演示大桥|劣Ⅴ类，不达标", "达标断面|1/2", "预警函|起草1份，签发0份", "函告|起草1份，签发0份"),
        ),
        ("mechanism", "2020-06-01", ("建议专项检查|1",)),
    ],
    "zhenjiang": [
        ("monthly", "2021-11-01", ("97.45%（55,662/57,116）",)),
        (
            "mechanism",
            "2021-11-01",
            (
                "共享和移送|56", "联合监督检查|5", "联合约谈单位|5", "全机制问责人数|未公布", "秸秆焚烧问题|6人",
                "已收回执|2",
            ),
        ),
        ("monthly", "2021-12-01", ("茂源化工土壤及地下水修复|应记47天，已记46天，缺1天；提前21天完成",)),
    ],
}  # fmt: skip


def assert_printed(name: str, client: Client) -> None:
    """Every file and the page of the scenario's reports print its city's figures."""
    client.force_login(Person.objects.get(username="director2"))
    for kind, first_day, expected in PRINTED[name]:
        report = Report.objects.get(kind=kind, first_day=first_day, source="" if kind == "daily" else name)
        files = dict(ReportFile.objects.filter(report=report).values_list("type", "content"))
        page = printed_on(client.get(f"/reports/{report.pk}").content)
        for text in expected:
            assert text in lines_of_document(bytes(files["docx"]))
            assert text in lines_of_workbook(bytes(files["xlsx"]))
            assert all(part in page for part in text.split("|"))


def printed_on(page: bytes) -> str:
    """The page as people read it: a number and its links are one word."""
    return re.sub(r"</?a\b[^>]*>", "", page.decode())


def lines_of_document(content: bytes) -> str:
    """Each row of each table, its cells joined by bars."""
    tables: Any = Document(io.BytesIO(content)).tables
    return "\n".join("|".join(cell.text for cell in row.cells) for table in tables for row in table.rows)


def lines_of_workbook(content: bytes) -> str:
    """Each row of each sheet, its cells joined by bars."""
    book = load_workbook(io.BytesIO(content))
    rows = (row for sheet in book for row in sheet.iter_rows(values_only=True))
    return "\n".join("|".join(str(cell) for cell in row if cell is not None) for row in rows)
