"""What a corrected report says differently: each figure before and after, by how much, and why."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from reports.cells import Cell, in_words, signed

Named = tuple[str, Cell]
# The columns of the table, in the order of print.
CHANGED = ("label", "before", "after", "difference", "why")


def differences(old: dict[str, Any], new: dict[str, Any], *, why: str) -> list[dict[str, str]]:
    """Every printed number that differs between two contents, in the order of print."""
    before, after = dict(_numbers(old)), dict(_numbers(new))
    names = [*after, *(name for name in before if name not in after)]
    return [
        {
            "label": name,
            "before": in_words(before[name]) if name in before else "—",
            "after": in_words(after[name]) if name in after else "—",
            "difference": _difference(before.get(name), after.get(name)),
            "why": why,
        }
        for name in names
        if before.get(name) != after.get(name)
    ]


def _numbers(content: dict[str, Any]) -> Iterator[Named]:
    """Each printed number under the words that find it on the paper."""
    for one in content["figures"]:
        yield one["label"], {name: one[name] for name in ("value", "numerator", "denominator")}
    for one in content["period"]:
        yield one["label"], {"value": one["value"]}
    yield from _beside(content)


def _beside(content: dict[str, Any]) -> Iterator[Named]:
    for block in content.get("blocks", []):
        yield from ((f"{block['title']} · {label}", {"text": text}) for label, text in block["lines"])
    for table in content["tables"]:
        for row in table["rows"]:
            named = zip(table["columns"], row["cells"], strict=True)
            yield from ((f"{table['title']} · {row['label']} · {column}", cell) for column, cell in named)


def _difference(before: Cell | None, after: Cell | None) -> str:
    """Counts by their difference, rates in percentage points; nothing where either is no number."""
    then, now = ((cell or {}).get("value") for cell in (before, after))
    if isinstance(then, int) and isinstance(now, int):
        return signed(now - then)
    if isinstance(then, str) and isinstance(now, str):
        return _("%(points)s个百分点") % {"points": f"{Decimal(now) - Decimal(then):+}"}
    return "—"
