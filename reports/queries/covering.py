"""公开说明: the covering note of a disclosure, counted from its rows and from those that went out before."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from cases.models import Closure, PollutionType, Verdict
from kernel.days import local_day
from reports.models import DisclosureBatch, DisclosureItem
from reports.queries.disclosures import counted_before, told_before, withdrawn_since

CLOSURES = (Closure.CLOSED, Closure.INTERIM_CLOSED, Closure.OPEN)


def covering_of(disclosure: DisclosureBatch, rows: Sequence[DisclosureItem]) -> dict[str, Any]:
    """Every count of the note as plain JSON; what is told again was counted when it was told first.

    One order is one, whatever was split or merged: parts and merged ones are named `beside`, each with its state.
    """
    counted = counted_before(disclosure, rows)
    fresh = [row for row in rows if not row.beside and row.clue_id not in counted]
    again = [row for row in rows if row.republishes_id is not None and (row.beside or row.clue_id in counted)]
    types = Counter(kind for row in fresh for kind in set(row.pollution_types))
    return {
        "total": len(fresh),
        "key": sum(row.is_key for row in fresh),
        "areas": _ranked(Counter(area for row in fresh for area in areas_of(row))),
        "spanning": [{"number": row.number, "areas": areas_of(row)} for row in fresh if row.further_areas],
        "types": _ranked(Counter({PollutionType(kind).value: count for kind, count in types.items()})),
        "untyped": sum(not row.pollution_types for row in fresh),
        "grid": grid_of(fresh),
        "beside": [_beside(row) for row in rows if row.beside],
        "again": [_again(row) for row in again],
        "withdrawn": [_withdrawn(one) for one in withdrawn_since(disclosure)],
        "cumulative": _cumulative(disclosure, rows, fresh=len(fresh)),
        "contact": disclosure.contact,
        "note": disclosure.note,
    }


def areas_of(row: DisclosureItem) -> list[str]:
    """Every area that the complaint lies in, its own first; none twice."""
    return list(dict.fromkeys([row.area, *row.further_areas]))


def _ranked(found: "Counter[str]") -> list[list[Any]]:
    """The largest first, equal ones by name."""
    return [[name, count] for name, count in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))]


def grid_of(rows: Iterable[DisclosureItem]) -> list[dict[str, Any]]:
    """How far they came, and what was found of each: the rows of every closure add up to the whole."""
    found = Counter((row.closure, row.verdict) for row in rows)
    grid: list[dict[str, Any]] = []
    for closure in CLOSURES:
        verdicts: list[list[Any]] = [
            [verdict, found[closure, verdict]] for verdict in (*Verdict.values, "") if found[closure, verdict]
        ]
        grid.append({"closure": closure.value, "total": sum(count for _name, count in verdicts), "verdicts": verdicts})
    return grid


def _again(row: DisclosureItem) -> dict[str, Any]:
    """A row that is told again: in which disclosure before, and how it stood then."""
    before = row.republishes
    assert before is not None  # noqa: S101 -- only such rows are handed over
    return {
        "number": row.number,
        "before": before.disclosure.title,
        "batch": before.batch_label,
        "was": before.closure,
        "now": row.closure,
        **({"was_beside": before.beside, "now_beside": row.beside} if before.beside or row.beside else {}),
    }


def _beside(row: DisclosureItem) -> dict[str, Any]:
    """A part or a merged one: of which order, and how it stands."""
    return {
        "number": row.number,
        "beside": row.beside,
        "of_number": row.of_number,
        "closure": row.closure,
        "verdict": row.verdict,
    }


def _withdrawn(one: DisclosureBatch) -> dict[str, Any]:
    return {
        "title": one.title,
        "published_on": one.published_on.isoformat() if one.published_on else "",
        "withdrawn_on": local_day(one.withdrawn_at).isoformat() if one.withdrawn_at else "",
        "reason": one.withdrawal_reason,
    }


def _cumulative(disclosure: DisclosureBatch, rows: Sequence[DisclosureItem], *, fresh: int) -> dict[str, Any]:
    """Since the first of the series: every batch with what it counted, their sum, and how all of them stand now.

    What was counted and is merged since stands in the sum, and beside the grid.
    """
    earlier = list(told_before(disclosure))
    counted = Counter(
        DisclosureItem.objects.filter(disclosure__in=earlier, first_told=True).values_list("disclosure_id", flat=True)
    )
    latest = {
        row.clue_id: row
        for row in DisclosureItem.objects.filter(disclosure__in=earlier).order_by("disclosure__published_at", "id")
    }
    latest |= {row.clue_id: row for row in rows}
    batches: list[list[Any]] = [[_label_of(one), counted[one.pk]] for one in earlier]
    total = sum(count for _title, count in batches) + fresh
    orders = [row for row in latest.values() if not row.beside]
    return {
        "since": earlier[0].published_on.isoformat() if earlier and earlier[0].published_on else "",
        "batches": [*batches, [_label_of(disclosure), fresh]],
        "total": total,
        "merged_since": total - len(orders),
        "grid": grid_of(orders),
    }


def _label_of(disclosure: DisclosureBatch) -> str:
    """The batch by its issuer's number, where it is one; else by the title."""
    return disclosure.batch.number if disclosure.batch else disclosure.title
