"""Personal marks are found however somebody wrote them, and numbers that reach nobody are left alone."""

import ast
import csv
from pathlib import Path

import pytest

from kernel.personal_marks import Kind, marks_in, without_marks

ROOT = Path(__file__).resolve().parents[2]

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
    "139/1234/5678",
    "139,1234,5678",
    "139:1234:5678",
    "1\u200b\u200b\u200b\u200b\u200b3912345678",
    "1\u20e33\u20e39\u20e312345678",
    "𝟏𝟑𝟗𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖",
    "⑴⑶⑼⑴⑵⑶⑷⑸⑹⑺⑻",
    "幺三勾12345拐洞洞",
    "139.12345678",
    "0511—8501—2345",
    "6222021234567890123",
    "4111 1111 1111 1111",
]
ACCOUNTS = [
    ("微信号：", "zhang_san88", Kind.WECHAT),
    ("加微信 ", "qwe1234", Kind.WECHAT),
    ("vx:", "abc12345", Kind.WECHAT),
    ("ＶＸ：", "abc12345", Kind.WECHAT),
    ("V信", "13912345", Kind.WECHAT),
    ("WeChat id: ", "foo-bar9", Kind.WECHAT),
    ("", "wxid_abc123def", Kind.WECHAT),
    ("QQ：", "12345678", Kind.QQ),
    ("qq群 ", "一二三四五六七", Kind.QQ),
    ("扣扣", "1２345", Kind.QQ),
    ("邮箱", "a.b@example.com", Kind.EMAIL),
    ("", "ａｂｃ＠example．com", Kind.EMAIL),
    ("", "foo(at)example.com", Kind.EMAIL),
    ("卡号 ", "3200 1234 5678 90", Kind.CARD),
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
    "2026-11-15 13:45:12.345",
    "2026.11.13-11.19 13:00",
    "东经131.123456,北纬45.123456",
    "131.123456,45.123456",
    "119.1345678 32.1234567",
    "GB13271-2014 3.5倍",
    "13,912,345,678元",
    "1350元/吨×2100吨=2835000元",
    "13.5米×1.35米×20米",
    "统一社会信用代码91321111WXH9UFLWR3",
    "32118120261115000123",
    "6201012026111500001",
    "编号202110240123456",
    "K13+800—K15+1200",
    "微信12369举报",
    "微信公众号举报、微信群、微信转账5000元",
    "QQ音乐",
    "mmexport1639123456789.jpg",
    "IMG_20211024_123456.jpg",
    "微信图片_20211024133512.jpg",
    "0.123 4567890",
]


@pytest.mark.parametrize("number", WRITTEN)
def test_a_personal_number_is_found_in_any_digits_and_masked_whole(number: str) -> None:
    assert without_marks(f"请致张三：{number}，谢谢", "×××") == "请致张三：×××，谢谢"


@pytest.mark.parametrize("text", OTHER)
def test_a_number_that_reaches_nobody_is_left_alone(text: str) -> None:
    assert marks_in(text) == []


def test_a_short_number_is_personal_where_a_word_announces_it() -> None:
    assert without_marks("联系电话：8501 2345。", "×××") == "联系电话：×××。"
    assert marks_in("产量8501 2345吨") == []


def test_a_sign_before_a_number_goes_with_it() -> None:
    assert without_marks("+86 138 1234 5678", "×××") == "×××"
    assert without_marks("（138）12345678", "×××") == "（×××"


@pytest.mark.parametrize("text", ["张三13812345678", "李四一三八一二三四五六七八", "13812345678三楼"])
def test_a_name_or_a_floor_that_is_a_numeral_hides_no_number(text: str) -> None:
    assert len(marks_in(text)) == 1


def test_two_numbers_side_by_side_are_found_one_by_one() -> None:
    text = "13812345678、321181199003071234"

    assert [text[one.start : one.end] for one in marks_in(text)] == ["13812345678", "321181199003071234"]


@pytest.mark.parametrize(("before", "account", "kind"), ACCOUNTS)
def test_an_account_is_found_behind_the_word_that_announces_it(before: str, account: str, kind: Kind) -> None:
    text = f"请联系{before}{account}，谢谢"

    assert [(text[one.start : one.end], one.kind) for one in marks_in(text)] == [(account, kind)]


def test_of_who_told_it_the_name_its_parts_and_the_phone_are_found() -> None:
    found = {
        said: marks_in(said, name="欧阳小明", phone="661234") for said in ("欧阳女士", "小明", "欧阳小明", "66-12-34")
    }

    assert all(len(one) == 1 and one[0].kind == Kind.REPORTER for one in found.values())
    assert marks_in("欧家村、晓明路", name="欧阳小明", phone="661234") == []


def demo_texts() -> set[str]:
    """Every Chinese text that the demonstration city and the five cases are made of."""
    files = [*(ROOT / "config" / "scenarios").glob("*.py"), *(ROOT / "cases" / "actions").glob("demo*.py")]
    files += [*(ROOT / "agencies" / "actions").glob("demo*.py"), *(ROOT / "supervision" / "letters").glob("*.py")]
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text()))]
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {text for text in texts if not text.isascii()}


def test_nothing_is_found_in_what_the_demonstration_says() -> None:
    assert len(demo_texts()) > 300
    assert {text: marks_in(text) for text in demo_texts() if marks_in(text)} == {}


def test_in_a_citys_ledger_only_the_phones_of_those_who_told_it_are_found() -> None:
    with (ROOT / "tests" / "data" / "ledger.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {column for row in rows for column, text in row.items() if marks_in(text or "")}

    assert len(rows) > 50
    assert found == {"联系电话"}
