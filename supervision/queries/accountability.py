"""What is asked of accountability as it was published: persons once, by their gravest outcome, and every outcome."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import TruncMonth

from cases.queries.clues import sees_territory
from kernel.actor import Actor
from supervision.models import AccountabilityNotice, AccountablePerson, Body, Outcome, PublishedOutcome, Rank
from supervision.rules import of_two_organs

KEYS = {"outcome": Outcome.values, "rank": Rank.values, "body": Body.values}
EVERYBODY: Mapping[str, str] = {}


def reads_accountability(actor: Actor) -> bool:
    """Both organs and the leaders read what was published."""
    return of_two_organs(actor) or sees_territory(actor)


def notices_visible_to(actor: Actor) -> QuerySet[AccountabilityNotice]:
    """Every notice, to whoever reads them."""
    return AccountabilityNotice.objects.all() if reads_accountability(actor) else AccountabilityNotice.objects.none()


def published_by(
    actor: Actor, *, on: date, source: str = "", since: date | None = None
) -> QuerySet[AccountabilityNotice]:
    """The notices published by a day, and not before another, that this reader sees."""
    notices = notices_visible_to(actor).filter(published_on__lte=on)
    chosen = {"source": source, "published_on__gte": since}
    return notices.filter(**{name: value for name, value in chosen.items() if value})


def persons_in(
    notices: QuerySet[AccountabilityNotice], only: Mapping[str, str] = EVERYBODY
) -> QuerySet[AccountablePerson]:
    """Each person once, under the gravest `outcome`; only those of an outcome, a rank or a body where one is named."""
    place = Case(
        *(When(outcome=outcome, then=Value(place)) for place, outcome in enumerate(Outcome.values)),
        output_field=IntegerField(),
    )
    met = PublishedOutcome.objects.filter(person=OuterRef("pk")).order_by(place)
    persons = AccountablePerson.objects.filter(notice__in=notices).order_by()
    gravest = Subquery(met.values("outcome")[:1], output_field=CharField())
    return persons.annotate(outcome=gravest, month=TruncMonth("notice__published_on")).filter(**only)


def outcomes_in(
    notices: QuerySet[AccountabilityNotice], only: Mapping[str, str] = EVERYBODY
) -> QuerySet[PublishedOutcome]:
    """人次: every outcome, with the `rank` and `body` of whom it met."""
    chosen = {name if name == "outcome" else f"person__{name}": value for name, value in only.items()}
    outcomes = PublishedOutcome.objects.filter(person__notice__in=notices, **chosen).order_by()
    return outcomes.annotate(month=TruncMonth("person__notice__published_on"))


def persons_by(
    notices: QuerySet[AccountabilityNotice], dimension: str, only: Mapping[str, str] = EVERYBODY
) -> dict[Any, int]:
    """Persons by `outcome`, `rank` or `body`, every key even at 0; by `month` those that occur."""
    return _counted(persons_in(notices, only), dimension, dimension)


def outcomes_by(
    notices: QuerySet[AccountabilityNotice], dimension: str, only: Mapping[str, str] = EVERYBODY
) -> dict[Any, int]:
    """Outcomes by the same."""
    column = f"person__{dimension}" if dimension in {"rank", "body"} else dimension
    return _counted(outcomes_in(notices, only), dimension, column)


def _counted(rows: QuerySet[Any], dimension: str, column: str) -> dict[Any, int]:
    counts = dict(rows.values_list(column).annotate(count=Count("pk")))
    return {key: counts.get(key, 0) for key in KEYS.get(dimension, counts)}
