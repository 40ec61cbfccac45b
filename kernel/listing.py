"""Lists that are not shown whole: their first rows, and how many there are in all."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db.models import QuerySet

T = TypeVar("T")
M = TypeVar("M")


class Shown(list[T]):
    """The first rows of a list, and its `total`; `ui/_cut.html` says both wherever they differ."""

    def __init__(self, rows: Iterable[T], total: int) -> None:
        super().__init__(rows)
        self.total = total

    @property
    def is_cut(self) -> bool:
        """Say whether there are more than are shown."""
        return self.total > len(self)

    def each(self, told: Callable[[T], M]) -> "Shown[M]":
        """The same list with something said of each row."""
        return Shown(map(told, self), self.total)


def first_of(rows: "QuerySet[Any]", most: int) -> "Shown[Any]":
    """At most so many rows and their true number: one query, a second only where the list is cut."""
    found = list(rows[: most + 1])
    return Shown(found[:most], len(found) if len(found) <= most else rows.count())
