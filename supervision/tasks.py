"""What Celery does for supervision: when news comes, and when a turn comes."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Clue, Failure, Task
from kernel.actor import SYSTEM
from kernel.deliveries import on_event
from kernel.models import Event
from kernel.turns import on_turn
from supervision.actions.clue_letters import draft_about_clue
from supervision.actions.interview_reports import remind_of_reports
from supervision.actions.ladder import climb
from supervision.actions.proposals import Proposed, propose
from supervision.actions.unsigned import alarm_about_drafts
from supervision.models import LetterKind, ProposalKind


@on_event("supervision.draft_supervision_letter")
def draft_supervision_letter(event: Event) -> None:
    """Somebody pressed 督办: the letter lies ready to be signed."""
    clue = Clue.objects.select_related("lead_agency").get(pk=event.subject_id)
    due = date.fromisoformat(str(event.data["reply_due"]))
    kind = LetterKind.SUPERVISION_LETTER
    draft_about_clue(clue, kind, by=SYSTEM, at=timezone.now(), trigger=event.id, reply_due=due)


@on_event("supervision.propose_referral")
def propose_referral(event: Event) -> None:
    """A task was found to be fake: whether it is referred, people decide."""
    task = Task.objects.select_related("lead_agency").get(pk=event.subject_id)
    told = {"number": task.number, "failure": Failure(str(event.data["failure"])).label}
    wish = Proposed(
        kind=ProposalKind.REFERRAL,
        trigger=event.id,
        subject=("task", task.id),
        title=_("建议移送：%(title)s") % {"title": task.title},
        reason=_("整改任务 %(number)s 被认定为“%(failure)s”。请核实事实、听取陈述和申辩后集体研究。") % told,
        concerned=task.lead_agency,
    )
    propose(wish, by=SYSTEM, at=event.occurred_at)


@on_turn("supervision.remind_of_reports")
def remind_reports(turn: datetime) -> None:
    """Interviews whose report is due soon, or late."""
    remind_of_reports(at=turn)


@on_turn("supervision.climb_ladders")
def climb_ladders(turn: datetime) -> None:
    """Draft what the ladder has for today, and say what waits too long for a signature."""
    climb(at=turn)
    alarm_about_drafts(at=turn)
