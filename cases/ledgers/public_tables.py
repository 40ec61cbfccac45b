"""The tables that cities publish of an inspection's orders, read as ledgers: their columns by the ledger's names."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

from cases.ledgers.columns import CHANNELS, label_of
from cases.models import Channel

NUMBER, VERDICT = "受理编号", "是否属实"
# How else the columns of such a table are called.
ALSO_CALLED = {
    "编号": NUMBER, "举报件编号": NUMBER, "信访件编号": NUMBER, "信访编号": NUMBER,
    "交办问题": "交办问题基本情况", "问题基本情况": "交办问题基本情况", "举报问题基本情况": "交办问题基本情况",
    "行政区划": "行政区域", "所属区域": "行政区域", "问题类型": "污染类型", "查处情况": "调查核实情况",
    "调查核实": "调查核实情况", "处理整改情况": "处理和整改情况", "处理及整改情况": "处理和整改情况",
    "责任人被处理情况": "问责情况", "责任人处理情况": "问责情况", "责任人员被处理情况": "问责情况",
    "责任追究情况": "问责情况", "办结情况": "是否办结", "办结": "是否办结", "批号": "批次",
}  # fmt: skip
RENAMED = {NUMBER: "线索编号", "交办问题基本情况": "问题描述", "行政区域": "所属区县"}
FOUND, DONE, MEASURES, BATCH = "调查核实情况", "处理和整改情况", "问责情况", "批次"
# Kept beside the ledger's columns, under the names that the table prints.
BESIDE = (DONE, MEASURES, BATCH)
CLOSURE = ("是否办结", "备注")
NOT_OURS = {"序号", "公开日期", "重点", "重点件", FOUND, *BESIDE, *CLOSURE}
STATES = {"是": "已办结", "否": "办理中", "": "办理中"}
# What says how far an order came, in any words around it; the first that is found holds.
STATE_WORDS = (
    (re.compile("阶段性?已?办结"), "阶段性办结"),
    (re.compile("未办结|未完成|正在办理|办理中|正在整改|持续整改"), "办理中"),
    (re.compile("办结"), "已办结"),
)
UNSEEN = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]")
MOST_TITLES = 5


def is_public_table(header: Sequence[str]) -> bool:
    """Say whether the header is that of a published table."""
    return NUMBER in header and VERDICT in header


def spelled(header: Sequence[str]) -> list[str]:
    """A header without the blanks and line breaks that printed tables have in theirs."""
    return [UNSEEN.sub("", name) for name in header]


def named(header: Sequence[str]) -> list[str]:
    """A published table's header in one spelling; any other as it is."""
    known = [ALSO_CALLED.get(name, name) for name in header]
    return known if is_public_table(known) else list(header)


def below_titles(rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The lines from the header on: a published table may have its title above it."""
    lines = iter(rows)
    first = list(islice(lines, MOST_TITLES))
    places = [place for place, (_line, row) in enumerate(first) if is_public_table(named(spelled(row)))]
    return chain(first[places[0] if places else 0 :], lines)


def ledger_header(header: Sequence[str]) -> list[str]:
    """The ledger's names of the columns, for the check that nothing is unknown."""
    ours = [RENAMED.get(name, name) for name in header if name not in NOT_OURS]
    return [*dict.fromkeys(ours), "来源", "登记时间"]


def ledger_cells(cells: Mapping[str, str]) -> dict[str, str]:
    """A line of the table as a line of the ledger: an order of an inspection, handled as printed."""
    ours = {RENAMED.get(name, name): cell for name, cell in cells.items() if name not in NOT_OURS}
    told = "\n".join(filter(None, (cells.get(name, "") for name in (FOUND, DONE))))
    return {
        **ours,
        "来源": label_of(CHANNELS, Channel.INSPECTION),
        "办理状态": state_in(next((cells[name] for name in CLOSURE if cells.get(name)), "")),
        "是否属实": UNSEEN.sub("", ours.get(VERDICT, "")),
        "办理结果": told,
        **{name: cells[name] for name in BESIDE if cells.get(name)},
    }


def state_in(words: str) -> str:
    """The ledger's state that a cell tells, by itself or within a remark; a cell that tells none stays as it is."""
    bare = UNSEEN.sub("", words)
    if bare in STATES:
        return STATES[bare]
    return next((state for pattern, state in STATE_WORDS if pattern.search(bare)), words)


def areas_in(cell: str) -> list[str]:
    """The areas that a cell names, the first its own."""
    bare = re.sub("^(?:涉及|跨)", "", UNSEEN.sub("", cell))
    return [name for name in re.split("[、,，;；/和及]", bare) if name]
