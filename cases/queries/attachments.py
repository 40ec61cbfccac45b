"""What is asked of attachments."""

from django.db.models import Q, QuerySet

from cases.models import Attachment, Clue, Task
from cases.queries.clues import clues_visible_to, readership
from cases.queries.inspections import batches_visible_to
from cases.queries.satchels import satchels_visible_to
from cases.queries.tasks import tasks_visible_to
from kernel.access import find
from kernel.actor import Actor
from kernel.errors import NotFound


def attachments_visible_to(actor: Actor, clue: Clue) -> QuerySet[Attachment]:
    """The office and the filer read all; a unit what was released to it or what it filed itself."""
    attachments = Attachment.objects.filter(clue=clue)
    if readership(actor, clue) != "unit":
        return attachments
    return attachments.filter(released_at__isnull=False) | attachments.filter(filed_by_agency_id=actor.agency_id or "-")


def papers_visible_to(actor: Actor) -> QuerySet[Attachment]:
    """The files of tasks, satchels and batches: whoever sees the record sees its files."""
    satchels = satchels_visible_to(actor).values("pk")
    return Attachment.objects.filter(
        Q(acceptance__task__in=tasks_visible_to(actor).values("pk"))
        | Q(entry__satchel__in=satchels)
        | Q(satchel__in=satchels)
        | Q(batch__in=batches_visible_to(actor).values("pk"))
    )


def papers_of_task(papers: QuerySet[Attachment], task: Task) -> QuerySet[Attachment]:
    """Those of one task: its evidence, its diaries' photographs, the decisions that opened its satchels."""
    return papers.filter(Q(acceptance__task=task) | Q(entry__satchel__task=task) | Q(satchel__task=task))


def attachment_for(actor: Actor, pk: str) -> Attachment:
    """The attachment if this reader may see it, whatever record it belongs to, else NotFound."""
    attachment = find(Attachment.objects.all(), pk)
    if attachment.clue_id is None:
        return find(papers_visible_to(actor), pk)
    clue = find(clues_visible_to(actor), attachment.clue_id)
    if not attachments_visible_to(actor, clue).filter(pk=attachment.pk).exists():
        raise NotFound
    return attachment
