"""How well clues were handled: counted from the records beside them, over what the roll-ups say was received."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.aggregates import Aggregate

from cases.models import Clue
from reports.counts import Counts
from reports.measures import FEN
from reports.queries.grouping import WHOLE, Sparse, grouped, merged
from reports.queries.populations import Population, is_any, population
from reports.queries.questions import Question
from reports.queries.rollups import counts_in
from reports.queries.rows import rows_behind
from reports.queries.tallies import Tally, moved_keys

Counted = Callable[[QuerySet[Clue], datetime], QuerySet[Clue]]
# What official tables count of those responsible, as it was published: in counts, never in names.
PUBLISHED = {
    "units_ordered": "ordered_to_rectify",
    "criminal_cases": "criminal_cases",
    "administrative_detentions": "administratively_detained",
    "criminal_detentions": "criminally_detained",
    "persons_talked_to": "interviewed",
    "penalties_filed": "cases_filed",
    "penalty_fines": "fine",
    "persons_responsible": "held_accountable",
}
SUMMED = {
    name: Sum(F(f"public_facts__{column}") * (FEN if column == "fine" else 1)) for name, column in PUBLISHED.items()
}


def tally_handling(question: Question) -> Tally:
    """What the metric needs of it, and the rolled-up counts where one of them is the denominator."""
    found = population(question.actor, question.wanted, as_of=question.as_of)
    parts = [
        (name, _parted(name, COUNTED[name](found.clues, question.as_of), found, question))
        for name in sorted(question.terms & COUNTED.keys())
    ]
    whole = Tally(Counts(), {name: {} for name in question.dimensions})
    if "received" in question.terms:
        whole = counts_in(
            question.wanted, question.dimensions, as_of=question.as_of, actor=question.actor, level=question.level
        )
    return merged(whole, parts)


def _parted(name: str, clues: QuerySet[Clue], found: Population, question: Question) -> Sparse:
    """Counted by the clues' own columns, and where the log knew them otherwise then, by what it said."""
    how: Aggregate = SUMMED[name] if name in SUMMED else Count("pk")
    if not found.moved:
        return grouped(clues, question, how)
    sparse = grouped(clues.exclude(is_any(found.moved)), question, how)
    moved = clues.filter(is_any(found.moved)).order_by()
    for pk, number in moved.values_list("pk").annotate(number=how):
        for dimension in (WHOLE, *question.dimensions):
            for key in moved_keys(found.moved[pk], dimension, question.actor, question.level) if dimension else [""]:
                sparse[dimension][key] += int(number or 0)
    return sparse


def _published(column: str) -> Counted:
    return lambda clues, as_of: clues.filter(_told_by(as_of), **{f"public_facts__{column}__gt": 0})


def _told_by(as_of: datetime) -> Q:
    """That it was reported by then; what a published table printed came with the clue."""
    return Q(first_reported_at__lte=as_of) | Q(ledger_import__isnull=False)


def imposed(question: Question) -> dict[str, int | Decimal | None]:
    """What was imposed, added up over the clues asked for, by the columns of `PUBLISHED`; None where nobody told."""
    found = population(question.actor, question.wanted, as_of=question.as_of)
    sums = {column: Sum(f"public_facts__{column}") for column in PUBLISHED.values()}
    told: dict[str, int | Decimal | None] = found.clues.filter(_told_by(question.as_of)).order_by().aggregate(**sums)
    return told


COUNTED: Mapping[str, Counted] = {
    "returned": lambda clues, as_of: clues.filter(first_returned_at__lte=as_of),
    "reopened": lambda clues, as_of: clues.filter(first_reopened_at__lte=as_of),
    "without_due": lambda clues, _as_of: clues.filter(due_at__isnull=True),
    "invited": lambda clues, as_of: clues.filter(rating__invited_at__lte=as_of),
    "rated": lambda clues, as_of: clues.filter(rating__rated_at__lte=as_of),
    "satisfied": lambda clues, as_of: clues.filter(rating__rated_at__lte=as_of, rating__satisfied=True),
    **{name: _published(column) for name, column in PUBLISHED.items()},
}


def clues_behind(found: Population, terms: str, dimension: str = "", key: str = "") -> QuerySet[Clue]:
    """The clues that a count of this family or of the rolled-up ones counts, under one key of a dimension."""
    if terms not in COUNTED:
        return rows_behind(found, terms, dimension, key)
    received = rows_behind(found, "received", dimension, key)
    return Clue.objects.filter(pk__in=COUNTED[terms](received, found.as_of).values("pk"))
