"""What is to be destroyed or was, and what of a clue could be."""

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from agencies.models import Role
from agencies.rules import is_command_office
from cases.models import Attachment, Clue, Expunction
from cases.queries.clues import clues_visible_to, has_tie
from kernel.actor import Actor
from kernel.models import Event, Remark
from kernel.shortening import shortened

SHOWN = 24


def expunctions_visible_to(actor: Actor) -> QuerySet[Expunction]:
    """Those of clues that the command office sees."""
    if not is_command_office(actor) or actor.person is None:
        return Expunction.objects.none()
    return Expunction.objects.filter(clue__in=clues_visible_to(actor))


def for_list(expunctions: QuerySet[Expunction]) -> QuerySet[Expunction]:
    """With everything that a list shows."""
    return expunctions.select_related("clue", "requested_by", "decided_by").defer("clue__search")


def may_expunge(actor: Actor, clue: Clue) -> bool:
    """Say whether the actor may ask for an expunction or agree to one: a director without a tie to the clue."""
    holds = actor.post is not None and actor.post.role == Role.DIRECTOR
    return is_command_office(actor) and holds and not has_tie(actor, clue)


def expungeable(clue: Clue) -> list[tuple[str, str]]:
    """What of the clue could be destroyed: the form's choices, with the beginning of each text."""
    choices = [("reporter", _("举报人姓名和电话"))] if _has_identity(clue) else []
    choices += [(f"attachment:{one.pk}", one.name) for one in files_of_the_record(clue)]
    events = dict(Event.objects.filter(subject_id=clue.pk).values_list("pk", "recorded_at"))
    for remark in Remark.objects.filter(event_id__in=list(events)).order_by("event_id", "name"):
        at = localtime(events[remark.event_id])
        choices.append((f"remark:{remark.event_id}:{remark.name}", f"{at:%m-%d %H:%M} {shortened(remark.text, SHOWN)}"))
    return choices


def files_of_the_record(clue: Clue) -> QuerySet[Attachment]:
    """The files of the clue, and of its tasks: evidence, photographs of diaries, decisions."""
    of_tasks = Q(acceptance__task__clue=clue) | Q(entry__satchel__task__clue=clue) | Q(satchel__task__clue=clue)
    return Attachment.objects.filter(Q(clue=clue) | of_tasks)


def _has_identity(clue: Clue) -> bool:
    reporter = getattr(clue, "reporter", None)
    return reporter is not None and reporter.identity is not None
