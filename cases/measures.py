"""责任人被处理情况 as published tables write it, read into counts and written out of them: no name comes through."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal

NONE_HELD = {"无", "无问责", "无责任人", "不涉及", "/", "—", "-"}
CHINESE = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
NUMBER = rf"(\d+|[{''.join(CHINESE)}])\s*(?:家|个|处|件|起|宗|人|名|位)"
MONEY = re.compile(r"罚款[^，。；、,;\d]{0,8}([\d,，]*\d(?:\.\d+)?)\s*(万|亿)?余?元")
TIMES = {"": 1, "万": 10_000, "亿": 100_000_000}
# The longer word first: 立案侦查 is no 立案.
WORDS = {
    "ordered_to_rectify": "责令(?:限期|立即)?(?:整改|改正)",
    "criminal_cases": "(?:刑事)?立案侦查",
    "cases_filed": "立案(?:处罚|查处|调查)?(?!侦查)",
    "administratively_detained": "行政拘留",
    "criminally_detained": "刑事拘留",
    "interviewed": "约谈",
    "held_accountable": "问责",
}
BETWEEN = r"[^，。；、,;\d一二两三四五六七八九十]{0,10}"
PRINTED = (
    ("ordered_to_rectify", "责令整改", "家"), ("cases_filed", "立案处罚", "家"), ("fine", "罚款", "元"),
    ("criminal_cases", "立案侦查", "件"), ("administratively_detained", "行政拘留", "人"),
    ("criminally_detained", "刑事拘留", "人"), ("interviewed", "约谈", "人"), ("held_accountable", "问责", "人"),
)  # fmt: skip
UNPUBLISHED, NOBODY = "未公布", "无"
TEN_THOUSAND = 10_000


@dataclass(frozen=True)
class Measures:
    """The counts; None was not published."""

    ordered_to_rectify: int | None = None
    cases_filed: int | None = None
    fine: Decimal | None = None
    criminal_cases: int | None = None
    administratively_detained: int | None = None
    criminally_detained: int | None = None
    interviewed: int | None = None
    held_accountable: int | None = None


@dataclass(frozen=True)
class Published:
    """What a published table prints beyond an office's ledger."""

    done: str = ""
    measures: Measures = field(default_factory=Measures)
    further_areas: tuple[str, ...] = ()
    batch_label: str = ""


def measures_in(text: str) -> Measures:
    """The counts that a cell tells; one that says 无 held nobody, an empty one tells nothing."""
    if text.strip(" 。") in NONE_HELD:
        return Measures(interviewed=0, held_accountable=0)
    counts = {name: _count(text, word) for name, word in WORDS.items()}
    return Measures(**counts, fine=_fine(text))


def _count(text: str, word: str) -> int | None:
    """约谈3人 and 对3人进行约谈 alike, all of them together."""
    found = re.findall(rf"{word}{BETWEEN}{NUMBER}", text) or re.findall(rf"{NUMBER}{BETWEEN}{word}", text)
    return sum(CHINESE.get(number) or int(number) for number in found) if found else None


def _fine(text: str) -> Decimal | None:
    found = [Decimal(re.sub("[,，]", "", amount)) * TIMES[times] for amount, times in MONEY.findall(text)]
    return sum(found, Decimal(0)).quantize(Decimal("0.01")) if found else None


def measures_of(row: object) -> Measures:
    """The counts that a row keeps."""
    return Measures(**{name: getattr(row, name) for name, _word, _unit in PRINTED})


def columns_of(told: Measures) -> Mapping[str, object]:
    """The counts as columns of a row."""
    return asdict(told)


def in_words(told: Measures) -> str:
    """The counts as a cell prints them: 未公布 where nothing is told, 无 where all that is told is none."""
    known = [(word, getattr(told, name), unit) for name, word, unit in PRINTED if getattr(told, name) is not None]
    if not known:
        return UNPUBLISHED
    return "，".join(f"{word}{_amount(value, unit)}" for word, value, unit in known if value) or NOBODY


def _amount(value: int | Decimal, unit: str) -> str:
    if unit != "元":
        return f"{value}{unit}"
    money = Decimal(value)
    if money >= TEN_THOUSAND and money % 1 == 0:
        return f"{(money / TEN_THOUSAND).normalize():f}万元"
    return f"{money.normalize():f}元"
