"""Figures from the roll-ups: years, months and days by their cells, part of a day by clues, and what was told since.

One statement reads all of it, so that no follower comes in between. `None` where the roll-ups cannot answer.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from typing import Any, NamedTuple

import orjson
from django.db import connection
from django.utils.timezone import get_default_timezone

from agencies.models import Region
from agencies.rules import is_command_office
from cases.models import Batch, Clue
from cases.queries.clues import clues_visible_to, sees_territory, territory_prefix
from kernel.actor import Actor
from kernel.days import local_day, start_of
from reports.courses import Telling, known_until, told_at
from reports.models.rollup import SUMMED
from reports.queries.figures import Wanted
from reports.queries.keys import WIDTHS
from reports.queries.populations import Population, is_any, population, population_among
from reports.queries.sums import CELLS_OF, Sums
from reports.queries.tallies import Tally, tally
from reports.steps import TICK, steps_of

# What came since the last batch is counted one by one; beyond this the clues themselves are counted.
LONGEST_TAIL = 2_000
# What is counted from the clues alone, for few ask.
UNROLLED = frozenset({"verdict"})
ONE_DAY, HALF_A_DAY = timedelta(days=1), timedelta(hours=12)
READ = f"""
WITH mark AS MATERIALIZED (SELECT position FROM reports_rollupmark WHERE id = 1),
news AS MATERIALIZED (
    SELECT event_id FROM kernel_eventseal WHERE position > (SELECT position FROM mark) AND NOT %(settled)s
    UNION ALL SELECT event_id FROM kernel_unsealed WHERE NOT %(settled)s
    LIMIT {LONGEST_TAIL + 1}),
tail AS MATERIALIZED (
    SELECT e.subject_id AS clue, e.recorded_at, e.counted, e.version, e.id
    FROM kernel_events(ARRAY(SELECT event_id FROM news)) AS e WHERE e.counted IS NOT NULL)
SELECT 'mark', jsonb_build_array((SELECT position FROM mark), (SELECT count(*) FROM news))::text
UNION ALL
SELECT 'cell', jsonb_build_array(dimension, key, {", ".join(f"sum({name})" for name in SUMMED)})::text
FROM reports_cell
WHERE scope = ANY(%(scopes)s) AND dimension = ANY(%(dimensions)s)
  AND (grain = 'y' AND bucket < %(year)s
       OR grain = 'm' AND bucket >= %(year)s AND bucket < %(month)s
       OR grain = 'd' AND bucket >= %(month)s AND bucket < %(until)s)
GROUP BY dimension, key
UNION ALL
SELECT 'step', jsonb_build_array(key, before, after, count(*), sum(due_after - due_before))::text
FROM (SELECT keys, coalesce(masks[width_bucket(%(rest)s, instants)], 0) AS before,
             coalesce(masks[width_bucket(%(instant)s, instants)], 0) AS after,
             coalesce(dues[width_bucket(%(rest)s, instants)], 0) AS due_before,
             coalesce(dues[width_bucket(%(instant)s, instants)], 0) AS due_after
      FROM reports_countedclue WHERE days @> ARRAY[%(ordinal)s] AND scopes && %(scopes)s
      OFFSET 0) AS stepping, unnest(keys) AS key
WHERE (before, due_before) <> (after, due_after) AND split_part(key, '=', 1) = ANY(%(dimensions)s)
GROUP BY key, before, after
UNION ALL
SELECT 'kept', jsonb_build_array(clue, first, scopes, keys, coalesce(masks[width_bucket(%(instant)s, instants)], 0),
                                 coalesce(dues[width_bucket(%(instant)s, instants)], 0))::text
FROM reports_countedclue WHERE clue IN (SELECT clue FROM tail)
UNION ALL
SELECT 'told', told FROM (
    SELECT jsonb_build_array(clue, recorded_at, counted)::text AS told FROM tail ORDER BY clue, version, id) AS tellings
"""  # noqa: S608 -- our own columns


def settled_tally(wanted: Wanted, dimensions: Sequence[str] = (), *, as_of: datetime, actor: Actor) -> Tally:
    """The same by what the roll-ups have taken in, and nothing that came since: what a report freezes."""
    found = _rolled(wanted, Sums(actor, "county", ["", *dimensions], local_day(as_of)), as_of=as_of, settled=True)
    return found or counts_in(wanted, dimensions, as_of=as_of, actor=actor)


def counts_in(
    wanted: Wanted, dimensions: Sequence[str] = (), *, as_of: datetime, actor: Actor, level: str = "county"
) -> Tally:
    """Every count as of an instant, whole and by each dimension: from the roll-ups, or else from the clues."""
    rolled = rolled_tally(wanted, dimensions, as_of=as_of, actor=actor, level=level)
    if rolled is not None:
        return rolled
    return tally(population(actor, wanted, as_of=as_of), dimensions, level=level)


def rolled_tally(
    wanted: Wanted, dimensions: Sequence[str] = (), *, as_of: datetime, actor: Actor, level: str = "county"
) -> Tally | None:
    """Every count as of an instant from the roll-ups and what was told since, if the reader sees nearly every clue."""
    return _rolled(wanted, Sums(actor, level, ["", *dimensions], local_day(as_of)), as_of=as_of, settled=False)


def _rolled(wanted: Wanted, sums: "Sums", *, as_of: datetime, settled: bool) -> Tally | None:
    scopes = scopes_of(wanted, sums.actor)
    if scopes is None or not UNROLLED.isdisjoint(sums.dimensions):
        return None
    tail = Tail()
    for kind, told in _read(scopes, sums.dimensions, as_of, settled=settled):
        if kind == "mark" and (told[0] is None or told[1] > LONGEST_TAIL):
            return None
        _take(sums, tail, kind, told)
    tail.add_to(sums, scopes, as_of)
    if not is_command_office(sums.actor):
        sums.take_away(tally(hidden_from(sums.actor, wanted, as_of=as_of), sums.dimensions[1:], level=sums.level))
    return sums.tally()


def scopes_of(wanted: Wanted, actor: Actor) -> list[str] | None:
    """The scopes whose cells add up to what this reader wants; None where there are none such."""
    region = _region_of(wanted, actor)
    wanted = replace(wanted, region_code="")
    if region:
        return [f"region:{region}"] if len(region) == WIDTHS["county"] and wanted == Wanted() else None
    if region is None:
        return None
    if wanted == Wanted(source=wanted.source):
        return [f"source:{wanted.source}" if wanted.source else ""]
    if wanted == Wanted(batch=wanted.batch):
        return [f"batch:{wanted.batch}"]
    if wanted == Wanted(inspection=wanted.inspection):
        batches = Batch.objects.filter(inspection=wanted.inspection).values_list("pk", flat=True)
        return [f"batch:{pk}" for pk in batches]
    return None


def _region_of(wanted: Wanted, actor: Actor) -> str | None:
    """The region that the reader sees of what is wanted, "" for all there are; None to whoever sees no region whole."""
    if not (is_command_office(actor) or sees_territory(actor)):
        return None
    seen = "" if is_command_office(actor) else territory_prefix(actor)
    nearer = max(seen, wanted.region_code, key=len)
    if not (nearer.startswith(seen) and nearer.startswith(wanted.region_code)):
        return None
    others = Region.objects.filter(case__in=["", wanted.source]).exclude(code__startswith=nearer)
    return nearer if nearer and others.exists() else ""


def hidden_from(actor: Actor, wanted: Wanted, *, as_of: datetime) -> Population:
    """The few clues of a leader's territory that this leader does not see: about some agencies, or elsewhere now."""
    every = population_among(Clue.objects.all(), wanted, as_of=as_of, actor=actor)
    mine = every.settled.filter(concerns_agency__isnull=False, region__code__startswith=territory_prefix(actor))
    seen = clues_visible_to(actor)
    settled = mine.exclude(pk__in=seen.filter(concerns_agency__isnull=False).values("pk"))
    visible = set(seen.filter(is_any(every.moved)).values_list("pk", flat=True)) if every.moved else set()
    moved = {pk: one for pk, one in every.moved.items() if pk not in visible}
    return Population(settled, moved, as_of, actor)


def _take(sums: Sums, tail: "Tail", kind: str, told: Any) -> None:
    if kind == "cell":
        sums.add(told[0], told[1], told[2:])
    elif kind == "step":
        sums.step(*told)
    elif kind == "kept":
        tail.kept[told[0]].append(Kept(datetime.fromisoformat(told[1]), *told[2:]))
    elif kind == "told":
        tail.told[told[0]].append(Telling(datetime.fromisoformat(told[1]), told[2]))


class Kept(NamedTuple):
    """How the roll-ups count a clue at an instant, of which something was told since."""

    first: datetime
    scopes: list[str]
    keys: list[str]
    mask: int
    due: int


@dataclass
class Tail:
    """The clues of which the roll-ups have not taken in everything: as they kept them, and what was told since."""

    kept: dict[str, list[Kept]] = field(default_factory=lambda: defaultdict(list))
    told: dict[str, list[Telling]] = field(default_factory=lambda: defaultdict(list))

    def add_to(self, sums: Sums, scopes: list[str], as_of: datetime) -> None:
        """Count what was told instead of what was kept, wherever it counts at the instant."""
        zone = get_default_timezone()
        for clue, tellings in self.told.items():
            kept = self.kept.get(clue, [])
            if kept and not self._changes(kept[0].first, tellings, as_of, zone):
                continue
            steps = steps_of(told_at(as_of, [*_first_of(kept, tellings), *tellings], zone), zone)
            for row in kept:
                _step(sums, row.scopes, row.keys, (row.mask, 0, -row.due), scopes)
            mask, due = steps.at(as_of)
            _step(sums, steps.profile.scopes, steps.profile.keys, (0, mask, due), scopes)

    @staticmethod
    def _changes(first: datetime, tellings: list[Telling], as_of: datetime, zone: tzinfo) -> bool:
        """Say whether what was told since says anything about that instant."""
        return as_of < known_until(first, zone) or any(telling.at <= as_of for telling in tellings)


def _first_of(kept: list[Kept], tellings: list[Telling]) -> list[Telling]:
    """What was told first, where it is not among the tellings: it never counts, but its day does."""
    return [Telling(kept[0].first, tellings[-1].told)] if kept else []


def _step(sums: Sums, mine: Iterable[str], keys: Iterable[str], move: tuple[int, int, int], scopes: list[str]) -> None:
    before, after, due = move
    if not set(scopes).isdisjoint(mine):
        for key in keys:
            if key.split("=", 1)[0] in sums.rolled:
                sums.step(key, before, after, 1, due)


def _read(scopes: list[str], dimensions: Sequence[str], as_of: datetime, *, settled: bool) -> Iterator[tuple[str, Any]]:
    zone = get_default_timezone()
    day = local_day(as_of, zone)
    # From the nearer end of the day to the instant: mostly nothing steps between the last second and midnight.
    whole = as_of - start_of(day) > HALF_A_DAY
    until = day + ONE_DAY if whole else day
    given: dict[str, Any] = {
        "scopes": scopes,
        "settled": settled,
        "dimensions": [CELLS_OF.get(name, name) for name in dimensions],
        "until": until,
        "month": day.replace(day=1),
        "year": day.replace(month=1, day=1),
        "ordinal": day.toordinal(),
        "rest": start_of(until) - TICK,
        "instant": as_of,
    }
    with connection.cursor() as cursor:
        cursor.execute(READ, given)
        for kind, text in cursor.fetchall():
            yield kind, orjson.loads(text)
