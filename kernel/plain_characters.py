"""How each character of a text is read, one for one: as it is seen, folded, and as a digit or a gap between digits."""

import re
import unicodedata
from collections.abc import Callable

NUMERALS = "〇零一二三四五六七八九壹贰貳叁參肆伍陆陸柒捌玖幺两兩拐洞勾○◯OoＯｏ"
CHINESE = dict(zip(NUMERALS, "00123456789122334566789122709000000", strict=True))
GAP, OTHER = "-", "#"
OTHERS = {**dict.fromkeys("XxＸｘ", "X"), **dict.fromkeys("+＋", "+")}
# What nobody sees stands between two characters as if it were not there.
UNSEEN = frozenset({"Cf", "Mn", "Me"})
# What people put between digits: blanks of any width, dashes, dots, slashes, brackets, commas and the like.
BETWEEN = re.compile(r"[\s\-‐-―−－﹣_＿.．·•・/／\\()（）,，:：|｜~～*＊'’\u2800\u3164\u115f\u1160]")


class _Table(dict[int, "str | None"]):
    """What each character is read as, asked once for each."""

    def __init__(self, read: "Callable[[str], str | None]") -> None:
        super().__init__()
        self.read = read

    def __missing__(self, code: int) -> "str | None":
        self[code] = self.read(chr(code))
        return self[code]


def _unless_unseen(character: str) -> str | None:
    return None if unicodedata.category(character) in UNSEEN else character


def _folded(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character).lower()
    return plain if len(plain) == 1 else character


def _plain(character: str) -> str:
    """One character for one: a digit, a gap, the X that may end an identity number, the + before a country, or else."""
    if character in CHINESE:
        return CHINESE[character]
    value = unicodedata.digit(character, None)
    if value is not None:
        return str(value)
    if BETWEEN.match(character):
        return GAP
    return OTHERS.get(character, OTHER)


SEEN, FOLDED, PLAIN = _Table(_unless_unseen), _Table(_folded), _Table(_plain)
