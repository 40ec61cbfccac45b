"""What is asked of the joint mechanism: its records, and its counts as of a day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from agencies.queries.ties import tied_agencies
from kernel.actor import Actor
from kernel.apart import ordinary
from supervision.models import (
    Interview,
    InterviewedUnit,
    InterviewStatus,
    JointInspection,
    Referral,
    ReleasedTotal,
    SharedItem,
)
from supervision.queries.referrals import referrals_visible_to
from supervision.rules import allows, of_two_organs
from supervision.workflow import INTERVIEW


@dataclass(frozen=True)
class MechanismCounts:
    """The four limbs in figures; `persons` of the whole mechanism is None where nobody published it."""

    items: int
    inspections: int
    units: int
    principals: int
    persons_by_case: int
    persons: int | None


def items_visible_to(actor: Actor) -> QuerySet[SharedItem]:
    """Both organs see the items, but for those of a referral that the reader does not see."""
    if not of_two_organs(actor):
        return SharedItem.objects.none()
    return SharedItem.objects.filter(Q(referral__isnull=True) | Q(referral__in=_seen(actor)))


def inspections_visible_to(actor: Actor) -> QuerySet[JointInspection]:
    """Both organs see the joint inspections."""
    return JointInspection.objects.all() if of_two_organs(actor) else JointInspection.objects.none()


def interviews_visible_to(actor: Actor) -> QuerySet[Interview]:
    """Both organs see the interviews."""
    return Interview.objects.all() if of_two_organs(actor) else Interview.objects.none()


def totals_visible_to(actor: Actor) -> QuerySet[ReleasedTotal]:
    """Both organs see what was released, but for a referral that the reader does not see."""
    if not of_two_organs(actor):
        return ReleasedTotal.objects.none()
    return ReleasedTotal.objects.filter(Q(referral__isnull=True) | Q(referral__in=_seen(actor)))


def _seen(actor: Actor) -> QuerySet[Referral]:
    return referrals_visible_to(actor)


def counts_of(actor: Actor, *, as_of: date, source: str = "") -> MechanismCounts:
    """What the reader may count, up to the end of a day."""
    by_source = {"source": source} if source else {}
    held = ordinary(interviews_visible_to(actor), source=source).filter(
        status=InterviewStatus.HELD, on__lte=as_of, **by_source
    )
    units = InterviewedUnit.objects.filter(interview__in=held)
    totals = ordinary(totals_visible_to(actor), source=source).filter(on__lte=as_of, **by_source)
    whole = totals.filter(whole=True, persons__isnull=False).order_by("-on", "-created_at").first()
    return MechanismCounts(
        items=ordinary(items_visible_to(actor), source=source).filter(on__lte=as_of, **by_source).count(),
        inspections=ordinary(inspections_visible_to(actor), source=source).filter(on__lte=as_of, **by_source).count(),
        units=units.values("agency").distinct().count(),
        principals=units.aggregate(total=Sum("principals"))["total"] or 0,
        persons_by_case=totals.filter(whole=False).aggregate(total=Sum("persons"))["total"] or 0,
        persons=whole.persons if whole else None,
    )


def may_interview(actor: Actor, verb: str, interview: Interview) -> bool:
    """Say whether this actor may ever do this to this interview, whatever its status."""
    return allows(actor, verb, "interview", interview) and not is_tied_to_interview(actor, interview)


def is_tied_to_interview(actor: Actor, interview: Interview) -> bool:
    """Say whether the actor has a tie to a unit that is interviewed."""
    return interview.units.filter(agency__in=tied_agencies(actor)).exists()


def interview_verbs_open_to(actor: Actor, interview: Interview) -> list[str]:
    """What this actor may do to this interview now."""
    told = {"register_report"} if interview.reported_on else set()
    held = [verb for verb in INTERVIEW.open_to(interview) if allows(actor, verb, "interview", interview)]
    return [] if held and is_tied_to_interview(actor, interview) else [verb for verb in held if verb not in told]
