"""The rows behind a figure: what was counted, one by one."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from agencies.queries.trees import down_from, parents_at
from agencies.rules import is_command_office
from cases.models import Channel, Clue, Verdict
from kernel.actor import Actor
from reports.queries.figures import conditions, facts_by_state, with_state
from reports.queries.keys import NOBODY, TREES
from reports.queries.populations import Moved, Population, is_any, stands_under

EVERY = Q(pk__isnull=False)


def rows_behind(population: Population, terms: str, dimension: str = "", key: str = "") -> QuerySet[Clue]:
    """The clues that `closed + interim_closed - x` counts, under one key of a dimension."""
    as_of, actor = population.as_of, population.actor
    known = conditions(facts_by_state(as_of))
    ended = known["closed"] | known["interim_closed"] | known["not_accepted"]
    known |= {"open": known["received"] & ~ended, "days_overdue": known["overdue"]}
    under = in_group(dimension, key, as_of=as_of, actor=actor) if dimension else EVERY
    stood = stands_under(dimension, key, as_of=as_of, actor=actor) if dimension else None
    mine = with_state(population.settled, as_of=as_of).filter(under, _over(terms, known, ~EVERY))
    ids = [pk for pk, one in population.moved.items() if _takes_part(one, terms) and (stood is None or stood(one))]
    return Clue.objects.filter(Q(pk__in=mine.values("pk")) | Q(is_any(ids))) if ids else mine


def _over(terms: str, known: Mapping[str, Q], wanted: Q) -> Q:
    adds = True
    for term in terms.split():
        if term in "+-":
            adds = term == "+"
        else:
            wanted = wanted | known[term] if adds else wanted & ~known[term]
    return wanted


def _takes_part(one: Moved, terms: str) -> bool:
    """The same of a clue that the log knew otherwise."""
    found, adds = False, True
    for term in terms.split():
        if term in "+-":
            adds = term == "+"
        elif _is_in(one, term):
            found = adds
    return found


def _is_in(one: Moved, term: str) -> bool:
    if term == "open":
        return one.counts_in("received") and not any(
            one.counts_in(name) for name in ("closed", "interim_closed", "not_accepted")
        )
    return one.counts_in("overdue" if term == "days_overdue" else term)


def in_group(dimension: str, key: str, *, as_of: datetime, actor: Actor) -> Q:
    """The condition that a clue falls under one key of a dimension by its own columns."""
    if dimension in TREES:
        return Q(lead_agency__in=down_from(key, parents_at(TREES[dimension], at=as_of)))
    conditions_by_dimension = {
        "region": lambda: Q(region__code__startswith=key),
        "agency": lambda: Q(lead_agency__isnull=True) if key == NOBODY else Q(lead_agency=key),
        "pollution_type": lambda: Q(pollution_types__contains=[key]),
        "channel": lambda: _channel(key, actor),
        "month": lambda: _month(key),
        "batch": lambda: _order("batch", key),
        "inspection": lambda: _order("batch__inspection", key),
        "verdict": lambda: Q(verdict__in=["", Verdict.UNDETERMINED]) if key == NOBODY else Q(verdict=key),
    }
    return conditions_by_dimension[dimension]()


def _channel(key: str, actor: Actor) -> Q:
    """Outside the office the discipline organ's clues are among 上级交办."""
    if is_command_office(actor):
        return Q(channel=key)
    if key == Channel.DISCIPLINE_TRANSFER:
        return ~EVERY
    return Q(channel__in=[key, Channel.DISCIPLINE_TRANSFER] if key == Channel.SUPERIOR else [key])


def _order(relation: str, key: str) -> Q:
    """The orders of a batch or an inspection by its id, or what came in none."""
    if key == NOBODY:
        return Q(batch__isnull=True)
    try:
        return Q(**{relation: UUID(key)})
    except ValueError:
        return ~EVERY


def _month(key: str) -> Q:
    """A month of the office's calendar, by `YYYY-MM`, or an unknown date; nothing where there is no such month."""
    if key == NOBODY:
        return Q(dates_unknown=True)
    try:
        begins = timezone.make_aware(datetime.strptime(key, "%Y-%m"))  # noqa: DTZ007 -- made aware at once
    except ValueError:
        return ~EVERY
    next_month = (begins + timedelta(days=32)).replace(day=1)
    return Q(received_at__gte=begins, received_at__lt=next_month, dates_unknown=False)
