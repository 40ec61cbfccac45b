"""Tallies: every count over a population, whole and by any number of dimensions, in one pass over its rows."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, reduce
from operator import add

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    Case,
    CharField,
    DateField,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import ExtractDay, Left, TruncDate, TruncMonth

from agencies.rules import is_command_office
from cases.models import Channel, Clue, Verdict
from kernel.actor import Actor
from kernel.days import local_day
from reports.metrics import ROLLED, Counts
from reports.queries.figures import conditions, facts_by_instants, facts_by_state, with_state
from reports.queries.keys import NOBODY, WIDTHS
from reports.queries.populations import Moved, Population, known_keys

COLUMNS = {
    "channel": "channel",
    "agency": "lead_agency_id",
    "pollution_type": "pollution_types",
    "batch": "batch_id",
    "inspection": "batch__inspection_id",
    "verdict": "verdict",
}
# OFFSET 0 keeps the planner from reckoning the columns anew for every grouping set.
TALLY = """
SELECT GROUPING({keys}), count(*), sum(late), facts, {keys} FROM ({rows} OFFSET 0) AS clue
GROUP BY GROUPING SETS ({sets})
"""


@dataclass(frozen=True)
class Tally:
    """All counts of a population, and of its parts by dimension and key; only keys that occur."""

    whole: Counts
    by: dict[str, dict[str, Counts]] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """So many clues under one key of a dimension, to all of which the same facts apply; their days late added up."""

    dimension: str
    key: object
    facts: tuple[str, ...]
    count: int
    days: int


def tally(population: Population, dimensions: Sequence[str] = (), *, level: str = "county") -> Tally:
    """Every count, whole and by each dimension: one pass, another over the reopened clues if there are any.

    Clues that changed since are counted one by one, as the log knew them then.
    """
    as_of, actor, clues = population.as_of, population.actor, population.settled
    keys = {"": Value(0), **{name: key_of(name, actor, level) for name in dimensions}}
    lines = list(_lines(clues.filter(cycle=1), facts_by_instants(as_of), keys, days_late("due_at", as_of)))
    lines += _moved_lines(population, dimensions, level)
    reopened = clues.filter(cycle__gt=1)
    if reopened.exists():
        lines += _lines(with_state(reopened, as_of=as_of), facts_by_state(as_of), keys, days_late("due", as_of))
    found = {name: _by_key([line for line in lines if line.dimension == name]) for name in keys}
    return Tally(whole=found.pop("").get("0", Counts()), by=found)


def _moved_lines(population: Population, dimensions: Sequence[str], level: str) -> Iterator[Line]:
    """A line for each clue that the log knew otherwise, under each of its keys."""
    for one in population.moved.values():
        names, days = names_of(one.mask), one.days_overdue(population.as_of)
        yield Line("", 0, names, 1, days)
        for name in dimensions:
            yield Line(name, moved_keys(one, name, population.actor, level), names, 1, days)


def moved_keys(one: Moved, dimension: str, actor: Actor, level: str) -> list[str]:
    """The keys under which a clue stood then, as this reader asks for them."""
    keys = known_keys(one, dimension, actor)
    return [key[: WIDTHS[level]] for key in keys] if dimension == "region" else keys


@cache
def names_of(mask: int) -> tuple[str, ...]:
    """The rolled-up counts in which a clue of this mask takes part."""
    return tuple(name for place, name in enumerate(ROLLED) if mask >> place & 1)


def days_late(due: str, as_of: datetime) -> Case:
    """How many days of the office's calendar lie between the due day and the instant's; 0 while it is not past."""
    lateness = ExpressionWrapper(Value(local_day(as_of), DateField()) - TruncDate(due), DurationField())
    return Case(When(**{f"{due}__lt": as_of}, then=ExtractDay(lateness)), default=0, output_field=IntegerField())


def _lines(clues: QuerySet[Clue], facts: Mapping[str, Q], keys: Mapping[str, Combinable], late: Case) -> Iterator[Line]:
    """One line for every key of a dimension and combination of facts that occurs; none to a reader who sees none."""
    bits = reduce(add, (_bit(condition, place) for place, condition in enumerate(facts.values())))
    columns = {f"by_{name}": key for name, key in keys.items()}
    rows = clues.order_by().annotate(facts=bits, late=late, **columns).values("facts", "late", *columns)
    try:
        sql, parameters = rows.query.sql_with_params()
    except EmptyResultSet:
        return
    sets = ", ".join(f"(facts, {column})" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(TALLY.format(keys=", ".join(columns), rows=sql, sets=sets), parameters)
        found = cursor.fetchall()
    for hidden, count, days, mask, *values in found:
        place = _shown(hidden, len(columns))
        yield Line(list(keys)[place], values[place], _names(mask, tuple(facts)), count, days)


def _bit(condition: Q, place: int) -> Case:
    return Case(When(condition, then=Value(1 << place)), default=Value(0), output_field=IntegerField())


def _shown(hidden: int, count: int) -> int:
    """The place of the one column that GROUPING() says is not hidden; its lowest bit stands for the last."""
    return next(place for place in range(count) if not hidden >> (count - 1 - place) & 1)


@cache
def _names(mask: int, facts: tuple[str, ...]) -> tuple[str, ...]:
    """The counts in which clues with these facts take part."""
    truths = {name: -(mask >> place & 1) for place, name in enumerate(facts)}
    return tuple(name for name, holds in conditions(truths).items() if holds)


def _by_key(lines: Iterable[Line]) -> dict[str, Counts]:
    """The counts of each key; a clue of several types counts under each of them."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        for key in keys_of(line.key):
            found[key].update(dict.fromkeys(line.facts, line.count))
            if "overdue" in line.facts:
                found[key]["days_overdue"] += line.days
    return {key: Counts(**numbers) for key, numbers in found.items()}


def keys_of(key: object) -> list[str]:
    """The keys under which a value counts."""
    if isinstance(key, list):
        return key
    if isinstance(key, date):
        return [f"{key:%Y-%m}"]
    return [NOBODY if key is None or key == "" else str(key)]


def key_of(name: str, actor: Actor, level: str) -> Combinable:
    """What parts clues by a dimension."""
    if name == "region":
        return Left("region_id", WIDTHS[level])
    if name == "month":
        return Case(
            When(dates_unknown=True, then=None), default=TruncMonth("received_at"), output_field=DateTimeField()
        )
    if name == "verdict":
        return Case(When(verdict=Verdict.UNDETERMINED, then=Value("")), default=F("verdict"), output_field=CharField())
    if name == "channel" and not is_command_office(actor):
        folded = When(channel=Channel.DISCIPLINE_TRANSFER, then=Value(Channel.SUPERIOR))
        return Case(folded, default=F("channel"), output_field=CharField())
    return F(COLUMNS[name])


def months_between(keys: Iterable[str]) -> list[str]:
    """Every month from the first to the last key, both included; what has no date is in none."""
    known = sorted(key for key in keys if key != NOBODY)
    if not known:
        return []
    first, last = (int(key[:4]) * 12 + int(key[5:]) - 1 for key in (known[0], known[-1]))
    return [f"{month // 12}-{month % 12 + 1:02d}" for month in range(first, last + 1)]
