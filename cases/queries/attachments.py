"""What is asked of attachments."""

from django.db.models import QuerySet

from cases.models import Attachment, Clue
from cases.queries.clues import readership
from kernel.actor import Actor


def attachments_visible_to(actor: Actor, clue: Clue) -> QuerySet[Attachment]:
    """The office and the filer read all; a unit what was released to it or what it filed itself."""
    attachments = Attachment.objects.filter(clue=clue)
    if readership(actor, clue) != "unit":
        return attachments
    return attachments.filter(released_at__isnull=False) | attachments.filter(filed_by_agency_id=actor.agency_id or "-")
