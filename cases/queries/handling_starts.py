"""What is asked of imported clues that do not run yet."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import get_default_timezone

from agencies.queries.directory import working_calendar
from cases.deadlines import due
from cases.models import OPEN, Clock, Clue, ClueStatus, HandlingStart
from cases.policies import AS_PRINTED, CLOSING_2_MONTHS, CLOSING_60_DAYS
from cases.rules import director
from kernel.actor import Actor
from kernel.days import local_day, start_of

# Under way and led by nobody: its unit must be matched first.
UNIT_UNKNOWN = Q(lead_agency__isnull=True) & ~Q(status=ClueStatus.REGISTERED)


@dataclass(frozen=True)
class Deadlines:
    """Where clocks that start on a day end, by the two terms of closing."""

    sixty_days: date
    two_months: date


def waiting_for_handling(clues: QuerySet[Clue]) -> QuerySet[Clue]:
    """Of these, the imported ones that are open and whose closing no clock of the office's own terms counts."""
    own = Clock.objects.filter(subject_id=OuterRef("pk"), kind=Clock.Kind.CLOSING, ended_at__isnull=True)
    return clues.filter(~Exists(own.exclude(policy=AS_PRINTED)), ledger_import__isnull=False, status__in=OPEN)


def waiting_of(source: str, clues: QuerySet[Clue]) -> QuerySet[Clue]:
    """Of these clues, a source's that wait, in the order of receipt, as their list shows them."""
    found = waiting_for_handling(clues.filter(source_system=source))
    return found.select_related("region", "lead_agency").defer("search").order_by("received_at", "id")


def deadlines_from(day: date) -> Deadlines:
    """The last days of clocks that start on this day."""
    zone, calendar = get_default_timezone(), working_calendar()
    ends = [due(policy, start_of(day), calendar, zone=zone).at for policy in (CLOSING_60_DAYS, CLOSING_2_MONTHS)]
    return Deadlines(*(local_day(end) for end in ends))


def starts_visible_to(actor: Actor) -> QuerySet[HandlingStart]:
    """The directors of the command office see all runs, nobody else any."""
    return HandlingStart.objects.all() if director(actor, None) else HandlingStart.objects.none()


def unfinished_start(source: str) -> HandlingStart | None:
    """The run over this source that runs or was stopped."""
    return HandlingStart.objects.filter(source=source).exclude(state=HandlingStart.State.DONE).first()


def last_start(source: str) -> HandlingStart | None:
    """The latest run over this source."""
    return HandlingStart.objects.filter(source=source).select_related("requested_by").first()
