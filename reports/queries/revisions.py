"""Revisions: by which clues a figure differs from what was frozen, and why: frozen + differences = present, exactly.

Both figures stand at an instant and by what the log had told up to a position; the later one mostly by all of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, TextChoices
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Clue
from cases.queries.clues import clues_visible_to
from kernel.actor import Actor
from reports.courses import told_at
from reports.queries.figures import ACCEPTANCE, Wanted
from reports.queries.populations import (
    Moved,
    Population,
    ids_since,
    is_any,
    is_wanted,
    population_among,
    stands_under,
    tellings_of,
)
from reports.queries.rows import rows_behind
from reports.steps import steps_of

Told = Mapping[str, Any]


class Kind(TextChoices):
    """Why a clue is in one figure and not in the other."""

    LATE = "late", _("补录")
    MERGED = "merged", _("并案")
    UNMERGED = "unmerged", _("解除并案")
    VOID = "void", _("作废")
    CORRECTED = "corrected", _("更正")
    REOPENED = "reopened", _("重启")
    FRESH = "fresh", _("期后新收")
    HANDLED = "handled", _("期后办理、到期")


@dataclass(frozen=True)
class Standpoint:
    """As of which instant a figure counts, and what the log had told: all of it without a position."""

    as_of: datetime
    position: int | None = None


@dataclass(frozen=True)
class Compared:
    """One count at two standpoints, over the same records, under one key of a dimension if any."""

    wanted: Wanted
    before: Standpoint
    after: Standpoint
    actor: Actor
    dimension: str = ""
    key: str = ""


@dataclass(frozen=True)
class Difference:
    """The clues that came into a figure, or went out of it, for one reason."""

    kind: Kind
    way: int
    ids: tuple[UUID, ...]

    @property
    def signed(self) -> str:
        """By how much they move the figure."""
        return f"{'+' if self.way > 0 else '−'}{len(self.ids):,}"


class Revisions:
    """The differences of any number of counts between the same two standpoints."""

    def __init__(self, compared: Compared) -> None:
        self.compared = compared
        touched = _touched(compared)
        self.before, self.after = (
            population_among(
                touched, replace(compared.wanted, position=at.position), as_of=at.as_of, actor=compared.actor
            )
            for at in (compared.before, compared.after)
        )

    def of(self, terms: str) -> list[Difference]:
        """By what the count of these terms differs, in the order of the kinds; nothing where it does not."""
        then, now = (self._ids(one, terms) for one in (self.before, self.after))
        added, removed = now - then, then - now
        facts = _told_of(added | removed, self.compared)
        found: dict[tuple[Kind, int], list[UUID]] = defaultdict(list)
        for pk in sorted(added):
            found[self._why_added(*facts[pk]), 1].append(pk)
        for pk in sorted(removed):
            found[self._why_removed(*facts[pk]), -1].append(pk)
        order = list(Kind)
        return [
            Difference(kind, way, tuple(found[kind, way]))
            for kind, way in sorted(found, key=lambda one: (order.index(one[0]), -one[1]))
        ]

    def _ids(self, population: Population, terms: str) -> set[UUID]:
        rows = rows_behind(population, terms, self.compared.dimension, self.compared.key)
        return set(rows.order_by().values_list("pk", flat=True))

    def _why_added(self, then: Told | None, now: Told) -> Kind:
        late = _received(now) <= self.compared.before.as_of
        if then is None:
            return Kind.LATE if late else Kind.FRESH
        if _received(then) > self.compared.before.as_of:
            return Kind.CORRECTED if late else Kind.FRESH
        return self._why(then, now)

    def _why_removed(self, then: Told | None, now: Told) -> Kind:
        return self._why(then or now, now)

    def _why(self, then: Told, now: Told) -> Kind:
        """What became of a clue that was known before."""
        if now.get("void"):
            return Kind.VOID
        if bool(then.get("merged")) != bool(now.get("merged")):
            return Kind.MERGED if now.get("merged") else Kind.UNMERGED
        if self._is_meant(then) != self._is_meant(now) or _received(now) > self.compared.after.as_of:
            return Kind.CORRECTED
        return Kind.REOPENED if len(now.get("earlier", ())) > len(then.get("earlier", ())) else Kind.HANDLED

    def _is_meant(self, told: Told) -> bool:
        """Say whether a clue of which this was told is among what is asked for; who leads it is no correction."""
        one = Moved(steps_of(told, get_default_timezone()).profile, 0, 0, told)
        asked = self.compared
        if not is_wanted(one, asked.wanted, asked.actor):
            return False
        if not asked.dimension or asked.dimension.startswith("agency") or asked.dimension == "verdict":
            return True
        return stands_under(asked.dimension, asked.key, as_of=asked.after.as_of, actor=asked.actor)(one)


def _touched(compared: Compared) -> QuerySet[Clue]:
    """Of what the reader sees, what can stand otherwise later: told of since, or run out meanwhile."""
    begins, ends = compared.before.as_of, compared.after.as_of
    touched = Q(updated_at__gt=begins) | Q(due_at__range=(begins, ends))
    touched |= Q(received_at__range=(begins - ACCEPTANCE, ends))
    if compared.before.position is not None:
        touched |= Q(is_any(ids_since(compared.before.position)))
    return clues_visible_to(compared.actor).filter(touched)


def _told_of(ids: Iterable[UUID], compared: Compared) -> dict[UUID, tuple[Told | None, Told]]:
    """Of each clue what was known at the one standpoint, None where nothing was, and at the other."""
    if not ids:
        return {}
    zone, clues = get_default_timezone(), Clue.objects.filter(is_any(ids))
    then, now = (tellings_of(clues, at.position) for at in (compared.before, compared.after))
    before, after = compared.before.as_of, compared.after.as_of
    return {pk: (told_at(before, then[pk], zone) if pk in then else None, told_at(after, now[pk], zone)) for pk in ids}


def _received(told: Told) -> datetime:
    return datetime.fromisoformat(told["received"])
