"""A template's words with the figures of a report in their places: `{clues_received}` is a count, `{x_of}` n/N."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime

from kernel.days import local_day
from reports.cells import Cell, in_words, signed
from reports.content import MOVES
from reports.metrics import METRICS

HOURS = 24
PLACE = re.compile(r"\{([^{}\n]*)\}")
# What a text may say besides figures.
WORDS = ("as_of", "period", "since", "whole", "year")
# The facts that blocks tell, by the names under which a text cites them.
FACTS = frozenset({
    "accountability_outcomes", "batches", "cases_decided", "cases_filed", "cases_to_police", "clues_due_soon",
    "detained", "detained_as_suspects", "detained_by_administration", "diary_completeness", "document_copies",
    "document_items", "document_requests", "filed_for_inspection", "fined_for_inspection", "investigated_by_police",
    "lead_agencies", "letters_answered", "letters_principal", "letters_signed", "letters_warning", "matters_referred",
    "ordered_to_correct", "orders_calls", "orders_instructed", "orders_key", "orders_letters", "orders_today",
    "persons_held_to_account", "persons_interviewed", "persons_of_mechanism", "reports_missed", "sections",
    "sections_failing", "sections_met", "sections_met_rate", "sections_met_rate_before", "sections_newly_worst",
    "sections_worst", "site_checked_rate", "talks", "tasks_common", "tasks_common_completed", "tasks_due_soon",
    "tasks_found_fake", "tasks_green", "tasks_grey", "tasks_individual", "tasks_individual_completed",
    "tasks_looked_back", "tasks_red", "tasks_sponsored", "tasks_with_leaders", "tasks_with_persons",
    "tasks_with_plans", "tasks_yellow", "visits",
})  # fmt: skip
NUMBERS = frozenset({*METRICS, *FACTS, *MOVES})
NOT_PUBLISHED, NOT_COUNTED = "未公布", "未统计"
# Where there is no number, neither its unit nor what it was made from is said.
AMOUNT = re.compile(
    rf"({NOT_PUBLISHED}|{NOT_COUNTED})(?:（(?:{NOT_PUBLISHED}|{NOT_COUNTED})）|人次|[件项个份家人次批条元])"
)


def places_in(body: str) -> list[str]:
    """The names that stand in braces."""
    return [match[1].strip() for match in PLACE.finditer(body)]


def is_known(name: str) -> bool:
    """Whether a template may ask for this."""
    return name in WORDS or name in NUMBERS or (name.endswith("_of") and name.removesuffix("_of") in NUMBERS)


def filled(body: str, content: dict[str, Any], *, whole: str) -> str:
    """The words with everything in its place; what nobody published says so."""
    cells, moves = dict(_cells(content)), {one["name"]: one["value"] for one in content["period"] if "name" in one}
    words = words_of(content) | {"whole": whole}

    def put(match: re.Match[str]) -> str:
        name = match[1].strip()
        if name in words:
            return words[name]
        if name in moves:
            return signed(moves[name]) if name.endswith("_moved") else f"{moves[name]:,}"
        return _said(name, cells)

    return AMOUNT.sub(r"\1", PLACE.sub(put, body))


def words_of(content: dict[str, Any]) -> dict[str, str]:
    """The instant, the period's month and the start in words."""
    instant = localtime(datetime.fromisoformat(content["as_of"]))
    since = content.get("since")
    return {
        "as_of": until(instant),
        "period": f"{instant.month}月",
        "year": f"{instant.year}年",
        "since": f"自{_day(date.fromisoformat(since))}首件起累计" if since else "累计数未设起始日期",
    }


def until(instant: datetime, *, with_year: bool = False) -> str:
    """`截至11月底` at the last second of a month, `截至11月15日24时` at that of another day, else to the minute."""
    year = f"{instant.year}年" if with_year else ""
    if (instant.minute, instant.second) == (59, 59) and instant.hour + 1 < HOURS:
        return f"截至{year}{instant.month}月{instant.day}日{instant.hour + 1}时"
    if (instant.hour, instant.minute, instant.second) != (23, 59, 59):
        return f"截至{instant.year}年{instant.month}月{instant.day}日{instant.hour}时{instant.minute}分"
    after = date.fromordinal(local_day(instant).toordinal() + 1)
    return f"截至{year}{instant.month}月底" if after.day == 1 else f"截至{year}{instant.month}月{instant.day}日24时"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _cells(content: dict[str, Any]) -> Iterator[tuple[str, Cell]]:
    for one in content["figures"]:
        yield one["metric"], one
    yield from content.get("facts", {}).items()


def _said(name: str, cells: dict[str, Cell]) -> str:
    """One figure: a rate with its sign of percent, and n/N where that is asked for."""
    plain, of = name.removesuffix("_of"), name.endswith("_of")
    cell = cells.get(plain)
    if cell is not None and "text" in cell:
        return str(cell["text"])
    if cell is None or (cell["value"] is None and cell["denominator"] is None):
        return NOT_PUBLISHED
    if of:
        return f"{cell['numerator']:,}/{cell['denominator']:,}" if cell["denominator"] is not None else in_words(cell)
    return f"{cell['value']}%" if isinstance(cell["value"], str) else in_words(cell)
