"""Phone and identity numbers in a text, in whatever digits they are written."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

CHINESE = dict(zip("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺○◯OoＯｏ", "001234567891234567891000000", strict=True))
GAP, OTHER = "-", "#"
OTHERS = {**dict.fromkeys("XxＸｘ", "X"), **dict.fromkeys("+＋", "+")}
# What people put between digits: blanks of any width, dashes, dots, slashes, brackets, and what nobody sees.
BETWEEN = re.compile(r"[\s\-‐-―−－﹣_＿.．·•・/／\\()（）\u200b-\u200f\u2060\ufeff]")
APART = "-{0,3}"
# Looked for at every place: 三 in a name before a number is a digit as well, and must not hide it.
MOBILE = re.compile(rf"(?=((?:(?:00|\+)?86{APART})?1{APART}[3-9](?:{APART}\d){{9}}))")
LANDLINE = re.compile(rf"(?=(0[1-9]\d{{2}}{APART}[2-9](?:{APART}\d){{6,7}}|0[1-9]\d{APART}[2-9](?:{APART}\d){{6,7}}))")
IDENTITY = re.compile(rf"(?=([1-9](?:{APART}\d){{16}}{APART}[\dX]))")
OLD_IDENTITY = re.compile(rf"(?=([1-9](?:{APART}\d){{14}}))")
ANNOUNCED = re.compile(rf"[#-]{{0,6}}[2-9](?:{APART}\d){{6,7}}(?!\d)")
ANNOUNCING = re.compile("电话|手机号?|联系方式|致电|拨打")
BORN = re.compile(r"(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
BORN_SHORT = re.compile(r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


# Below so many digits nothing reaches anybody.
FEWEST = 7
MAYBE = re.compile(rf"[\d①-⑨⁰-⁹₀-₉{''.join(CHINESE)}]")


@dataclass(frozen=True)
class Found:
    """Where a number stands in the text, as it is written there; the line of an office is `fixed`."""

    start: int
    end: int
    fixed: bool = False


def numbers_in(text: str) -> list[Found]:
    """Every phone and identity number, in the order of the text; none counts twice."""
    if len(MAYBE.findall(text)) < FEWEST:
        return []
    plain = "".join(_plain(character) for character in text)
    found: list[Found] = []
    for one in sorted(_all_in(text, plain), key=lambda one: (one.start, -one.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


def without_numbers(text: str, mask: str) -> str:
    """The text with each of them masked."""
    for one in reversed(numbers_in(text)):
        text = text[: one.start] + mask + text[one.end :]
    return text


@cache
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


def _all_in(text: str, plain: str) -> Iterator[Found]:
    for pattern, holds in ((MOBILE, None), (LANDLINE, None), (IDENTITY, _is_identity), (OLD_IDENTITY, _is_old)):
        for match in pattern.finditer(plain):
            start, end = match.span(1)
            if _stands_alone(text, start, end) and (holds is None or holds(match[1].replace(GAP, ""))):
                yield Found(start, end, fixed=pattern is LANDLINE)
    for cue in ANNOUNCING.finditer(text):
        if told := ANNOUNCED.match(plain, cue.end()):
            first = next(place for place in range(*told.span()) if plain[place].isdigit())
            yield Found(first, told.end(), fixed=True)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether the digits around it are none of its own: a longer number in figures is another number."""
    before, after = text[start - 1 : start], text[end : end + 1]
    figures = text[start].isdecimal(), text[end - 1].isdecimal()
    return not (before.isdecimal() and figures[0]) and not (after.isdecimal() and figures[1])


def _is_identity(digits: str) -> bool:
    return BORN.match(digits, 6) is not None


def _is_old(digits: str) -> bool:
    return BORN_SHORT.match(digits, 6) is not None
