"""The rows behind a figure: what was counted, one by one."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from agencies.queries.trees import down_from, parents_at
from agencies.rules import is_command_office
from cases.models import Channel, Clue
from kernel.actor import Actor
from reports.queries.figures import conditions, facts_by_state, with_state
from reports.queries.groups import TREES
from reports.queries.tallies import NOBODY

EVERY = Q(pk__isnull=False)


def rows_behind(clues: QuerySet[Clue], terms: str, *, as_of: datetime) -> QuerySet[Clue]:
    """The clues that `closed + interim_closed - x` counts."""
    known = conditions(facts_by_state(as_of))
    ended = known["closed"] | known["interim_closed"] | known["not_accepted"]
    known |= {"received": EVERY, "open": ~ended, "days_overdue": known["overdue"]}
    wanted, adds = ~EVERY, True
    for term in terms.split():
        if term in "+-":
            adds = term == "+"
        else:
            wanted = wanted | known[term] if adds else wanted & ~known[term]
    return with_state(clues, as_of=as_of).filter(wanted)


def in_group(clues: QuerySet[Clue], dimension: str, key: str, *, as_of: datetime, actor: Actor) -> QuerySet[Clue]:
    """Those of the clues that fall under one key of a dimension."""
    if dimension in TREES:
        return clues.filter(lead_agency__in=down_from(key, parents_at(TREES[dimension], at=as_of)))
    conditions_by_dimension = {
        "region": lambda: Q(region__code__startswith=key),
        "agency": lambda: Q(lead_agency__isnull=True) if key == NOBODY else Q(lead_agency=key),
        "pollution_type": lambda: Q(pollution_types__contains=[key]),
        "channel": lambda: _channel(key, actor),
        "month": lambda: _month(key),
        "batch": lambda: _order("batch", key),
        "inspection": lambda: _order("batch__inspection", key),
    }
    return clues.filter(conditions_by_dimension[dimension]())


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
    """A month of the office's calendar, by `YYYY-MM`; nothing where there is no such month."""
    try:
        begins = timezone.make_aware(datetime.strptime(key, "%Y-%m"))  # noqa: DTZ007 -- made aware at once
    except ValueError:
        return ~EVERY
    next_month = (begins + timedelta(days=32)).replace(day=1)
    return Q(received_at__gte=begins, received_at__lt=next_month)
