"""What in a text reaches a person: phones, identity and card numbers, accounts and addresses, however they are written.

This is the one finder: whatever masks or refuses personal marks asks here.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from kernel.personal_names import name_patterns
from kernel.plain_characters import FOLDED, GAP, OTHER, PLAIN, SEEN

APART = "-{0,3}"
PROVINCE = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)"
# Looked for at every place: 三 in a name before a number is a digit as well, and must not hide it.
MOBILE = re.compile(rf"(?=((?:(?:00|\+)?86{APART})?1{APART}[3-9](?:{APART}\d){{9}}))")
AREA = rf"0{APART}[1-9]{APART}\d"
LANDLINE = re.compile(rf"(?=({AREA}{APART}\d{APART}[2-9](?:{APART}\d){{6,7}}|{AREA}{APART}[2-9](?:{APART}\d){{6,7}}))")
IDENTITY = re.compile(rf"(?=([1-9](?:{APART}\d){{16}}{APART}[\dX]))")
OLD_IDENTITY = re.compile(rf"(?=([1-9](?:{APART}\d){{14}}))")
CARD = re.compile(rf"(?=([3-69](?:{APART}\d){{15,18}}))")
ANNOUNCED = re.compile(rf"[#-]{{0,6}}[2-9](?:{APART}\d){{6,7}}(?!\d)")
ANNOUNCING = re.compile("电话|手机号?|联系方式|致电|拨打")
CARD_ANNOUNCED = re.compile(rf"[#-]{{0,6}}\d(?:{APART}\d){{11,18}}(?!\d)")
CARD_ANNOUNCING = re.compile("银行卡|卡号|账号|帐号|账户|帐户")
BORN = re.compile(r"(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
BORN_SHORT = re.compile(r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
PERIOD = re.compile(r"20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
# Numbers that reach nobody, whole: days, hours, sums with their thousands apart, places, standards.
IMPERSONAL = re.compile(
    r"(?<![\d\-./])(?:19|20)\d\d[-./](?:0?[1-9]|1[0-2])[-./](?:[12]\d|3[01]|0?[1-9])(?!\d)"
    r"|(?<![\d:：])(?:[01]?\d|2[0-3])[:：][0-5]\d(?:[:：][0-5]\d(?:\.\d+)?)?(?![\d:：])"
    r"|(?<![\d,，.])\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?(?![\d,，])"
    r"|(?<![\d.])\d{2,3}\.(?:\d{5,7}|\d{9,})(?!\d)"
    r"|(?:gb|hj|cj|jb|sl|db\d*)\s*(?:/\s*t)?\s*\d[\d.]*\s*[-—–]\s*\d{4}(?!\d)"
)
WECHATS = "微信|薇信|威信|加v|(?<![a-z0-9])(?:v信|wechat|weixin|vx|wx)"
QQS = "扣扣|企鹅号?|腾讯号|(?<![a-z0-9])qq"
SAYS = r"\s*(?:号码?|id|群)?\s*[:：是为]?\s*"
WECHAT = re.compile(rf"(?:{WECHATS}){SAYS}(?P<it>[a-z][-_a-z0-9]{{5,19}}|wxid_[-_a-z0-9]+)(?![a-z0-9])")
WXID = re.compile(r"(?<![a-z0-9])(?P<it>wxid_[-_a-z0-9]{6,})")
ACCOUNT = re.compile(rf"(?P<qq>{QQS})|(?:{WECHATS})")
ACCOUNT_NUMBER = re.compile(rf"\d(?:{APART}\d){{4,11}}(?!{APART}\d)")
AFTER_ACCOUNT = re.compile(SAYS)
LEAST_OF_WECHAT = 6
EMAIL = re.compile(
    r"(?<![a-z0-9._%+-])(?P<it>[a-z0-9][a-z0-9._%+-]*\s*(?:@|\(at\)|\[at\]|#at#|艾特)\s*[a-z0-9-]+"
    r"(?:\s*(?:\.|\(dot\)|\[dot\]|点)\s*[a-z]{2,})+)"
)
# What stands in the place of a mark that was taken out.
MASK = "×××"
# Fewer digits side by side reach nobody.
FEW = re.compile(rf"\d(?:{APART}\d){{5}}")
CARD_LENGTHS = range(16, 20)
SHORTEST_PHONE = 2


class Kind(StrEnum):
    """What a mark is."""

    PHONE = "phone"
    LANDLINE = "landline"
    IDENTITY = "identity_number"
    CARD = "bank_card"
    WECHAT = "wechat"
    QQ = "qq"
    EMAIL = "email"
    # Who told it, as the seal has it; the finder is told whom to look for.
    REPORTER = "reporter"


# What an office may print as its own.
OFFICES_OWN = frozenset({Kind.LANDLINE, Kind.EMAIL})


@dataclass(frozen=True)
class Mark:
    """Where a personal mark stands in the text, as it is written there."""

    start: int
    end: int
    kind: Kind

    @property
    def may_be_the_offices(self) -> bool:
        """Say whether an office's own line or mailbox looks the same."""
        return self.kind in OFFICES_OWN


class _Reading:
    """A text as it is seen: without what nobody sees, each character as a digit, a gap or another, and folded."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.seen = text.translate(SEEN)

    @cached_property
    def folded(self) -> str:
        """One character for one: full width and capitals made plain."""
        return self.seen.translate(FOLDED)

    @cached_property
    def plain(self) -> str:
        """Digits, gaps and others."""
        return self.seen.translate(PLAIN)

    @cached_property
    def numbers(self) -> str:
        """The same, with the numbers that reach nobody as others."""
        numbers = self.plain
        for match in IMPERSONAL.finditer(self.folded):
            start, end = match.span()
            numbers = numbers[:start] + OTHER * (end - start) + numbers[end:]
        return numbers

    @cached_property
    def _places(self) -> "range | list[int]":
        if len(self.seen) == len(self.text):
            return range(len(self.text))
        return [place for place, character in enumerate(self.text) if SEEN[ord(character)] is not None]

    def mark(self, start: int, end: int, kind: Kind) -> Mark:
        """The mark, by its place in the text as it was written."""
        return Mark(self._places[start], self._places[end - 1] + 1, kind)


def marks_in(text: str, *, name: str = "", phone: str = "") -> list[Mark]:
    """Every personal mark, in the order of the text; none counts twice. `name` and `phone` are of who told it."""
    if not text:
        return []
    return _apart(_all_in(_Reading(text), name, phone))


def without_marks(text: str, mask: str, *, name: str = "", phone: str = "") -> str:
    """The text with each of them masked."""
    return _masked(text, marks_in(text, name=name, phone=phone), mask)


def without_person(text: str, mask: str, *, name: str, phone: str) -> str:
    """The text without one person: their name whole and in its parts, and their phone in any writing."""
    return _masked(text, _apart(_reporter_in(_Reading(text), name, phone)), mask)


def _apart(marks: Iterable[Mark]) -> list[Mark]:
    """Each place once, in the order of the text; the longest of those that begin together."""
    found: list[Mark] = []
    for one in sorted(marks, key=lambda one: (one.start, -one.end, one.kind == Kind.REPORTER)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


def _masked(text: str, marks: list[Mark], mask: str) -> str:
    for one in reversed(marks):
        text = text[: one.start] + mask + text[one.end :]
    return text


def _all_in(reading: _Reading, name: str, phone: str) -> Iterator[Mark]:
    if FEW.search(reading.plain):
        yield from _numbers_in(reading)
        yield from _announced_in(reading)
    yield from _accounts_in(reading)
    yield from _reporter_in(reading, name, phone)


Holds = Callable[[str], bool]


def _numbers_in(reading: _Reading) -> Iterator[Mark]:
    for pattern, kind, holds in NUMBERS:
        for match in pattern.finditer(reading.numbers):
            start, end = match.span(1)
            if _stands_alone(reading.seen, start, end) and holds(match[1].replace(GAP, "")):
                yield reading.mark(start, end, kind)


def _announced_in(reading: _Reading) -> Iterator[Mark]:
    for announcing, number, kind in ANNOUNCERS:
        for cue in announcing.finditer(reading.folded):
            if told := number.match(reading.numbers, cue.end()):
                first = next(place for place in range(*told.span()) if reading.numbers[place].isdigit())
                yield reading.mark(first, told.end(), kind)


def _accounts_in(reading: _Reading) -> Iterator[Mark]:
    for pattern, kind in ((EMAIL, Kind.EMAIL), (WECHAT, Kind.WECHAT), (WXID, Kind.WECHAT)):
        for match in pattern.finditer(reading.folded):
            yield reading.mark(*match.span("it"), kind)
    for cue in ACCOUNT.finditer(reading.folded):
        after = AFTER_ACCOUNT.match(reading.folded, cue.end())
        number = ACCOUNT_NUMBER.match(reading.numbers, after.end() if after else cue.end())
        kind = Kind.QQ if cue["qq"] else Kind.WECHAT
        if number and (kind == Kind.QQ or sum(map(str.isdigit, number[0])) >= LEAST_OF_WECHAT):
            yield reading.mark(*number.span(), kind)


def _reporter_in(reading: _Reading, name: str, phone: str) -> Iterator[Mark]:
    """The name whole, in its parts, and the phone in any digits, however short it is."""
    for pattern in name_patterns("".join(name.split()).translate(FOLDED)):
        for match in pattern.finditer(reading.folded):
            yield reading.mark(*match.span(), Kind.REPORTER)
    digits = [digit for digit in phone.translate(PLAIN) if digit.isdigit()]
    if len(digits) >= SHORTEST_PHONE:
        for match in re.finditer(APART.join(digits), reading.plain):
            if _stands_alone(reading.seen, *match.span()):
                yield reading.mark(*match.span(), Kind.REPORTER)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether the digits around it are none of its own: a longer number in figures is another number.

    Nor is it cut out of a decimal fraction, unless all of it is written without a gap.
    """
    before, after = text[start - 1 : start], text[end : end + 1]
    figures = text[start].isdecimal(), text[end - 1].isdecimal()
    if (before.isdecimal() and figures[0]) or (after.isdecimal() and figures[1]):
        return False
    return text[start:end].isdecimal() or not _is_in_a_fraction(text, start)


def _is_in_a_fraction(text: str, start: int) -> bool:
    if text[start] == "0":
        return text[start + 1 : start + 2] == "."
    return start > 1 and text[start - 1] == "." and text[start - 2].isdecimal()


def _is_any(digits: str) -> bool:
    return True


def _is_identity(digits: str) -> bool:
    return BORN.match(digits, 6) is not None and re.match(PROVINCE, digits) is not None


def _is_old(digits: str) -> bool:
    return BORN_SHORT.match(digits, 6) is not None and re.match(PROVINCE, digits) is not None


def _is_card(digits: str) -> bool:
    """A bank's number ends in its own check digit; one of UnionPay is known by its head, unless a day stands in it."""
    if len(digits) not in CARD_LENGTHS:
        return False
    dated = any(PERIOD.match(digits, at) for at in (4, 6))
    return not dated and (digits.startswith("62") or _luhn(digits))


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0  # noqa: PLR2004 -- the formula


NUMBERS: tuple[tuple[re.Pattern[str], Kind, Holds], ...] = (
    (MOBILE, Kind.PHONE, _is_any),
    (LANDLINE, Kind.LANDLINE, _is_any),
    (IDENTITY, Kind.IDENTITY, _is_identity),
    (OLD_IDENTITY, Kind.IDENTITY, _is_old),
    (CARD, Kind.CARD, _is_card),
)
ANNOUNCERS = ((ANNOUNCING, ANNOUNCED, Kind.LANDLINE), (CARD_ANNOUNCING, CARD_ANNOUNCED, Kind.CARD))
