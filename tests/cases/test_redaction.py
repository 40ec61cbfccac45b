"""What a unit may not read is gone from a summary, and what it needs stays."""

import pytest

from cases.redaction import redact
from kernel.personal_marks import MASK

GONE = [
    "13912345678", "139 1234 5678", "139-1234-5678", "+86 13912345678", "8613912345678", "１３９１２３４５６７８",
    "0511-85012345", "051185012345", "010-62345678", "32110219900101123X", "321102199001011234", "苏L12345",
    "苏LD12345", "沪A·12345", "苏L 12345",
]  # fmt: skip
KEPT = [
    "2021年11月30日", "排放量1234567吨", "3号楼2单元501室", "GB3095-2012", "91321181MA1234567X", "32.01,119.61",
    "12345热线", "12369", "第1234567号", "COD浓度350mg/L", "云阳街道58组", "2026-11-22 08:00",
]  # fmt: skip


@pytest.mark.parametrize("mark", GONE)
def test_a_personal_number_is_masked_wherever_it_stands(mark: str) -> None:
    told = redact(f"请联系{mark}，夜间异味")

    assert (told.text, told.changed) == (f"请联系{MASK}，夜间异味", True)


@pytest.mark.parametrize("fact", KEPT)
def test_what_the_unit_needs_stays(fact: str) -> None:
    told = redact(f"现场{fact}附近异味")

    assert (told.text, told.changed) == (f"现场{fact}附近异味", False)


def test_the_reporters_own_name_and_phone_go_however_short_the_phone_is(db: None) -> None:
    told = redact("王老五（短号661234）反映", reporter_name="王老五", reporter_phone="661234")

    assert told.text == f"{MASK}（短号{MASK}）反映"


def test_a_single_character_is_no_name() -> None:
    assert not redact("王家村异味", reporter_name="王").changed


def test_a_text_without_marks_is_itself() -> None:
    text = "群众反映云阳街道一化工厂夜间排放刺激性气味废气"

    assert (redact(text).text, redact("").text) == (text, "")
