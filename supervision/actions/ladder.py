"""The ladder: the worker drafts the rung that the clock's state asks for, people sign it; only people refer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from cases.models import Clock, Clue
from cases.policies import AS_PRINTED
from kernel.actor import SYSTEM
from kernel.days import local_day
from kernel.ids import name_id
from supervision.actions.clue_letters import about_clue, draft_about_clue
from supervision.actions.letters import redraft_letter
from supervision.actions.proposals import Proposed, propose
from supervision.models import (
    Interview,
    InterviewStatus,
    LadderStep,
    LetterKind,
    LetterStatus,
    Proposal,
    ProposalKind,
    ProposalStatus,
    Rung,
)
from supervision.queries.letters import touched_by_people

CLUE = "clue"


@dataclass(frozen=True)
class Standing:
    """A running clock, the steps of its ladder in order, and the rung on which it stands, if any."""

    clock: Clock
    steps: Sequence[LadderStep]
    rung: Rung | None


def climb(*, at: datetime) -> int:
    """Draft what each clock's state asks for, at most one rung a turn; says how many drafts were made."""
    return sum(_climb_one(standing, at=at) for standing in standings(at=at))


def standings(*, at: datetime) -> Iterator[Standing]:
    """Every clock for which the first step of its ladder is due."""
    steps = LadderStep.objects.filter(is_active=True, record=CLUE).order_by("clock", "position")
    for kind, found in groupby(steps, key=lambda step: step.clock):
        ladder = list(found)
        first = min(step.after_days for step in ladder)
        clocks = Clock.objects.filter(
            subject_type=CLUE,
            kind=kind,
            ended_at__isnull=True,
            due_at__lte=at - timedelta(days=first),
            state__in=[Clock.State.RUNNING, Clock.State.BREACHED],
        ).exclude(policy=AS_PRINTED)
        clocks = clocks.exclude(subject_id__in=Clue.objects.exclude(case="").values("pk"))
        rungs = Rung.objects.filter(step__clock=kind, step__record=CLUE).select_related("step", "letter", "proposal")
        highest = {rung.clock_id: rung for rung in rungs.order_by("step__position")}
        yield from (Standing(clock, ladder, highest.get(clock.pk)) for clock in clocks.order_by("due_at", "id"))


def _climb_one(standing: Standing, *, at: datetime) -> bool:
    clue = Clue.objects.select_related("lead_agency", "region").filter(pk=standing.clock.subject_id).first()
    if clue is None or not clue.is_open or clue.lead_agency is None:
        return False
    rung = standing.rung
    if rung is not None and rung.letter is not None and rung.letter.status == LetterStatus.DRAFTED:
        return _reword(standing, rung, clue, at=at)
    step = next_step(standing, clue, at=at)
    return step is not None and _draft(step, standing, clue, at=at)


def next_step(standing: Standing, clue: Clue, *, at: datetime) -> LadderStep | None:
    """The step that is to be drafted now; None while somebody is to sign, to decide or to answer first.

    Over a step that was done the next one waits as many days as lie between the two; what was voided is drafted again.
    """
    rung, due = standing.rung, _due(standing, at=at)
    if rung is None:
        return _fitting(due)
    if rung.letter is not None and rung.letter.status == LetterStatus.VOIDED:
        return _fitting([step for step in due if step.position >= rung.step.position])
    done = _done_at(rung)
    if done is None:
        return None
    above = [
        step
        for step in due
        if step.position > rung.step.position
        and at >= done + timedelta(days=max(1, step.after_days - rung.step.after_days))
    ]
    step = _fitting(above)
    return step if step is None or _may_follow(step, rung, clue, at=at) else None


def _due(standing: Standing, *, at: datetime) -> list[LadderStep]:
    return [step for step in standing.steps if standing.clock.due_at + timedelta(days=step.after_days) <= at]


def _fitting(steps: Sequence[LadderStep]) -> LadderStep | None:
    """Of the steps that are due the highest letter; what is proposed comes one by one, after the letters."""
    letters = [step for step in steps if step.drafts not in ProposalKind.values]
    proposals = [step for step in steps if step.drafts in ProposalKind.values]
    return letters[-1] if letters else next(iter(proposals), None)


def _done_at(rung: Rung) -> datetime | None:
    """When somebody signed or followed what was drafted."""
    if rung.letter is not None:
        return rung.letter.signed_at
    followed = rung.proposal is not None and rung.proposal.status == ProposalStatus.ACCEPTED
    return rung.proposal.decided_at if rung.proposal is not None and followed else None


def _may_follow(step: LadderStep, rung: Rung, clue: Clue, *, at: datetime) -> bool:
    """Referral is proposed only after the unit was interviewed, and its report did not come by its day."""
    if step.drafts != ProposalKind.REFERRAL:
        return True
    decided = rung.proposal.decided_at if rung.proposal is not None else None
    held = Interview.objects.filter(
        status=InterviewStatus.HELD,
        units__agency=clue.lead_agency_id,
        reported_on__isnull=True,
        report_due__lt=local_day(at),
    )
    return held.filter(on__gte=local_day(decided)).exists() if decided else held.exists()


def _draft(step: LadderStep, standing: Standing, clue: Clue, *, at: datetime) -> bool:
    clock, rung = standing.clock, standing.rung
    given_up = rung is not None and rung.letter is not None and rung.letter.status == LetterStatus.VOIDED
    before = rung.letter_id if rung is not None and given_up else ""
    made = rung if rung is not None and given_up else Rung(clock_id=clock.pk)
    made.step, made.at = step, at
    if step.drafts in ProposalKind.values:
        made.letter, made.proposal = None, _proposal(step, clue, clock, at=at)
    else:
        mark = name_id("rung", f"{step.pk}:{clock.pk}:{before}")
        kind = LetterKind(step.drafts)
        made.letter = draft_about_clue(clue, kind, by=SYSTEM, at=at, trigger=mark, due_at=clock.due_at)
        if made.letter is None:
            return False
    made.save()
    return True


def _reword(standing: Standing, rung: Rung, clue: Clue, *, at: datetime) -> bool:
    """A draft that nobody has touched becomes what the state asks for by now, and says so; never counted as new."""
    letter = rung.letter
    step = _fitting([one for one in _due(standing, at=at) if one.drafts not in ProposalKind.values])
    if letter is None or step is None or step.position < rung.step.position or touched_by_people(letter):
        return False
    draft = about_clue(clue, LetterKind(step.drafts), at=at, due_at=standing.clock.due_at)
    if draft is not None:
        redraft_letter(letter, draft, at=at)
    if step.pk != rung.step_id:
        rung.step, rung.at = step, at
        rung.save(update_fields=["step", "at"])
    return False


def _proposal(step: LadderStep, clue: Clue, clock: Clock, *, at: datetime) -> Proposal:
    days = (at - clock.due_at).days
    before = {
        ProposalKind.INTERVIEW: "此前函件已签发。",
        ProposalKind.REFERRAL: "已约谈，整改报告逾期未报。",
    }.get(ProposalKind(step.drafts), "")
    wish = Proposed(
        kind=ProposalKind(step.drafts),
        trigger=name_id("rung", f"{step.pk}:{clock.pk}"),
        subject=(CLUE, clue.id),
        title=f"{ProposalKind(step.drafts).label}：线索{clue.number}",
        reason=f"办理时限已过{days}天，{before}逾期不等于失职，请核实情况、听取陈述后集体研究。",
        concerned=clue.lead_agency,
    )
    return propose(wish, by=SYSTEM, at=at)
