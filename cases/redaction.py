"""Redaction: a handling summary carries no personal mark, no plate number and not the reporter's name."""

import re
from dataclasses import dataclass

from kernel.personal_marks import MASK, without_marks

FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·\s]?[A-HJ-NP-Z0-9]{5,6}"
)
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严戴莫孔向汤"
)
# A person's name behind a word that announces one.
NAMED = re.compile(
    rf"((?:举报人|投诉人|反映人|来信人|来电人|信访人|联系人|村民|居民|户主)(?:姓名)?[:：为是]?\s*)[{SURNAMES}][\u4e00-\u9fff]{{1,2}}"
    r"(?=[，。；、,;\s（(×的家称说反等及和电]|$)"
)
LIVES = re.compile(r"(家住|住在|现住址?|住址|家庭地址)([:：为于]?)\s*[^，。；,;\n]{2,40}")
ROOM = re.compile(r"(?:\d{1,3}\s*(?:号楼|栋|幢|座|#))?\s*(?:\d{1,2}\s*单元\s*\d{2,4}\s*(?:室|户|号)?|\d{3,4}\s*室)")


@dataclass(frozen=True)
class Redacted:
    """A text without personal marks, and whether anything had to go."""

    text: str
    changed: bool


def redact(text: str, *, reporter_name: str = "", reporter_phone: str = "") -> Redacted:
    """The text with personal marks in any writing, plate numbers, and the name and phone of who told it, masked."""
    plain = text.translate(FULL_WIDTH)
    clean = PLATE.sub(MASK, without_marks(plain, MASK, name=reporter_name, phone=reporter_phone))
    return Redacted(clean, clean != plain)


def redact_for_public(text: str, *, reporter_name: str = "", reporter_phone: str = "") -> str:
    """What may be proposed for publication: homes and those who told it are masked too."""
    clean = redact(text, reporter_name=reporter_name, reporter_phone=reporter_phone).text
    clean = LIVES.sub(rf"\1\2{MASK}", clean)
    clean = ROOM.sub(MASK, clean)
    return NAMED.sub(rf"\1{MASK}", clean)
