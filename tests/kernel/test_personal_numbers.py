"""Phone and identity numbers are found in whatever digits somebody wrote them, and other numbers are left alone."""

import pytest

from kernel.personal_numbers import numbers_in, without_numbers

WRITTEN = [
    "13812345678",
    "138 1234 5678",
    "138-1234-5678",
    "１３８１２３４５６７８",
    "一三八一二三四五六七八",
    "壹叁捌一二三四五六七八",
    "幺三八〇〇〇〇一二三四",
    "1三8 １2三4 五678",
    "8613812345678",
    "138.1234.5678",
    "138）1234（5678",
    "1 3 8 1 2 3 4 5 6 7 8",
    "138\u200b1234\u200b5678",
    "①③⑧①②③④⑤⑥⑦⑧",
    "138oooo1234",
    "0511-85012345",
    "０５１１ ８５０１２３４５",
    "321181199003071234",
    "32118119900307123X",
    "３２１１８１１９９００３０７１２３Ｘ",
    "三二一一八一一九九〇〇三〇七一二三四",
    "321181 1990 0307 1234",
    "321181900307123",
]
OTHER = [
    "2026年11月16日10时30分",
    "二〇二六年十一月十六日",
    "罚款123456.78元",
    "镇环罚〔2026〕12号",
    "D3JS202506010001",
    "受理编号X2HA202104220031",
    "统一社会信用代码91110000101623741K",
    "拨打12345、12369",
    "监测浓度0.1234567890毫克每升",
    "2026-11-16 2026-11-30",
    "共13家、81户、234人",
]


@pytest.mark.parametrize("number", WRITTEN)
def test_a_personal_number_is_found_in_any_digits_and_masked_whole(number: str) -> None:
    assert without_numbers(f"请致张三：{number}，谢谢", "×××") == "请致张三：×××，谢谢"


@pytest.mark.parametrize("text", OTHER)
def test_a_number_that_reaches_nobody_is_left_alone(text: str) -> None:
    assert numbers_in(text) == []


def test_a_short_number_is_personal_where_a_word_announces_it() -> None:
    assert without_numbers("联系电话：8501 2345。", "×××") == "联系电话：×××。"
    assert numbers_in("产量8501 2345吨") == []


def test_a_sign_before_a_number_goes_with_it() -> None:
    assert without_numbers("+86 138 1234 5678", "×××") == "×××"
    assert without_numbers("（138）12345678", "×××") == "（×××"


@pytest.mark.parametrize("text", ["张三13812345678", "李四一三八一二三四五六七八", "13812345678三楼"])
def test_a_name_or_a_floor_that_is_a_numeral_hides_no_number(text: str) -> None:
    assert len(numbers_in(text)) == 1


def test_two_numbers_side_by_side_are_found_one_by_one() -> None:
    text = "13812345678、321181199003071234"

    assert [text[one.start : one.end] for one in numbers_in(text)] == ["13812345678", "321181199003071234"]
