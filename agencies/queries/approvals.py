"""What waits for a second person, and what became of it."""

from django.db.models import Q

from agencies.approvals import decidable
from agencies.models import Approval
from kernel.actor import Actor
from kernel.listing import Shown, first_of

LATEST = 100


def waiting_approvals(actor: Actor) -> list[tuple[Approval, bool]]:
    """Every open request that this actor made or may decide, the oldest first, and whether they may decide it."""
    mine = actor.person.pk if actor.person else None
    open_now = Approval.objects.filter(status=Approval.Status.REQUESTED).select_related("asked_by")
    rows = list(open_now.order_by("asked_at", "id"))
    decides = {row.pk for row in decidable(actor, rows)}
    return [(row, row.pk in decides) for row in rows if row.pk in decides or row.asked_by_id == mine]


def past_approvals(actor: Actor) -> "Shown[Approval]":
    """The latest decided requests that this actor made or decided."""
    mine = actor.person.pk if actor.person else None
    decided = Approval.objects.exclude(status=Approval.Status.REQUESTED).filter(Q(asked_by=mine) | Q(decided_by=mine))
    return first_of(decided.select_related("asked_by", "decided_by"), LATEST)
