"""A clue as a ledger prints it, in the columns it came in; people are masked, and no cell comes alive."""

from collections.abc import Mapping

from django.utils.timezone import localtime

from cases.ledgers.columns import CHANNELS, COLUMNS, IDENTITY, POLLUTION_TYPES, STATUSES, UNDATED, VERDICTS, label_of
from cases.ledgers.public_tables import BATCH, MEASURES
from cases.measures import in_words, measures_in, measures_of
from cases.models import Clue, PublicFacts
from cases.queries.clues import shown_channel

MASKED = "***"
SHOWN_STATUS = {"signed": "已签收", "not_accepted": "不予受理", "merged": "已并案", "void": "已作废"}


def ledger_cells(clue: Clue, *, reader: str = "office") -> dict[str, str]:
    """The clue's cells by column; needs region, lead, co-handlers and reporter at hand."""
    county = clue.region.parent if clue.region.level == "township" and clue.region.parent else clue.region
    reporter = getattr(clue, "reporter", None)
    cells = {
        "线索编号": clue.source_external_id or clue.number,
        "来源": label_of(CHANNELS, shown_channel(clue, reader)),
        "登记时间": UNDATED if clue.dates_unknown else f"{localtime(clue.received_at):%Y-%m-%d %H:%M}",
        "所属区县": county.name,
        "乡镇街道": clue.region.name if clue.region is not county else "",
        "详细地址": clue.address,
        "经度": "" if clue.lon is None else f"{clue.lon:.6f}",
        "纬度": "" if clue.lat is None else f"{clue.lat:.6f}",
        "污染类型": "、".join(label_of(POLLUTION_TYPES, name) for name in clue.pollution_types),
        "问题描述": clue.handling_summary if reader == "unit" else clue.description,
        "涉及单位": clue.subject_name,
        "统一社会信用代码": clue.subject_uscc,
        "举报人": MASKED if reporter and reporter.identity else "",
        "联系电话": MASKED if reporter and reporter.identity else "",
        "是否实名": "是" if reporter and reporter.is_named else "否",
        "牵头单位": clue.lead_agency.name if clue.lead_agency else clue.ledger_unit,
        "配合单位": "、".join(row.agency.name for row in clue.co_handlings.all()),
        "办理时限": f"{localtime(clue.due_at):%Y-%m-%d}" if clue.due_at else "",
        "办理状态": SHOWN_STATUS.get(clue.status) or label_of(STATUSES, clue.status) or "待分办",
        "是否属实": label_of(VERDICTS, clue.verdict),
        "办结时间": _ended(clue),
        "办理结果": "\n".join(filter(None, (clue.findings, clue.measures))),
    }
    return {column: cells[column] for column in COLUMNS}


def _ended(clue: Clue) -> str:
    """When it was closed; where nobody knows the date, it is unknown until it is closed anew."""
    ended = clue.closed_at or clue.interim_closed_at
    if ended and clue.closing_unknown and clue.cycle == 1:
        return UNDATED
    return f"{localtime(ended):%Y-%m-%d %H:%M}" if ended else ""


def differences(clue: Clue, cells: Mapping[str, str]) -> dict[str, list[str]]:
    """`{column: [ours, theirs]}` where the file says something else; identities are only said to differ."""
    ours = ledger_cells(clue) | _published_cells(clue)
    changed: dict[str, list[str]] = {}
    for column, theirs in cells.items():
        if column in IDENTITY or column not in ours or _same(column, ours[column], theirs):
            continue
        changed[column] = [ours[column], theirs]
    return changed


def _published_cells(clue: Clue) -> dict[str, str]:
    """What a published table printed beside the ledger's columns."""
    facts = PublicFacts.objects.filter(clue=clue).first()
    if facts is None:
        return {}
    return {MEASURES: in_words(measures_of(facts)), BATCH: facts.batch_label}


def _same(column: str, ours: str, theirs: str) -> bool:
    if column in {"污染类型", "配合单位"}:
        return set(filter(None, ours.split("、"))) == set(filter(None, theirs.split("、")))
    if column in {"乡镇街道", "详细地址", "办理状态"}:
        return ours == theirs or not theirs or ours.endswith(theirs) or (column == "乡镇街道" and not ours)
    return ours == (in_words(measures_in(theirs)) if column == MEASURES else theirs)
