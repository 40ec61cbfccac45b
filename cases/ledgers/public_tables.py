"""The tables that cities publish of an inspection's orders, read as ledgers: their columns by the ledger's names."""

import re
from collections.abc import Mapping, Sequence

from cases.ledgers.columns import CHANNELS, label_of
from cases.models import Channel

NUMBER, VERDICT = "受理编号", "是否属实"
RENAMED = {
    NUMBER: "线索编号", "交办问题基本情况": "问题描述", "行政区域": "所属区县", "行政区划": "所属区县",
    "是否办结": "办理状态", "办结情况": "办理状态", "办结": "办理状态", "备注": "办理状态",
}  # fmt: skip
TOLD_TOGETHER = ("调查核实情况", "处理和整改情况")
NOT_OURS = {"序号", "批次", "公开日期", "责任人被处理情况", "问责情况", "重点", "重点件"}
STATES = {
    "已办结": "已办结", "办结": "已办结", "是": "已办结", "阶段性办结": "阶段性办结", "阶段办结": "阶段性办结",
    "正在办理": "办理中", "办理中": "办理中", "未办结": "办理中", "否": "办理中", "": "办理中",
}  # fmt: skip


def is_public_table(header: Sequence[str]) -> bool:
    """Say whether the header is that of a published table."""
    return NUMBER in header and VERDICT in header


def spelled(header: Sequence[str]) -> list[str]:
    """A header without the blanks and line breaks that printed tables have in theirs."""
    return [re.sub(r"\s", "", name) for name in header]


def ledger_header(header: Sequence[str]) -> list[str]:
    """The ledger's names of the columns, for the check that nothing is unknown."""
    named = [RENAMED.get(name, name) for name in header if name not in NOT_OURS and name not in TOLD_TOGETHER]
    return [*dict.fromkeys(named), "来源", "登记时间"]


def ledger_cells(cells: Mapping[str, str]) -> dict[str, str]:
    """A line of the table as a line of the ledger: an order of an inspection, handled as printed."""
    named: dict[str, str] = {}
    for name, cell in cells.items():
        if name not in NOT_OURS and name not in TOLD_TOGETHER:
            goal = RENAMED.get(name, name)
            named[goal] = named.get(goal) or cell
    told = "\n".join(filter(None, (cells.get(name, "") for name in TOLD_TOGETHER)))
    state = named.get("办理状态", "")
    return {
        **named,
        "来源": label_of(CHANNELS, Channel.INSPECTION),
        "办理状态": STATES.get(state, state),
        "是否属实": named.get("是否属实", "").strip(),
        "办理结果": told,
    }
