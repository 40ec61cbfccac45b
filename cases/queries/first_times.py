"""How long each step of a clue's way took the first time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.models import Clue
from cases.workflow import FIRST_TIMES


@dataclass(frozen=True)
class FirstStep:
    """A step, when it was first taken, and how long after the step before it; after the receipt for the first."""

    verb: str
    at: datetime
    took: timedelta


def first_steps(clue: Clue) -> list[FirstStep]:
    """The steps taken so far, in their order; none where nobody knows when the clue came.

    Dispatch waits for no presenting: a step taken before the one in front of it took no time.
    """
    if clue.dates_unknown:
        return []
    steps, before = [], clue.received_at
    for verb, column in FIRST_TIMES.items():
        at = getattr(clue, column)
        if at is not None and not (verb == "close" and clue.closing_unknown):
            steps.append(FirstStep(verb, at, max(at - before, timedelta())))
            before = max(before, at)
    return steps


def whole_way(clue: Clue) -> timedelta | None:
    """From the receipt to the first closing; None while there was none, or where the dates are unknown."""
    if clue.first_closed_at is None or clue.dates_unknown or clue.closing_unknown:
        return None
    return max(clue.first_closed_at - clue.received_at, timedelta())
