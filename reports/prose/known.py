"""What the guard may know of a report: every number of its frozen content, and by which words people call it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localtime

from reports.cells import Cell
from reports.prose.filling import until
from reports.prose.marks import Known, Told
from reports.prose.numbers import numbers_in

# How texts call a figure besides its own label; the first meaning of a short name stands first in a report.
CALLED = {
    "clues_received": ("收到", "收集", "共收到", "交办群众举报件"),
    "clues_closed": ("办结", "已办结"),
    "clues_interim_closed": ("阶段性办结",),
    "clues_open": ("未办结", "正在办理", "在办"),
    "clues_overdue": ("逾期未办结",),
    "clues_not_accepted": ("不予受理",),
    "platform_closure_rate": ("办结率",),
    "closure_rate_strict": ("办结率",),
    "closure_rate_broad": ("办结率",),
    "on_time_rate": ("按期率",),
    "dispatch_within_hour_rate": ("1小时转办率",),
    "tasks_completed": ("完成整改", "已完成整改任务"),
    "completion_rate": ("完成率",),
    "on_schedule_rate": ("序时进度率",),
    "overdue_rate": ("逾期率",),
    "period_received": ("收到线索", "收到", "收集", "新增线索", "新交办"),
    "period_closed": ("办结线索", "办结"),
    "sections_met_rate": ("达标率",),
    "rebound_rate": ("回头看反弹率",),
}
# Longer names that are no figure of ours: 按期办结 is not 办结.
OTHER_NAMES = (
    "按期办结", "提前办结", "办结时限", "办结总数", "未受理", "已受理", "月度办结率", "满意率", "整改率", "当场办结",
    "办结环节", "逾期办结", "个性整改任务", "共性整改任务",
)  # fmt: skip


def told_by(content: dict[str, Any]) -> Told:
    """Everything that a text about this content may cite."""
    instant = localtime(datetime.fromisoformat(content["as_of"]))
    figures = [*_figures(content), *_moves(content), *_groups(content), *_unnamed(content)]
    since = content.get("since") or ""
    return Told(figures, until(instant, with_year=True), since.startswith(f"{instant.year}-"), OTHER_NAMES)


def _figures(content: dict[str, Any]) -> Iterator[Known]:
    for one in content["figures"]:
        yield _known(one["metric"], one["label"], one)
    for name, fact in content.get("facts", {}).items():
        yield replace(_known(name, fact["label"], fact), of_period=None)


def _moves(content: dict[str, Any]) -> Iterator[Known]:
    """What the period brought; a fall is written without its sign."""
    for one in content["period"]:
        name = one.get("name", "")
        words = (one["label"], *CALLED.get(name, ()))
        yield Known(name, one["label"], words, Decimal(abs(one["value"])), of_period=True)


def _groups(content: dict[str, Any]) -> Iterator[Known]:
    """The cells of the tables, each of its own county, unit, type or channel."""
    for table in content["tables"]:
        names = table.get("metrics") or [""] * len(table["columns"])
        for row in table["rows"]:
            for name, column, cell in zip(names, table["columns"], row["cells"], strict=True):
                if "text" in cell and "value" not in cell:
                    yield from _in_text(str(cell["text"]))
                else:
                    yield _known(name, column, cell, table.get("dimension", ""), row)


def _unnamed(content: dict[str, Any]) -> Iterator[Known]:
    """Numbers that stand among words."""
    for block in content.get("blocks", []):
        for _label, text in block["lines"]:
            yield from _in_text(text)


def _in_text(text: str) -> Iterator[Known]:
    for number in numbers_in(text):
        if not number.is_percent:
            yield Known("", text, (), number.value)


def _known(name: str, label: str, cell: Cell, dimension: str = "", row: dict[str, Any] | None = None) -> Known:
    value = None if cell["value"] is None else Decimal(cell["value"])
    called = row is None or dimension in {"region", "agency"}
    return Known(
        name,
        label,
        (label, *CALLED.get(name, ())) if called else (),
        value,
        cell["numerator"],
        cell["denominator"],
        scope=_scope(row, dimension) if row and called else "",
        dimension=dimension,
        key=row["key"] if row else "",
    )


def _scope(row: dict[str, Any], dimension: str) -> str:
    """A county or a unit by its name; what stands under the city's own code is not the whole city."""
    return f"{row['label']}本级" if dimension == "region" and row["key"].endswith("00") else str(row["label"])
