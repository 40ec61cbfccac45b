"""Sums: the counts of the roll-ups as they add up under each dimension and key, as one reader knows them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from operator import add, sub

from agencies.rules import is_command_office
from cases.models import Batch, Channel
from kernel.actor import Actor
from reports.metrics import ROLLED, Counts
from reports.models.rollup import SUMMED
from reports.queries.keys import NOBODY, WIDTHS
from reports.queries.tallies import Tally
from reports.steps import moved_by

# A dimension that is counted by the cells of another.
CELLS_OF = {"inspection": "batch"}
OVERDUE = ROLLED.index("overdue")


@dataclass
class Sums:
    """The counts by dimension and key, as they add up; the days overdue, on a day, last."""

    actor: Actor
    level: str
    dimensions: Sequence[str]
    day: date
    found: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def add(self, dimension: str, key: str, counts: Sequence[int]) -> None:
        """Add what a cell holds, the due days of those overdue last, under the key as this reader knows it."""
        *rolled, dues = counts
        self._add(dimension, key, [*rolled, rolled[OVERDUE] * self.day.toordinal() - dues])

    def step(self, key: str, before: int, after: int, count: int, due: int) -> None:
        """Add so many clues under a `dimension=key` that moved from one mask to another, and their due days."""
        dimension, name = key.split("=", 1)
        self.add(dimension, name, [*(count * step for step in moved_by(before, after)), due])

    def _add(self, dimension: str, key: str, moved: list[int]) -> None:
        for name in self._made_of(dimension):
            row = self.found.setdefault((name, self._known_as(name, key)), [0] * len(SUMMED))
            row[:] = map(add, row, moved)

    @cached_property
    def rolled(self) -> frozenset[str]:
        """The dimensions of the keys that are counted."""
        return frozenset(CELLS_OF.get(name, name) for name in self.dimensions)

    def take_away(self, other: Tally) -> None:
        """Count these clues no longer."""
        for dimension, keys in (("", {"": other.whole}), *other.by.items()):
            for key, counts in keys.items():
                lost = [-getattr(counts, name) for name in (*ROLLED, "days_overdue")]
                self._add(dimension, "" if key == NOBODY else key, lost)

    def _made_of(self, dimension: str) -> list[str]:
        """The wanted dimensions that are counted by the cells of this one."""
        return [name for name in self.dimensions if CELLS_OF.get(name, name) == dimension]

    def _known_as(self, dimension: str, key: str) -> str:
        if dimension == "region":
            return key[: WIDTHS[self.level]]
        if dimension == "channel" and key == Channel.DISCIPLINE_TRANSFER and not is_command_office(self.actor):
            return Channel.SUPERIOR.value
        if dimension == "inspection" and key:
            return self.inspections[key]
        return key or NOBODY

    @cached_property
    def inspections(self) -> dict[str, str]:
        """Which batch came from which inspection."""
        return {str(batch): str(inspection) for batch, inspection in Batch.objects.values_list("pk", "inspection")}

    def tally(self) -> Tally:
        """The whole and the parts, without keys under which nothing is left."""
        for name in {"batch", "inspection"}.intersection(self.dimensions):
            self._leave_the_rest(name)
        counted = {place: Counts.rolled(row) for place, row in self.found.items() if any(row)}
        by = {name: {key: one for (at, key), one in counted.items() if at == name} for name in self.dimensions if name}
        return Tally(counted.get(("", NOBODY), Counts()), by)

    def _leave_the_rest(self, name: str) -> None:
        """What came in no batch has no cells of its own."""
        rest = list(self.found.get(("", NOBODY), [0] * len(SUMMED)))
        for (dimension, key), counts in self.found.items():
            if dimension == name and key != NOBODY:
                rest = list(map(sub, rest, counts))
        self.found[name, NOBODY] = rest
