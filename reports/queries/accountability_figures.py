"""Figures of accountability: what was published of it, by those who may read it; persons once, every outcome."""

from collections import Counter
from datetime import date

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from reports.queries.grouping import WHOLE, Sparse, tally_of
from reports.queries.questions import Question
from reports.queries.tallies import Tally
from supervision.models import AccountabilityNotice
from supervision.queries.accountability import KEYS, outcomes_by, outcomes_in, persons_by, persons_in, published_by

BY = (*KEYS, "month")


def tally_accountability(question: Question) -> Tally:
    """The notices published in the days asked for, and who met with what in them."""
    notices = notices_asked(question)
    persons: Sparse = {WHOLE: Counter({"": persons_in(notices).count()})}
    outcomes: Sparse = {WHOLE: Counter({"": outcomes_in(notices).count()})}
    told: Sparse = {WHOLE: Counter({"": notices.count()})}
    for name in question.dimensions:
        persons[name] = _keyed(persons_by(notices, name))
        outcomes[name] = _keyed(outcomes_by(notices, name))
        told[name] = _notices_by(notices, name)
    parts = [("notices_published", told), ("persons_accountable", persons), ("outcomes_published", outcomes)]
    return tally_of(parts, question.dimensions)


def notices_asked(question: Question) -> QuerySet[AccountabilityNotice]:
    """The notices published by the day of the instant, of the source and the days asked for."""
    return published_by(
        question.actor, on=question.last_day, source=question.wanted.source, since=question.first_day
    ).order_by()


def _notices_by(notices: QuerySet[AccountabilityNotice], dimension: str) -> Counter[str]:
    """By month; a notice has no rank, body or outcome of its own, and stands under each that it tells of."""
    if dimension == "month":
        months = notices.annotate(month=TruncMonth("published_on")).values_list("month")
        return _keyed(dict(months.annotate(count=Count("pk"))))
    column = "outcomes__outcome" if dimension == "outcome" else dimension
    return _keyed(dict(notices.values_list(f"persons__{column}").annotate(count=Count("pk", distinct=True))))


def _keyed(counts: dict[date | str, int]) -> Counter[str]:
    return Counter({f"{key:%Y-%m}" if isinstance(key, date) else key: count for key, count in counts.items()})
