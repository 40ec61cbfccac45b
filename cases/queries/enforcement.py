"""What is asked of enforcement cases."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from agencies.queries.directory import agencies_below
from agencies.rules import in_business, is_command_office
from cases.enforcement_rules import ENFORCEMENT_PERMISSIONS
from cases.models import EnforcementCase
from cases.queries.clues import sees_territory
from cases.workflow import ENFORCEMENT
from kernel.actor import Actor


@dataclass(frozen=True)
class EnforcementCounts:
    """Filed, decided, fines in yuan, handed to the police, and how many cases the fines are of."""

    filed: int
    decided: int
    fines: Decimal
    to_police: int
    fined: int


def enforcement_visible_to(actor: Actor) -> QuerySet[EnforcementCase]:
    """The office and leaders see every case, an agency its own and those below it."""
    cases = EnforcementCase.objects.select_related("agency")
    if is_command_office(actor) or sees_territory(actor):
        return cases
    if not in_business(actor) or actor.agency_id is None:
        return cases.none()
    return cases.filter(agency__in=agencies_below(actor.agency_id))


def may_enforcement(actor: Actor, verb: str, case: EnforcementCase) -> bool:
    """Say what the table says."""
    return ENFORCEMENT_PERMISSIONS[f"cases.{verb}_enforcement"](actor, case)


def verbs_open_to_enforcement(actor: Actor, case: EnforcementCase) -> list[str]:
    """What this actor may do to this case now; it goes to the police once."""
    names = [verb for verb in ENFORCEMENT.open_to(case) if may_enforcement(actor, verb, case)]
    return [name for name in names if name != "transfer" or case.to_police_on is None]


def standing_on(cases: QuerySet[EnforcementCase], *, on: date) -> QuerySet[EnforcementCase]:
    """Those that count at the end of a day; what was withdrawn by then counts nowhere."""
    return cases.filter(Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on), filed_on__lte=on)


def enforcement_counts(cases: QuerySet[EnforcementCase], *, on: date) -> EnforcementCounts:
    """The counts as of the end of a day, in one query."""
    told = standing_on(cases, on=on).aggregate(
        filed=Count("pk"),
        decided=Count("pk", filter=Q(decided_on__lte=on)),
        fines=Sum("fine", filter=Q(decided_on__lte=on), default=Decimal(0)),
        to_police=Count("pk", filter=Q(to_police_on__lte=on)),
        fined=Count("fine", filter=Q(decided_on__lte=on)),
    )
    return EnforcementCounts(**told)
