"""Redaction: a handling summary carries no phone, identity or plate number and not the reporter's name."""

import re
from dataclasses import dataclass

FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
PATTERNS = (
    re.compile(r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"),
    re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"),
    re.compile(r"(?<!\d)0\d{2,3}[-— ]?[2-9]\d{6,7}(?!\d)"),
    re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·\s]?[A-HJ-NP-Z0-9]{5,6}"),
)
MASK = "×××"


@dataclass(frozen=True)
class Redacted:
    """A text without personal marks, and whether anything had to go."""

    text: str
    changed: bool


def redact(text: str, *, reporter_name: str = "", reporter_phone: str = "") -> Redacted:
    """The text with phone, identity and plate numbers, and the reporter's own name, masked."""
    clean = text.translate(FULL_WIDTH)
    for pattern in PATTERNS:
        clean = pattern.sub(MASK, clean)
    for own in (reporter_name, reporter_phone):
        if len(own) > 1:
            clean = clean.replace(own, MASK)
    return Redacted(clean, clean != text.translate(FULL_WIDTH))
