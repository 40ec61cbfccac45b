"""What happened in a span of days: clues that were closed in it, and closed clues that were reopened, each once.

`from` and `to` are the days of the act here, not those of the receipt.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from cases.models import Clue
from cases.models.counted import closing_is_unknown
from reports.queries.grouping import WHOLE, Sparse, grouped, tally_of
from reports.queries.populations import Moved, Population, is_any, population, stands_under
from reports.queries.questions import Question
from reports.queries.rows import in_group
from reports.queries.tallies import Tally, moved_keys

EVER = datetime.min.replace(tzinfo=UTC)
Cycles = Iterable[Mapping[str, Any]]
Acted = Callable[[Cycles], bool]


def tally_acts(question: Question) -> Tally:
    """How many clues were closed, and how many reopened after that, in the days asked for."""
    found = _asked(question)
    return tally_of([(name, _parted(found, name, question)) for name in ACTS], question.dimensions)


def clues_acted(question: Question, name: str, key: str = "") -> QuerySet[Clue]:
    """The clues that a count of this family counts, under one key of the question's dimension."""
    found, dimension = _asked(question), next(iter(question.dimensions), "")
    under = in_group(dimension, key, as_of=question.as_of, actor=question.actor) if dimension else Q()
    stood = stands_under(dimension, key, as_of=question.as_of, actor=question.actor) if dimension else None
    ids = [pk for pk, one in _moved(found, name, question) if stood is None or stood(one)]
    mine = _settled(found, name, question).filter(under).values("pk")
    return Clue.objects.filter(Q(pk__in=mine) | is_any_of(ids))


def is_any_of(ids: list[Any]) -> Q:
    """The condition that a clue is one of these; none of them is none."""
    return Q(is_any(ids)) if ids else Q(pk__in=[])


def _asked(question: Question) -> Population:
    wanted = replace(question.wanted, received_from=None, received_to=None)
    return population(question.actor, wanted, as_of=question.as_of)


def _span(question: Question) -> tuple[datetime, datetime]:
    ends = question.wanted.received_to
    return question.wanted.received_from or EVER, min(ends, question.as_of) if ends else question.as_of


def _settled(found: Population, name: str, question: Question) -> QuerySet[Clue]:
    """By the present cycle's own column, and by what reopened clues keep of their earlier ones."""
    begins, ends = _span(question)
    plain = found.settled.filter(split_from__isnull=True).exclude(status="merged")
    acted = ACTS[name](begins, ends)
    reopened = plain.filter(cycle__gt=1).order_by().values_list("pk", "earlier", "closing_unknown")
    ids = [pk for pk, earlier, undated in reopened if acted(_dated(name, earlier, undated=undated))]
    now = Q(closed_at__gte=begins, closed_at__lte=ends) if name == "closings" else Q(pk__in=[])
    now &= Q(closing_unknown=False) | Q(cycle__gt=1)
    return plain.filter(now | is_any_of(ids))


def _moved(found: Population, name: str, question: Question) -> list[tuple[Any, Moved]]:
    acted = ACTS[name](*_span(question))
    return [
        (pk, one)
        for pk, one in found.moved.items()
        if one.counts_in("received")
        and acted(_dated(name, [*one.told.get("earlier", ()), one.told], undated=closing_is_unknown(one.told)))
    ]


def _dated(name: str, cycles: Sequence[Mapping[str, Any]], *, undated: bool) -> Cycles:
    """The cycles as far as anybody knows their days: of one closed on an unknown day the first was closed on none."""
    if name != "closings" or not undated or not cycles:
        return cycles
    first = {name: value for name, value in cycles[0].items() if name != "closed"}
    return [first, *cycles[1:]]


def _parted(found: Population, name: str, question: Question) -> Sparse:
    sparse = grouped(_settled(found, name, question), question, Count("pk"))
    for _pk, one in _moved(found, name, question):
        sparse[WHOLE][""] += 1
        for dimension in question.dimensions:
            for key in moved_keys(one, dimension, question.actor, question.level):
                sparse[dimension][key] += 1
    return sparse


def _within(text: str | None, begins: datetime, ends: datetime) -> bool:
    return text is not None and begins <= datetime.fromisoformat(text) <= ends


def _closed(begins: datetime, ends: datetime) -> Acted:
    return lambda cycles: any(_within(one.get("closed"), begins, ends) for one in cycles)


def _reopened(begins: datetime, ends: datetime) -> Acted:
    return lambda cycles: any("closed" in one and _within(one.get("until"), begins, ends) for one in cycles)


ACTS: Mapping[str, Callable[[datetime, datetime], Acted]] = {"closings": _closed, "reopenings": _reopened}
