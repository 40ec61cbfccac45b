"""What holds on a given day."""

from datetime import date
from typing import TypeVar

from django.db.models import Q, QuerySet

from agencies.models import Validity

V = TypeVar("V", bound=Validity)


def holds_on(day: date, prefix: str = "") -> Q:
    """The condition that a row (or the one behind `prefix`) holds on `day`."""
    begun = Q(**{f"{prefix}valid_from__lte": day})
    return begun & (Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day}))


def valid_on(rows: QuerySet[V], day: date) -> QuerySet[V]:
    """The rows that hold on `day`."""
    return rows.filter(holds_on(day))
