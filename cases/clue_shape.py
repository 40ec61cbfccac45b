"""How long and how many: what fits into a new clue, the same at every door."""

import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cases.coordinates import SIX_PLACES

BLANK = "\u200b\u200c\u200d\ufeff\u3000 \t\r\n"
LONGEST = {
    "title": 200,
    "description": 10_000,
    "handling_summary": 5_000,
    "address": 300,
    "subject_name": 200,
    "subject_uscc": 18,
    "reporter_name": 64,
    "reporter_phone": 32,
    "source_system": 64,
    "external_id": 128,
}
MOST_TYPES = 12
BEYOND_ANY_DEGREE = 1_000


def tells_nothing(text: str) -> bool:
    """Say whether a text is blank; blanks of any width tell nothing."""
    return not text.strip(BLANK)


def refuse_nothing(text: str) -> None:
    """Refuse a text that tells nothing (`blank`)."""
    if tells_nothing(text):
        raise ValidationError(_("不能为空"), code="blank")


def rounded(degrees: Decimal) -> Decimal:
    """Degrees to six decimal places, a tenth of a metre; what is no number or no degree stays as it is."""
    if not degrees.is_finite() or abs(degrees) >= BEYOND_ANY_DEGREE:
        return degrees
    return degrees.quantize(SIX_PLACES)


def has_controls(text: str) -> bool:
    """Say whether an id of another system holds what no address can carry."""
    return any(unicodedata.category(character) == "Cc" for character in text)


def misfits(texts: Mapping[str, str], types: int) -> dict[str, str]:
    """Why texts of a file's line do not fit, by the names of their fields."""
    found = {
        name: _("不超过%(most)s字，实有%(count)s字") % {"most": LONGEST[name], "count": len(text)}
        for name, text in texts.items()
        if len(text) > LONGEST[name]
    }
    if has_controls(texts.get("external_id", "")):
        found["external_id"] = _("含有控制字符")
    if types > MOST_TYPES:
        found["pollution_types"] = _("最多选择%(most)s种污染类型") % {"most": MOST_TYPES}
    return found
