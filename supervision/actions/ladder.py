"""The ladder: the worker drafts the next rung once, people sign it; nothing climbs by itself to a referral."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from cases.models import Clock, Clue
from cases.policies import AS_PRINTED
from kernel.actor import SYSTEM
from kernel.ids import name_id
from supervision.actions.clue_letters import draft_about_clue
from supervision.actions.proposals import Proposed, propose
from supervision.models import LadderStep, LetterKind, LetterStatus, Proposal, ProposalKind, ProposalStatus, Rung

BATCH = 500
CLUE = "clue"


def climb(*, at: datetime) -> int:
    """Draft what is due on every rung, the highest first, so that no clock climbs two in one turn; says how many."""
    steps = LadderStep.objects.filter(is_active=True, record=CLUE).order_by("clock", "-position")
    return sum(_climb_one(step, clock, at=at) for step in steps for clock in clocks_due_on(step, at=at)[:BATCH])


def clocks_due_on(step: LadderStep, *, at: datetime) -> QuerySet[Clock]:
    """The running clocks that are so late, do not stand here yet, and whose lower rung somebody has signed."""
    late = Clock.objects.filter(
        subject_type=step.record,
        kind=step.clock,
        ended_at__isnull=True,
        due_at__lte=at - timedelta(days=step.after_days),
        state__in=[Clock.State.RUNNING, Clock.State.BREACHED],
    ).exclude(policy=AS_PRINTED)
    here = Rung.objects.filter(step=step).values("clock_id")
    below = LadderStep.objects.filter(record=step.record, clock=step.clock, position__lt=step.position, is_active=True)
    lower = below.order_by("-position").first()
    waiting = late.exclude(pk__in=here).order_by("due_at", "id")
    if lower is None:
        return waiting
    done = Q(letter__status=LetterStatus.SIGNED) | Q(proposal__status=ProposalStatus.ACCEPTED)
    return waiting.filter(pk__in=Rung.objects.filter(done, step=lower).values("clock_id"))


def _climb_one(step: LadderStep, clock: Clock, *, at: datetime) -> bool:
    clue = Clue.objects.select_related("lead_agency", "region").filter(pk=clock.subject_id).first()
    if clue is None or not clue.is_open or clue.lead_agency is None:
        return False
    mark = name_id("rung", f"{step.pk}:{clock.pk}")
    rung = Rung(step=step, clock_id=clock.pk, at=at)
    if step.drafts in ProposalKind.values:
        rung.proposal = _proposal(step, clue, clock, at=at)
    else:
        rung.letter = draft_about_clue(clue, LetterKind(step.drafts), by=SYSTEM, at=at, trigger=mark)
        if rung.letter is None:
            return False
    rung.save(force_insert=True)
    return True


def _proposal(step: LadderStep, clue: Clue, clock: Clock, *, at: datetime) -> Proposal:
    days = (at - clock.due_at).days
    wish = Proposed(
        kind=ProposalKind(step.drafts),
        trigger=name_id("rung", f"{step.pk}:{clock.pk}"),
        subject=(CLUE, clue.id),
        title=f"{ProposalKind(step.drafts).label}：线索{clue.number}",
        reason=f"办理时限已过{days}天，此前各级函件均已签发。逾期不等于失职，请核实情况、听取陈述后集体研究。",
        concerned=clue.lead_agency,
    )
    return propose(wish, by=SYSTEM, at=at)
