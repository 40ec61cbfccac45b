"""The figure guard, sentence by sentence: what passes, what contradicts, and what nobody knows."""

from decimal import Decimal

import pytest

from reports.prose.guard import check
from reports.prose.marks import Known, Told, Verdict
from reports.prose.numbers import numbers_in


def count(name: str, value: int, *words: str, scope: str = "", of_period: bool = False) -> Known:
    """A count by its names."""
    return Known(name, words[0], words, Decimal(value), scope=scope, of_period=of_period)


def rate(name: str, upper: int, lower: int, value: str, *words: str, scope: str = "") -> Known:
    """A rate by its names."""
    return Known(name, words[0], words, Decimal(value), upper, lower, scope)


TOLD = Told(
    [
        count("clues_received", 57_116, "收到线索", "收到", "收集"),
        count("clues_closed", 55_662, "办结线索", "办结"),
        count("clues_open", 1_454, "未办结线索", "未办结"),
        count("period_received", 1_203, "本期收到", "收到", of_period=True),
        rate("platform_closure_rate", 55_662, 57_116, "97.45", "平台办结率", "办结率"),
        rate("on_time_rate", 50_000, 56_000, "89.29", "按期办结率"),
        count("clues_received", 9_000, "收到线索", "收到", scope="丹阳市"),
        rate("platform_closure_rate", 8_100, 9_000, "90.00", "平台办结率", "办结率", scope="丹阳市"),
        rate("platform_closure_rate", 7_000, 8_000, "87.50", "平台办结率", "办结率", scope="句容市"),
    ],
    "截至2021年11月底",
    other_names=("按期办结",),
)
RIGHT_RATE = "与系统口径不一致：97.45%（55,662/57,116，截至2021年11月底）"
SENTENCES = {
    # numbers as people write them
    "截至11月底，共收到环境问题线索57,116件，办结55,662件，办结率97.45%。": [],
    "收到线索57116件": [],
    "收到线索５７，１１６件，办结率９７．４５％": [],
    "收到线索5.7万件": [],
    "收到线索五万七千一百一十六件，办结率百分之九十七点四五": [],
    "收到线索近6万件": [],
    "办结率97.5%，办结率超过97%": [],
    # the mismatch that the source printed
    "办结率97.46%（55,662/57,116）": [("97.46%", Verdict.CONTRADICTS, RIGHT_RATE)],
    "办结率97.45%（55,662/57,116）": [],
    "97.46%（55,662/57,116）": [("97.46%", Verdict.CONTRADICTS, RIGHT_RATE)],
    "办结率９７．４６％": [("９７．４６％", Verdict.CONTRADICTS, RIGHT_RATE)],
    "办结率为百分之九十七点四六": [("百分之九十七点四六", Verdict.CONTRADICTS, RIGHT_RATE)],
    "达到97.46%": [("97.46%", Verdict.CONTRADICTS, RIGHT_RATE)],
    "办结率12%": [("12%", Verdict.CONTRADICTS, RIGHT_RATE)],
    "占比12%": [("12%", Verdict.UNKNOWN, "没有找到对应的数字")],
    "占比33.00%（1/3）": [
        ("33.00%", Verdict.CONTRADICTS, "与所列分子、分母不一致：33.33%（1/3）"),
        ("1", Verdict.UNKNOWN, "没有找到对应的数字"),
        ("3", Verdict.UNKNOWN, "没有找到对应的数字"),
    ],
    # counts by their names
    "收到线索57,117件": [("57,117", Verdict.CONTRADICTS, "与系统口径不一致：收到线索57,116（截至2021年11月底）")],
    "收到线索5.8万件": [("5.8万", Verdict.CONTRADICTS, "与系统口径不一致：收到线索57,116（截至2021年11月底）")],
    "收到55,662件": [("55,662", Verdict.CONTRADICTS, "与系统口径不一致：收到线索57,116（截至2021年11月底）")],
    "收到的57,116件中55,662件有了结果": [],
    "按期办结50,000件": [],
    "按期办结率89.29%，未办结1,454件": [],
    "出动执法人员321人次": [("321", Verdict.UNKNOWN, "没有找到对应的数字")],
    # how long something takes
    "限期三个月内整改，15日内反馈，25天、120日、2周、1个半月、6个季度后再查，3年不反弹": [],
    "二十五个工作日、一百二十天、3至5个工作日、30—45天内办结": [],
    "自二〇二一年十一月起，办结率97.45%": [],
    "编制3个月度计划，检查12天然气站": [
        ("3", Verdict.UNKNOWN, "没有找到对应的数字"),
        ("12", Verdict.UNKNOWN, "没有找到对应的数字"),
    ],
    "收到57,117件，限期三个月": [
        ("57,117", Verdict.CONTRADICTS, "与系统口径不一致：收到线索57,116（截至2021年11月底）"),
    ],
    # over whom, and when
    "丹阳市收到线索9,000件，办结率90%": [],
    "丹阳收到线索57,116件": [("57,116", Verdict.MIXED, "口径混用：这是全部范围累计的数字")],
    "办结率90.00%": [("90.00%", Verdict.MIXED, "口径混用：这是丹阳市的数字")],
    "丹阳市办结率87.50%": [("87.50%", Verdict.MIXED, "口径混用：这是句容市的数字")],
    "（8,100/57,116）": [
        ("8,100", Verdict.MIXED, "口径混用：分子和分母不是同一范围的数字"),
        ("57,116", Verdict.MIXED, "口径混用：分子和分母不是同一范围的数字"),
    ],
    "丹阳市收到线索9,000件，全市收到线索57,116件": [],
    "本月收到线索1,203件": [],
    "本月收到线索57,116件": [("57,116", Verdict.MIXED, "口径混用：这是全部范围累计的数字")],
    "今年收到线索57,116件": [("57,116", Verdict.MIXED, "口径混用：这是累计数，不是今年的数")],
    # no figures
    "2021年11月30日24时，镇污防攻坚办〔2021〕12号，第3批，11月底，2021-11-30 08:30": [],
    "拨打12345热线或13800000000、0511-88888888，PM2.5，24小时内，5个工作日": [],
    "1. 第一条\n（2）未来30天到期；不足30件的不排名": [],
}  # fmt: skip


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_is_held_against_the_known_figures(sentence: str) -> None:
    marks = [mark for mark in check(sentence, TOLD) if mark.verdict != Verdict.KNOWN]

    told = [(sentence[mark.start : mark.end], mark.verdict, mark.sentence) for mark in marks]
    assert told == SENTENCES[sentence]


def test_a_known_number_says_which_figure_it_is() -> None:
    marks = check("丹阳市收到线索9,000件；全市收到线索57,116件", TOLD)

    assert [(mark.known.name, mark.known.scope) for mark in marks if mark.known] == [
        ("clues_received", "丹阳市"),
        ("clues_received", ""),
    ]


def test_a_number_without_a_name_is_equal_to_a_figure_and_not_said_to_be_it() -> None:
    marks = check("收到线索57,116件；其中1,454件有了新进展", TOLD)

    assert [(mark.verdict, mark.is_meant) for mark in marks] == [(Verdict.KNOWN, True), (Verdict.KNOWN, False)]


def test_the_cumulative_count_is_this_years_where_it_began_this_year() -> None:
    told = Told(TOLD.figures, TOLD.as_of, since_this_year=True)

    assert {mark.verdict for mark in check("今年收到线索57,116件", told)} == {Verdict.KNOWN}


def test_without_any_figure_every_number_is_unknown() -> None:
    marks = check("收到线索57,116件，办结率97.45%", Told([], "截至2021年11月底"))

    assert {mark.verdict for mark in marks} == {Verdict.UNKNOWN}


def test_the_place_of_a_number_is_its_place_in_the_text() -> None:
    text = "共５７，１１６件（含　1,454件）"

    assert [text[one.start : one.end] for one in numbers_in(text)] == ["５７，１１６", "1,454"]
