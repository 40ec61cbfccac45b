"""What is proposed for publication is masked further than what a unit reads."""

import pytest

from cases.redaction import redact_for_public


@pytest.mark.parametrize(
    ("told", "proposed"),
    [
        ("请联系一三八一二三四五六七八", "请联系×××"),
        ("联系人李四13912345678。", "联系人××××××。"),
        ("举报人张三反映异味", "举报人×××反映异味"),
        ("村民李小明的房屋开裂", "村民×××的房屋开裂"),
        ("家住阳光小区3栋2单元501室，夜间噪声", "家住×××，夜间噪声"),
        ("油烟熏到12幢2单元503室窗口", "油烟熏到×××窗口"),
        ("居民楼下烧烤店油烟扰民", "居民楼下烧烤店油烟扰民"),
        ("某厂位于开发区8号，夜间排放", "某厂位于开发区8号，夜间排放"),
    ],
)
def test_people_homes_and_numbers_are_masked_and_places_of_pollution_stay(told: str, proposed: str) -> None:
    assert redact_for_public(told) == proposed


def test_the_reporters_own_name_is_masked_wherever_it_stands() -> None:
    assert redact_for_public("王二麻说厂里排污", reporter_name="王二麻") == "×××说厂里排污"
