"""How well clues were handled: counted from the records beside them, over what the roll-ups say was received."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db.models import Count, DateTimeField, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum, Value
from django.db.models.aggregates import Aggregate
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, ExtractDay, Least

from cases.models import Clue
from reports.counts import Counts
from reports.queries.figures import population
from reports.queries.grouping import Sparse, grouped, merged
from reports.queries.questions import Question
from reports.queries.rollups import counts_in
from reports.queries.rows import rows_behind
from reports.queries.tallies import Tally

# Until somebody has attached the text of a rule, the office's own term.
ACCEPTANCE = timedelta(days=15)
Counted = Callable[[QuerySet[Clue], datetime], QuerySet[Clue]]
# What official tables count of those responsible, as it was published: in counts, never in names.
PUBLISHED = {
    "units_ordered": "ordered_to_rectify",
    "criminal_cases": "criminal_cases",
    "administrative_detentions": "administratively_detained",
    "criminal_detentions": "criminally_detained",
    "persons_talked_to": "interviewed",
}
SUMMED = {"days_overdue": "days", **{name: f"public_facts__{column}" for name, column in PUBLISHED.items()}}


def tally_handling(question: Question) -> Tally:
    """What the metric needs of it, and the rolled-up counts where one of them is the denominator."""
    clues = population(question.actor, question.wanted, as_of=question.as_of)
    parts = [
        (name, _parted(name, COUNTED[name](clues, question.as_of), question))
        for name in sorted(question.terms & COUNTED.keys())
    ]
    whole = Tally(Counts(), {name: {} for name in question.dimensions})
    if "received" in question.terms:
        whole = counts_in(
            question.wanted, question.dimensions, as_of=question.as_of, actor=question.actor, level=question.level
        )
    return merged(whole, parts)


def _parted(name: str, clues: QuerySet[Clue], question: Question) -> Sparse:
    how: Aggregate = Sum(SUMMED[name]) if name in SUMMED else Count("pk")
    return grouped(clues, question, how)


def _of_first_cycle(name: str) -> Cast:
    return Cast(KeyTextTransform(name, KeyTextTransform(0, "earlier")), DateTimeField())


def _taken_up(clues: QuerySet[Clue], as_of: datetime) -> QuerySet[Clue]:
    """Those registered here whose term is over or that were dispatched or refused; from a ledger nobody knows when."""
    first = Least("dispatched_at", "not_accepted_at", _of_first_cycle("refused"))
    ours = clues.filter(ledger_import__isnull=True).annotate(taken_up=first)
    return ours.filter(Q(received_at__lte=as_of - ACCEPTANCE) | Q(taken_up__lte=as_of))


def _taken_up_in_time(clues: QuerySet[Clue], as_of: datetime) -> QuerySet[Clue]:
    in_time = {"taken_up__lte": Least(Value(as_of, DateTimeField()), F("received_at") + ACCEPTANCE)}
    return _taken_up(clues, as_of).filter(**in_time)


def _late(clues: QuerySet[Clue], as_of: datetime) -> QuerySet[Clue]:
    lateness = ExpressionWrapper(Value(as_of, DateTimeField()) - F("due"), DurationField())
    return rows_behind(clues, "overdue", as_of=as_of).annotate(days=ExtractDay(lateness))


def _published(column: str) -> Counted:
    return lambda clues, _as_of: clues.filter(**{f"public_facts__{column}__gt": 0})


COUNTED: Mapping[str, Counted] = {
    "acceptances_due": _taken_up,
    "accepted_in_time": _taken_up_in_time,
    "returned": lambda clues, as_of: clues.filter(first_returned_at__lte=as_of),
    "reopened": lambda clues, as_of: clues.filter(first_reopened_at__lte=as_of),
    "without_due": lambda clues, _as_of: clues.filter(due_at__isnull=True),
    "days_overdue": _late,
    "invited": lambda clues, as_of: clues.filter(rating__invited_at__lte=as_of),
    "rated": lambda clues, as_of: clues.filter(rating__rated_at__lte=as_of),
    "satisfied": lambda clues, as_of: clues.filter(rating__rated_at__lte=as_of, rating__satisfied=True),
    **{name: _published(column) for name, column in PUBLISHED.items()},
}


def clues_behind(clues: QuerySet[Clue], terms: str, *, as_of: datetime) -> QuerySet[Clue]:
    """The clues that a count of this family counts."""
    return COUNTED[terms](clues, as_of) if terms in COUNTED else rows_behind(clues, terms, as_of=as_of)
