"""Numbers in a text as people write them: `57,116`, `５７１１６`, `5.7万`, `97.46%`; dates and names are none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

# Each of these is one sign for one sign, so that places in the text stay what they are.
PLAIN = str.maketrans("０１２３４５６７８９．％／", "0123456789.%/")
FULL_WIDTH_COMMA = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
SCALES = {"万": 10_000, "亿": 100_000_000}
NUMBER = re.compile(
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(?P<scale>[万亿]?)\s*(?P<percent>%?)(?P<points>个?百分点)?"
)
SPOKEN = re.compile(
    r"百分之(?P<percent>[零〇一二两三四五六七八九十百点]+)|(?P<count>[一二两三四五六七八九][零〇一二两三四五六七八九十百千万]{2,})"
)
# How long something takes, in digits or words: `15日`, `三个月`, `二十五个工作日`, `3至5天`.
COUNTED = r"[\d零〇一二两三四五六七八九十百千]+"
DURATION = (
    rf"(?:{COUNTED}\s*[至到\-—～~]\s*)?{COUNTED}\s*"
    r"(?:个半?(?:工作日|自然日|月(?!度)|星期|礼拜|季度|小时)|工作日|自然日|天(?!然)|日|周(?![边围])|星期|季度|小时|分钟|秒|年)"
)
# What carries digits and counts nothing: dates and times, years, ordinals, document numbers, telephones, names.
SILENT = (
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?",
    r"\d{1,2}:\d{2}(?::\d{2})?",
    r"\d{2,4}\s*年(?:度|(?=[^\d]|$))?",
    r"\d{1,2}\s*月(?:底|末|初|份|中旬|上旬|下旬|\d{1,2}\s*日)?",
    r"\d{1,2}\s*日(?:\s*\d{1,2}\s*[时点])?",
    r"\d{1,2}\s*时(?:\d{1,2}\s*分)?",
    r"第\s*\d+",
    r"〔\s*\d{4}\s*〕(?:第?\s*\d+\s*号)?",
    r"[\[（(]\s*\d{4}\s*[\]）)]\s*第?\s*\d+\s*号",
    r"\d+\s*号",
    r"(?<!\d)0\d{2,3}-\d{7,8}",
    r"(?<!\d)1\d{10}(?!\d)",
    r"(?:12345|12369)(?=热线|平台|政务)",
    r"PM\s*(?:2\.5|10)",
    r"(?:未来|今后|近|不足|不满)\s*\d+\s*(?:天|日|件)",
    DURATION,
    r"(?m:^\s*\d{1,2}[.、．](?!\d))",
    r"[（(]\d{1,2}[）)]",
)
NO_FIGURE = re.compile("|".join(SILENT))
ROUGHLY_BEFORE = re.compile(r"(?:近|约|超过?|逾|大约|不到)$")
ROUGHLY_AFTER = re.compile(r"^(?:余|多)")
DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
TENS = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True)
class Number:
    """One number: where it stands, its value, the size of its last place, and how it is meant."""

    start: int
    end: int
    value: Decimal
    step: Decimal
    is_percent: bool = False
    is_change: bool = False
    is_rough: bool = False

    def says(self, known: Decimal) -> bool:
        """Whether this is a way to write the known value: rounded half-up to its last place, or roughly so."""
        if self.is_rough:
            return abs(self.value - known) < max(self.step, _last_written(self.value))
        half = self.step / 2
        return self.value - half <= known < self.value + half


def plain(text: str) -> str:
    """The text with every digit as a program knows it; no sign changes its place."""
    return FULL_WIDTH_COMMA.sub(",", text).translate(PLAIN)


def numbers_in(text: str) -> list[Number]:
    """Every number that could be a figure, in order."""
    read = plain(text)
    silent = [match.span() for match in NO_FIGURE.finditer(read)]
    found = [*_in_digits(read), *_in_words(read)]
    return sorted(
        (one for one in found if not any(start < one.end and one.start < end for start, end in silent)),
        key=lambda one: one.start,
    )


def _in_digits(text: str) -> Iterator[Number]:
    for match in NUMBER.finditer(text):
        written = match["digits"].replace(",", "")
        scale = SCALES.get(match["scale"], 1)
        places = len(written.partition(".")[2])
        end = match.end() if match["scale"] or match["percent"] or match["points"] else match.end("digits")
        rough = ROUGHLY_BEFORE.search(text[: match.start()]) or ROUGHLY_AFTER.search(text[end:])
        yield Number(
            match.start(),
            end,
            Decimal(written) * scale,
            Decimal(scale).scaleb(-places),
            is_percent=bool(match["percent"]),
            is_change=bool(match["points"]),
            is_rough=rough is not None,
        )


def _in_words(text: str) -> Iterator[Number]:
    """`百分之九十七点四五` and `五万七千一百一十六`; shorter words are too often no numbers."""
    for match in SPOKEN.finditer(text):
        whole, _point, rest = (match["percent"] or match["count"]).partition("点")
        value = Decimal(_spoken(whole))
        digits = "".join(str(DIGITS.get(sign, 0)) for sign in rest)
        if digits:
            value += Decimal(f"0.{digits}")
        yield Number(
            match.start(), match.end(), value, Decimal(1).scaleb(-len(digits)), is_percent=bool(match["percent"])
        )


def _spoken(words: str) -> int:
    """A whole number in Chinese words."""
    total = part = digit = 0
    for sign in words:
        if sign == "万":
            total, part, digit = (total + part + digit) * SCALES["万"], 0, 0
        elif sign in TENS:
            part, digit = part + (digit or 1) * TENS[sign], 0
        else:
            digit = DIGITS.get(sign, 0)
    return total + part + digit


def _last_written(value: Decimal) -> Decimal:
    """The size of the last place that is not a nought: ten for 60, one for 97."""
    return Decimal(1).scaleb(int(value.normalize().as_tuple().exponent)) if value else Decimal(1)
