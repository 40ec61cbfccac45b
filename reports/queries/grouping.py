"""Counting few rows under the keys of a dimension, and adding them to a tally."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.aggregates import Aggregate
from django.db.models.expressions import Combinable

from reports.counts import Counts
from reports.queries.questions import Question
from reports.queries.tallies import Tally, key_of, keys_of

# How many, whole under "" and by the keys of each dimension.
Sparse = dict[str, Counter[str]]
WHOLE = ""


def grouped(rows: "QuerySet[Any]", question: Question, how: Aggregate) -> Sparse:
    """Clues, counted under every dimension of the question."""
    keys = {name: key_of(name, question.actor, question.level) for name in question.dimensions}
    return counted_by(rows, keys, how)


def counted_by(rows: "QuerySet[Any]", keys: Mapping[str, Combinable], how: Aggregate) -> Sparse:
    """Rows counted or summed, whole and under each key: a query for each."""
    every: dict[str, Combinable] = {WHOLE: Value("", output_field=CharField()), **keys}
    return {name: _under(rows, key, how) for name, key in every.items()}


def _under(rows: "QuerySet[Any]", key: Combinable, how: Aggregate) -> Counter[str]:
    found: Counter[str] = Counter()
    for value, number in rows.order_by().annotate(key=key).values_list("key").annotate(number=how):
        for name in keys_of(value):
            found[name] += int(number or 0)
    return found


def merged(tally: Tally, parts: Sequence[tuple[str, Sparse]]) -> Tally:
    """The tally with these counts in it."""
    whole = tally.whole + Counts(**{name: sum(sparse[WHOLE].values()) for name, sparse in parts})
    by = {dimension: _with(known, dimension, parts) for dimension, known in tally.by.items()}
    return Tally(whole, by)


def _with(known: dict[str, Counts], dimension: str, parts: Iterable[tuple[str, Sparse]]) -> dict[str, Counts]:
    found = dict(known)
    for name, sparse in parts:
        for key, number in sparse[dimension].items():
            found[key] = found.get(key, Counts()) + Counts(**{name: number})
    return found


def tally_of(parts: Sequence[tuple[str, Sparse]], dimensions: Iterable[str]) -> Tally:
    """A tally of these counts alone."""
    return merged(Tally(Counts(), {name: {} for name in dimensions}), parts)
