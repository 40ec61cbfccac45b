"""What is asked of accountability as it was published: persons once, by their gravest outcome, and every outcome."""

from collections import Counter
from datetime import date

from django.db.models import Case, Count, IntegerField, Min, QuerySet, Value, When

from cases.queries.clues import sees_territory
from kernel.actor import Actor
from supervision.models import AccountabilityNotice, AccountablePerson, Body, Outcome, PublishedOutcome, Rank
from supervision.rules import of_two_organs

GRAVITY = Case(
    *(When(outcomes__outcome=outcome, then=Value(place)) for place, outcome in enumerate(Outcome.values)),
    output_field=IntegerField(),
)


def notices_visible_to(actor: Actor) -> QuerySet[AccountabilityNotice]:
    """Both organs and the leaders read what was published."""
    seen = of_two_organs(actor) or sees_territory(actor)
    return AccountabilityNotice.objects.all() if seen else AccountabilityNotice.objects.none()


def published_by(actor: Actor, *, on: date, source: str = "") -> QuerySet[AccountabilityNotice]:
    """The notices published by a day that this reader sees."""
    notices = notices_visible_to(actor).filter(published_on__lte=on)
    return notices.filter(source=source) if source else notices


def persons_by(notices: QuerySet[AccountabilityNotice], dimension: str) -> dict[str, int]:
    """Each person once, by `outcome` (the gravest), `rank` or `body`; every key, even at 0."""
    persons = AccountablePerson.objects.filter(notice__in=notices)
    if dimension == "outcome":
        places = Counter(persons.annotate(gravest=Min(GRAVITY)).values_list("gravest", flat=True))
        counts = {Outcome.values[place]: count for place, count in places.items()}
    else:
        counts = dict(persons.order_by().values_list(dimension).annotate(count=Count("pk")))
    return {key: counts.get(key, 0) for key in KEYS[dimension]}


def outcomes_by(notices: QuerySet[AccountabilityNotice], dimension: str) -> dict[str, int]:
    """人次: every outcome counts, by `outcome`, or by the `rank` or `body` of whom it met; every key, even at 0."""
    column = dimension if dimension == "outcome" else f"person__{dimension}"
    outcomes = PublishedOutcome.objects.filter(person__notice__in=notices).order_by()
    counts = dict(outcomes.values_list(column).annotate(count=Count("pk")))
    return {key: counts.get(key, 0) for key in KEYS[dimension]}


KEYS = {"outcome": Outcome.values, "rank": Rank.values, "body": Body.values}
