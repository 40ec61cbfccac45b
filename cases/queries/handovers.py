"""What is open when a shift changes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, QuerySet, When
from django.utils.functional import Promise

from cases.models import OPEN, Channel, Clue, ClueStatus, Handover
from cases.queries.clues import clues_visible_to, for_reading
from cases.queries.desk import UNDISPATCHED
from kernel.actor import Actor
from kernel.apart import ordinary
from kernel.listing import Shown, first_of

LONGEST = 100


@dataclass(frozen=True)
class OpenItems:
    """What the next shift takes over: not yet dispatched, due before midnight, and how many are overdue."""

    waiting: Shown[Clue]
    # Of those not yet dispatched, how many stand in each list of the desk.
    lists: list[tuple[str | Promise, int]]
    due_today: Shown[Clue]
    overdue: int


def open_items(actor: Actor, *, at: datetime, midnight: datetime) -> OpenItems:
    """The office's open items; inspection orders first. Five queries."""
    visible = ordinary(clues_visible_to(actor)).filter(historical_overdue=False)
    orders_first = Case(When(channel=Channel.INSPECTION, then=0), default=1)
    waiting = visible.filter(status=ClueStatus.REGISTERED).order_by(orders_first, "received_at", "id")
    due = visible.filter(status__in=OPEN, due_at__gte=at, due_at__lt=midnight).order_by("due_at", "id")
    overdue = visible.filter(status__in=OPEN, due_at__lt=at).count()
    told = waiting.order_by().aggregate(**{name: Count("pk", filter=one) for name, (_t, one) in UNDISPATCHED.items()})
    lists = [(title, told[name]) for name, (title, _one) in UNDISPATCHED.items()]
    return OpenItems(first_of(for_reading(waiting), LONGEST), lists, first_of(for_reading(due), LONGEST), overdue)


def minutes_left(clue: Clue, *, at: datetime) -> int | None:
    """The minutes left of an order's hour; None where no hour runs."""
    if clue.channel != Channel.INSPECTION:
        return None
    return (clue.received_at + timedelta(hours=1) - at) // timedelta(minutes=1)


def handovers_visible_to(actor: Actor) -> QuerySet[Handover]:
    """The changes of shift at the actor's own agency."""
    return Handover.objects.filter(agency=actor.agency_id).select_related("given_by", "taken_by")
