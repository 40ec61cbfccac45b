"""History: how the counts stood at the end of each month, and what each month brought."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from operator import add

from django.db.models import Sum

from agencies.rules import is_command_office
from kernel.actor import Actor
from kernel.days import local_day, start_of
from reports.metrics import ROLLED, Counts, percent
from reports.models import Cell, RollupMark
from reports.queries.figures import Wanted
from reports.queries.rollups import hidden_from, scopes_of
from reports.queries.tallies import tally
from reports.steps import TICK

MONTHS = 13
YEAR = 12
End = tuple[date, Counts]


@dataclass(frozen=True)
class Month:
    """One month: how things stood at its end, what it brought, and how that compares."""

    first_day: date
    then: Counts
    received: int
    closed: int
    on_last_month: str
    on_last_year: str


def history_of(wanted: Wanted, now: Counts, *, as_of: datetime, actor: Actor) -> list[Month]:
    """The last thirteen months, the running one as it stands; none where no roll-up answers.

    What was told within the last seconds comes with the follower's next turn.
    """
    scopes = scopes_of(wanted, actor)
    if scopes is None or not RollupMark.objects.exists():
        return []
    running = local_day(as_of).replace(day=1)
    ends = [*_seen(list(_ends(scopes, before=running)), wanted, as_of=as_of, actor=actor), (running, now)]
    months = [(day, then, _moved(before, then)) for (_day, before), (day, then) in pairwise(ends)]
    # What has no date came in none of these months, and a closing of an unknown day was made in none.
    undated = _undated(scopes)
    received = {day: moved.received - undated[day].received for day, _then, moved in months}
    return [
        Month(day, then, received[day], moved.closed - moved.closed_some_day, *_compared(day, received))
        for day, then, moved in months[-MONTHS:]
    ]


def _undated(scopes: Sequence[str]) -> Mapping[date, Counts]:
    """What the months of their imports would have of clues of which nobody knows when they came."""
    cells = Cell.objects.filter(scope__in=scopes, dimension="month", key="", grain=Cell.Grain.MONTH)
    found: dict[date, Counts] = defaultdict(Counts)
    for day, *counts in cells.order_by().values_list("bucket").annotate(*_sums()):
        found[day] = Counts.rolled(counts)
    return found


def _ends(scopes: Sequence[str], *, before: date) -> Iterator[End]:
    """The counts at the end of each month of the last two years, with a month that nothing happened in as well."""
    cells = Cell.objects.filter(scope__in=scopes, dimension="", grain=Cell.Grain.MONTH, bucket__lt=before)
    moved = {day: counts for day, *counts in cells.order_by("bucket").values_list("bucket").annotate(*_sums())}
    standing = [0] * len(ROLLED)
    first = _month_back(before, 2 * YEAR + 1)
    for day in sorted(moved):
        standing = list(map(add, standing, moved[day])) if day < first else standing
    for back in range(2 * YEAR + 1, 0, -1):
        day = _month_back(before, back)
        standing = list(map(add, standing, moved.get(day, [0] * len(ROLLED))))
        yield day, Counts.rolled(standing)


def _sums() -> Iterator[Sum]:
    return (Sum(name) for name in ROLLED)


def _seen(ends: list[End], wanted: Wanted, *, as_of: datetime, actor: Actor) -> list[End]:
    """Without the few clues that this leader does not see."""
    if is_command_office(actor) or hidden_from(actor, wanted, as_of=as_of).is_empty:
        return ends
    return [(day, _moved(_hidden_at_end_of(day, wanted, actor), counts)) for day, counts in ends]


def _hidden_at_end_of(month: date, wanted: Wanted, actor: Actor) -> Counts:
    end = start_of(_month_back(month, -1)) - TICK
    return tally(hidden_from(actor, wanted, as_of=end)).whole


def _moved(before: Counts, after: Counts) -> Counts:
    return Counts.rolled(getattr(after, name) - getattr(before, name) for name in ROLLED)


def _month_back(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def _compared(day: date, received: dict[date, int]) -> tuple[str, str]:
    """环比 and 同比 of what was received; a dash where there was nothing to compare with."""
    return change(received[day], received.get(_month_back(day, 1))), change(
        received[day], received.get(_month_back(day, YEAR))
    )


def change(now: int, before: int | None) -> str:
    """By how many percent, with its sign; a dash where it is not defined."""
    if not before:
        return "—"
    size = percent(abs(now - before), before)
    return f"{'+' if now >= before else '−'}{size}%" if now != before else "0.00%"
