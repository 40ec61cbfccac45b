"""Drafts that nobody signs and proposals that nobody decides: an alarm after two days, and a red one after five."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from kernel.actor import SYSTEM
from kernel.events import record
from kernel.models import Event
from supervision.actions.compartment_log import record_apart
from supervision.models import Letter, LetterStatus, Proposal, ProposalStatus, ReferralEvent

LEVELS = (("yellow", timedelta(days=2)), ("red", timedelta(days=5)))
LEFT, OPEN = "letter.left_unsigned", "proposal.left_open"


def alarm_about_drafts(*, at: datetime) -> int:
    """Say of each draft and each proposal that it waits, once a level; says how many alarms there were."""
    letters = list(Letter.objects.filter(status=LetterStatus.DRAFTED, drafted_at__lte=at - LEVELS[0][1]).order_by("pk"))
    known = _said(Event.objects.filter(type=LEFT, subject_id__in=[one.pk for one in letters]).values_list)
    late = [(one, level) for one in letters for level in _levels(one.drafted_at, at) if (one.pk, level) not in known]
    for letter, level in late:
        record(letter, LEFT, by=SYSTEM, at=at, data={"level": level})
    open_ones = list(Proposal.objects.filter(status=ProposalStatus.OPEN, created_at__lte=at - LEVELS[0][1]))
    known = _said(ReferralEvent.objects.filter(type=OPEN, subject_id__in=[one.pk for one in open_ones]).values_list)
    waiting = [
        (one, level) for one in open_ones for level in _levels(one.created_at, at) if (one.pk, level) not in known
    ]
    for proposal, level in waiting:
        record_apart(proposal, OPEN, by=SYSTEM, at=at, data={"level": level})
    return len(late) + len(waiting)


def _said(values_list: Callable[..., Iterable[tuple[object, ...]]]) -> set[tuple[object, ...]]:
    return set(values_list("subject_id", "data__level"))


def _levels(since: datetime, at: datetime) -> list[str]:
    """The highest level that was reached; one that was skipped is not said afterwards."""
    reached = [level for level, after in LEVELS if since + after <= at]
    return reached[-1:]
