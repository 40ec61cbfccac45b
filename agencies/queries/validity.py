"""What is in force on a day or at an instant: the one place that reads `valid_from` and `valid_to`."""

from datetime import date, datetime
from typing import Protocol

from django.db.models import Expression, Q
from django.db.models.functions import Now, TruncDate

# The office's own day as the database knows it, where no day was handed over.
TODAY = TruncDate(Now())


def in_force(at: date | datetime | Expression = TODAY, prefix: str = "") -> Q:
    """The condition that a row (or the one behind `prefix`) holds at `at`.

    A day is matched with rows that hold from one day to another, both included; an instant with rows that hold from
    one instant until before another (`Parentage`). No `valid_to` means until further notice.
    """
    begun = Q(**{f"{prefix}valid_from__lte": at})
    until = "gt" if isinstance(at, datetime) else "gte"
    return begun & (Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__{until}": at}))


class Lasting(Protocol):
    """What holds from one day to another, both included; no last day means until further notice."""

    @property
    def valid_from(self) -> date:
        """The first day."""

    @property
    def valid_to(self) -> date | None:
        """The last one."""


def is_in_force(row: Lasting, on: date) -> bool:
    """The same of a row in hand."""
    return row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)


def ever_in_force_since(day: date | Expression, prefix: str = "") -> Q:
    """The condition that a row holds, or held on some day since `day`."""
    return Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day})


def overlaps(start: date | datetime, end: date | datetime | None, prefix: str = "") -> Q:
    """The condition that a row holds at some time between the two, both included; no end means until further notice."""
    begun = Q() if end is None else Q(**{f"{prefix}valid_from__lte": end})
    still = "gt" if isinstance(start, datetime) else "gte"
    return begun & (Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__{still}": start}))
