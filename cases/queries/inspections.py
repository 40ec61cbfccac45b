"""What is asked of inspections and batches."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from agencies.rules import is_command_office
from cases.models import Batch, Clue, ClueStatus, DocumentRequest, Inspection, Meeting
from cases.queries.clues import clues_visible_to, sees_territory
from kernel.actor import Actor

HOUR = timedelta(hours=1)


def inspections_visible_to(actor: Actor) -> QuerySet[Inspection]:
    """The command office and leaders see every inspection; nobody else has one on the desk."""
    seen = not actor.own_only and (is_command_office(actor) or sees_territory(actor))
    return Inspection.objects.all() if seen else Inspection.objects.none()


def batches_visible_to(actor: Actor) -> QuerySet[Batch]:
    """The batches of the inspections the actor sees."""
    batches = Batch.objects.filter(inspection__in=inspections_visible_to(actor))
    return batches.select_related("inspection").prefetch_related("scans")


def with_counts(batches: QuerySet[Batch]) -> QuerySet[Batch]:
    """Each with how many clues it has and how many of them wait for dispatch, in the same query."""
    waiting = Q(clues__status=ClueStatus.REGISTERED)
    return batches.annotate(actual_count=Count("clues"), waiting=Count("clues", filter=waiting))


@dataclass(frozen=True)
class SupportCounts:
    """What the team asked for besides complaints: 批, 项, 份, talks and visits."""

    requests: int
    items: int
    copies: int
    talks: int
    visits: int


def support_counts(inspection: Inspection) -> SupportCounts:
    """The counters of an inspection's support, in two queries."""
    return counts_of_support(
        DocumentRequest.objects.filter(inspection=inspection), Meeting.objects.filter(inspection=inspection)
    )


def counts_of_support(asked: QuerySet[DocumentRequest], met: QuerySet[Meeting]) -> SupportCounts:
    """The counters over these requests and these talks and visits."""
    papers = asked.aggregate(requests=Count("pk"), items=Sum("items", default=0), copies=Sum("copies", default=0))
    meetings = met.aggregate(
        talks=Count("pk", filter=Q(kind=Meeting.Kind.TALK)), visits=Count("pk", filter=Q(kind=Meeting.Kind.VISIT))
    )
    return SupportCounts(**papers, **meetings)


@dataclass(frozen=True)
class Minutes:
    """The hour of a batch: how many minutes are left for what still waits, and how long the slowest took."""

    left: int | None
    slowest: int | None
    late: int


def minutes_of(batch: Batch, *, at: datetime) -> Minutes:
    """How the batch stands against its hour."""
    clues = Clue.objects.filter(batch=batch)
    told = clues.aggregate(
        waiting=Min("received_at", filter=Q(dispatched_at__isnull=True, status=ClueStatus.REGISTERED)),
        last=Max("dispatched_at"),
        late=Count("pk", filter=Q(dispatched_at__gt=batch.received_at + HOUR)),
    )
    left = (batch.received_at + HOUR - at) // timedelta(minutes=1) if told["waiting"] else None
    slowest = (told["last"] - batch.received_at) // timedelta(minutes=1) if told["last"] else None
    return Minutes(left, slowest, told["late"])


def clues_of_batch(batch: Batch, actor: Actor) -> QuerySet[Clue]:
    """The batch's clues that the actor sees, those that wait first."""
    return clues_visible_to(actor).filter(batch=batch).order_by("-status", "source_external_id", "id")
