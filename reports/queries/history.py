"""History: how the counts stood at the end of each month, and what each month brought."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from operator import add, sub

from django.db.models import Sum
from django.utils import timezone

from agencies.rules import is_command_office
from kernel.actor import Actor
from reports.metrics import ROLLED, Counts, percent
from reports.models import Cell, RollupMark
from reports.queries.figures import Wanted
from reports.queries.rollups import hidden_from, scopes_of, sees_nearly_all
from reports.queries.tallies import tally
from reports.steps import TICK

MONTHS = 13
YEAR = 12


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
    scopes = scopes_of(wanted)
    if scopes is None or not sees_nearly_all(actor) or not RollupMark.objects.exists():
        return []
    running = timezone.localdate(as_of).replace(day=1)
    ends = [*_ends(scopes, wanted, before=running, actor=actor), (running, now)]
    months = [(day, then, _moved(before, then)) for (_day, before), (day, then) in pairwise(ends)]
    received = {day: moved.received for day, _then, moved in months}
    return [
        Month(day, then, moved.received, moved.closed, *_compared(day, received))
        for day, then, moved in months[-MONTHS:]
    ]


def _ends(scopes: Sequence[str], wanted: Wanted, *, before: date, actor: Actor) -> Iterator[tuple[date, Counts]]:
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
        yield day, _seen(Counts(**dict(zip(ROLLED, standing, strict=True))), wanted, day, actor)


def _sums() -> Iterator[Sum]:
    return (Sum(name) for name in ROLLED)


def _seen(counts: Counts, wanted: Wanted, day: date, actor: Actor) -> Counts:
    """Without the few clues that this leader does not see."""
    if is_command_office(actor):
        return counts
    end = timezone.make_aware(datetime.combine(_month_back(day, -1), datetime.min.time())) - TICK
    hidden = hidden_from(actor, wanted, as_of=end)
    return _moved(tally(hidden, as_of=end, actor=actor).whole, counts) if hidden.exists() else counts


def _moved(before: Counts, after: Counts) -> Counts:
    pairs = ((getattr(after, name), getattr(before, name)) for name in ROLLED)
    return Counts(**dict(zip(ROLLED, (sub(*pair) for pair in pairs), strict=True)))


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
