"""Populations: the clues that a figure counts, most of them by their own columns, those that changed since by the log.

A figure as of an instant counts what was known then. A clue of which nothing was told since stands in its row as it
stood; of the others the log says how they stood, and by its `position` also how a frozen report knew them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

import orjson
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, UUIDField, Value
from django.utils.timezone import get_default_timezone

from agencies.queries.trees import down_from, parents_at
from agencies.rules import is_command_office
from cases.models import Batch, Channel, Clue, ClueStatus, Verdict
from cases.queries.clues import clues_visible_to, sees_territory, territory_prefix
from kernel.actor import Actor
from kernel.days import local_day
from reports.counts import ROLLED
from reports.courses import Telling, known_until, told_at
from reports.queries.figures import Wanted, that_count
from reports.queries.keys import NOBODY, TREES
from reports.steps import Profile, steps_of

ONE_DAY = timedelta(days=1)
# Of each clue among those given, what was told of it, in order. The clues are found once, as an array: joined, they are
# gone through again for each event where the planner knows the tables only as they were when empty.
TOLD = """
SELECT e.subject_id, e.recorded_at, e.counted::text FROM kernel_event e
WHERE e.subject_id = ANY (ARRAY({clues})) AND e.counted IS NOT NULL ORDER BY e.subject_id, e.version, e.id
"""
TOLD_BY = """
SELECT e.subject_id, e.recorded_at, e.counted::text
FROM kernel_event e JOIN kernel_eventseal s ON s.event_id = e.id AND s.position <= {position}
WHERE e.subject_id = ANY (ARRAY({clues})) AND e.counted IS NOT NULL ORDER BY e.subject_id, e.version, e.id
"""
SINCE = """
SELECT DISTINCT e.subject_id FROM kernel_events(ARRAY(
    SELECT event_id FROM kernel_eventseal WHERE position > %s UNION ALL SELECT event_id FROM kernel_unsealed)) AS e
WHERE e.counted IS NOT NULL
"""


@dataclass(frozen=True)
class Moved:
    """How a clue stood at an instant, by what the log had told then: its keys, the mask of its counts, its last day."""

    profile: Profile
    mask: int
    due: int
    told: Mapping[str, Any]

    def counts_in(self, name: str) -> bool:
        """Say whether it takes part in a rolled-up count."""
        return bool(self.mask >> ROLLED.index(name) & 1)

    def days_overdue(self, as_of: datetime) -> int:
        """How many days after its last day in time; 0 while it is not overdue."""
        return local_day(as_of).toordinal() - self.due if self.due else 0

    def keys(self, dimension: str) -> list[str]:
        """Its keys of a dimension, as the log writes them."""
        begin = f"{dimension}="
        return [key.removeprefix(begin) for key in self.profile.keys if key.startswith(begin)]


@dataclass(frozen=True)
class Population:
    """The clues that count at an instant: the `settled` by their own columns, the `moved` by what was told of them."""

    settled: QuerySet[Clue]
    moved: Mapping[UUID, Moved]
    as_of: datetime
    actor: Actor

    @cached_property
    def clues(self) -> QuerySet[Clue]:
        """Every order once; parts and merged ones are not among them."""
        plain = Q(split_from__isnull=True) & ~Q(status=ClueStatus.MERGED)
        return self.those(plain, lambda one: one.counts_in("received"))

    @property
    def is_empty(self) -> bool:
        """Say whether nothing counts."""
        return not self.moved and not self.settled.exists()

    def those(self, settled: Q, moved: Callable[[Moved], bool]) -> QuerySet[Clue]:
        """The settled ones that meet a condition on their columns, and the moved ones that met it then."""
        ids = [pk for pk, one in self.moved.items() if moved(one)]
        if not ids:
            return self.settled.filter(settled)
        mine = self.settled.filter(settled).values("pk")
        return Clue.objects.filter(Q(pk__in=mine) | Q(is_any(ids)))


def is_any(ids: Iterable[UUID]) -> Func:
    """The condition that a clue is one of these, however many they are."""
    value = Value(list(ids), output_field=ArrayField(UUIDField()))
    return Func(F("pk"), value, template="(%(expressions)s))", arg_joiner=" = ANY (", output_field=BooleanField())


def population(actor: Actor, wanted: Wanted, *, as_of: datetime) -> Population:
    """What counts of what this reader may see; void ones count nowhere."""
    return population_among(clues_visible_to(actor), wanted, as_of=as_of, actor=actor)


def population_among(clues: QuerySet[Clue], wanted: Wanted, *, as_of: datetime, actor: Actor) -> Population:
    """The same of the clues given."""
    found = dict(_told_of(clues, wanted, as_of))
    settled = that_count(clues, wanted, as_of=as_of)
    if found:
        settled = settled.exclude(is_any(found))
    told = {pk: one for pk, one in found.items() if one is not None}
    moved = {pk: one for pk, one in _standing(told, as_of) if is_wanted(one, wanted, actor)}
    return Population(settled, moved, as_of, actor)


def _told_of(clues: QuerySet[Clue], wanted: Wanted, as_of: datetime) -> Iterator[tuple[UUID, Mapping[str, Any] | None]]:
    """What was known then of each clue that may have changed since; None where nothing was known by the position."""
    if wanted.present and wanted.position is None:
        return
    zone = get_default_timezone()
    midnight = known_until(as_of, zone) + ONE_DAY
    changed = clues.order_by().filter(created_at__lt=midnight, updated_at__gt=as_of)
    if wanted.position is not None:
        since = ids_since(wanted.position)
        yield from ((pk, None) for pk in since)
        changed = clues.order_by().filter(Q(created_at__lt=midnight, updated_at__gt=as_of) | Q(is_any(since)))
    for pk, tellings in tellings_of(changed, wanted.position).items():
        yield pk, told_at(as_of, tellings, zone)


def ids_since(position: int) -> list[UUID]:
    """The clues of which anything was told after a position of the log."""
    with connection.cursor() as cursor:
        cursor.execute(SINCE, [position])
        return [pk for (pk,) in cursor.fetchall()]


def tellings_of(clues: QuerySet[Clue], position: int | None) -> dict[UUID, list[Telling]]:
    """What the log told of each of these clues, up to a position if there is one, in order."""
    try:
        inner, parameters = clues.values("pk").query.sql_with_params()
    except EmptyResultSet:
        return {}
    statement = TOLD if position is None else TOLD_BY
    found: dict[UUID, list[Telling]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(statement.format(clues=inner, position=position), parameters)
        for pk, at, text in cursor.fetchall():
            found[pk].append(Telling(at, orjson.loads(text)))
    return found


def _standing(told: Mapping[UUID, Mapping[str, Any]], as_of: datetime) -> Iterator[tuple[UUID, Moved]]:
    zone = get_default_timezone()
    for pk, facts in told.items():
        steps = steps_of(facts, zone)
        mask, due = steps.at(as_of)
        if mask:
            yield pk, Moved(steps.profile, mask, due, facts)


def is_wanted(one: Moved, wanted: Wanted, actor: Actor) -> bool:
    """Say whether it was among what is wanted then; a leader's figures are of the territory that it then lay in."""
    told, received = one.told, datetime.fromisoformat(one.told["received"])
    region = str(told["region"])
    seen = territory_prefix(actor) if sees_territory(actor) and not is_command_office(actor) else ""
    return (
        (wanted.is_one_order or told.get("case", "") in ("", wanted.source))
        and region.startswith(wanted.region_code)
        and region.startswith(seen)
        and wanted.source in ("", told.get("source", ""))
        and _of_order(told.get("batch"), wanted)
        and not (wanted.in_days and told.get("undated"))
        and (wanted.received_from is None or received >= wanted.received_from)
        and (wanted.received_to is None or received <= wanted.received_to)
    )


def _of_order(batch: str | None, wanted: Wanted) -> bool:
    if wanted.batch and batch != str(wanted.batch):
        return False
    if not wanted.inspection:
        return True
    return batch is not None and Batch.objects.filter(pk=batch, inspection=wanted.inspection).exists()


def stands_under(dimension: str, key: str, *, as_of: datetime, actor: Actor) -> Callable[[Moved], bool]:
    """The condition that a moved clue stood under a key of a dimension."""
    if dimension in TREES:
        agencies = down_from(key, parents_at(TREES[dimension], at=as_of))
        return lambda one: bool(set(agencies).intersection(one.keys("agency")))
    if dimension == "region":
        return lambda one: any(code.startswith(key) for code in one.keys("region"))
    if dimension == "inspection":
        batches = Batch.objects.filter(inspection=UUID(key)) if _is_id(key) else Batch.objects.none()
        mine = {str(pk) for pk in batches.values_list("pk", flat=True)}
        return lambda one: bool(mine.intersection(one.keys("batch"))) if key != NOBODY else not one.keys("batch")
    return lambda one: key in known_keys(one, dimension, actor)


def known_keys(one: Moved, dimension: str, actor: Actor) -> list[str]:
    """Its keys of a dimension as this reader knows them."""
    if dimension == "verdict":
        verdict = str(one.told.get("verdict", ""))
        return [NOBODY if verdict in ("", Verdict.UNDETERMINED) else verdict]
    if dimension == "inspection":
        inspections = dict(Batch.objects.filter(pk__in=one.keys("batch")).values_list("pk", "inspection"))
        return [str(of) for of in inspections.values()] or [NOBODY]
    keys = one.keys(dimension)
    if dimension == "channel" and not is_command_office(actor):
        keys = [Channel.SUPERIOR.value if key == Channel.DISCIPLINE_TRANSFER else key for key in keys]
    return [key or NOBODY for key in keys] or ([NOBODY] if dimension == "batch" else [])


def _is_id(key: str) -> bool:
    try:
        UUID(key)
    except ValueError:
        return False
    return True
