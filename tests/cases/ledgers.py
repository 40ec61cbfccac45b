"""Ledgers as offices export them, written on the spot."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from cases.ledgers.columns import COLUMNS
from cases.models import Clue
from kernel.models import Event

PLAIN = {
    "线索编号": "ZJ0001", "来源": "12345热线", "登记时间": "2021-06-02 18:19", "所属区县": "丹阳市",
    "乡镇街道": "云阳街道", "详细地址": "云阳街道24组附近", "经度": "119.578784", "纬度": "31.978426",
    "污染类型": "水、大气",
    "问题描述": "群众反映一喷涂作坊污水直排河道,水体黑臭", "涉及单位": "演示喷涂作坊432号", "是否实名": "否",
    "牵头单位": "镇江市丹阳生态环境局", "办理时限": "2021-08-01", "办理状态": "已办结", "是否属实": "部分属实",
    "办结时间": "2021-07-03 07:51", "办理结果": "已督促整改",
}  # fmt: skip
OPEN = {"办理状态": "办理中", "是否属实": "", "办结时间": "", "办理结果": ""}


def row(number: str = "ZJ0001", **cells: str) -> dict[str, str]:
    """A closed clue of 2021, with these cells instead of the plain ones."""
    return {**dict.fromkeys(COLUMNS, ""), **PLAIN, "线索编号": number, **cells}


def written(folder: Path, *rows: dict[str, str], encoding: str = "utf-8-sig", name: str = "ledger.csv") -> Path:
    """A ledger file with these rows."""
    path = folder / name
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def imported(path: Path, *options: str, source: str = "old") -> tuple[dict[str, int], list[str]]:
    """What the command printed: its figures, and the lines before them."""
    out = StringIO()
    call_command("import_ledger", str(path), f"--source={source}", *options, stdout=out)
    *lines, figures = out.getvalue().splitlines()
    return json.loads(figures), lines


OWN = {"id", "number", "search", "created_at", "updated_at", "ledger_import_id", "source_system"}


def outcome_of(source: str) -> list[Any]:
    """All that an import left of each clue, but for its identity and the instant at which it ran."""
    left: list[Any] = []
    for clue in Clue.objects.filter(source_system=source).order_by("source_external_id").values():
        events = Event.objects.filter(subject_id=clue["id"]).order_by("occurred_at", "id")
        told = list(events.values_list("type", "occurred_at", "from_status", "to_status", "imported", "version"))
        left.append(({name: value for name, value in clue.items() if name not in OWN}, told))
    return left
