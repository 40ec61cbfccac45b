"""What figures count: the clues a reader may see, and what had become of each by an instant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, Self, TypeVar
from uuid import UUID

from django.db.models import Case, DateTimeField, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce

from cases.models import NOT_COUNTED, Channel, Clock, Clue, ClueStatus, Verdict
from cases.queries.clues import clues_visible_to
from kernel.actor import Actor
from kernel.models import Event

HOUR = timedelta(hours=1)
SUBSTANTIATED = (Verdict.SUBSTANTIATED, Verdict.MOSTLY_SUBSTANTIATED, Verdict.PARTLY_SUBSTANTIATED)
ENDINGS = (ClueStatus.CLOSED, ClueStatus.INTERIM_CLOSED, ClueStatus.NOT_ACCEPTED)


@dataclass(frozen=True)
class Wanted:
    """Which clues a figure is about."""

    source: str = ""
    batch: UUID | None = None
    inspection: UUID | None = None
    region_code: str = ""
    received_from: datetime | None = None
    received_to: datetime | None = None


def population(actor: Actor, wanted: Wanted, *, as_of: datetime) -> QuerySet[Clue]:
    """The clues received by then that this reader may see; void and merged ones count nowhere."""
    chosen = {
        "source_system": wanted.source,
        "batch_id": wanted.batch,
        "batch__inspection_id": wanted.inspection,
        "region__code__startswith": wanted.region_code,
        "received_at__gte": wanted.received_from,
        "received_at__lte": wanted.received_to,
    }
    clues = clues_visible_to(actor).exclude(status__in=NOT_COUNTED).filter(received_at__lte=as_of)
    return clues.filter(**{name: value for name, value in chosen.items() if value})


def with_state(clues: QuerySet[Clue], *, as_of: datetime) -> QuerySet[Clue]:
    """Each with its `state`, `ended` and `due` as they were then; a reopened one is read from its events and clocks."""
    told = Event.objects.filter(subject_id=OuterRef("pk"), occurred_at__lte=as_of).exclude(to_status="")
    told = told.order_by("-occurred_at", "-id")
    ran = Clock.objects.filter(subject_id=OuterRef("pk"), kind=Clock.Kind.CLOSING, started_at__lte=as_of)
    ran = ran.order_by("-started_at", "-id")
    state_told = Subquery(told.values("to_status")[:1], output_field=TextField())
    return clues.annotate(
        state=Case(
            When(cycle__gt=1, then=Coalesce(state_told, Value("open"))),
            When(closed_at__lte=as_of, then=Value(ClueStatus.CLOSED)),
            When(interim_closed_at__lte=as_of, then=Value(ClueStatus.INTERIM_CLOSED)),
            When(not_accepted_at__lte=as_of, then=Value(ClueStatus.NOT_ACCEPTED)),
            default=Value("open"),
            output_field=TextField(),
        ),
        ended=Case(
            When(cycle__gt=1, then=Subquery(told.values("occurred_at")[:1])),
            default=F("closed_at"),
            output_field=DateTimeField(),
        ),
        due=Case(
            When(cycle__gt=1, then=Subquery(ran.values("due_at")[:1])),
            default=F("due_at"),
            output_field=DateTimeField(),
        ),
    )


class Truth(Protocol):
    """What can be combined: a condition of a query, or -1 for true and 0 for false."""

    def __and__(self, other: Self, /) -> Self: ...
    def __or__(self, other: Self, /) -> Self: ...
    def __invert__(self) -> Self: ...


T = TypeVar("T", bound=Truth)


def facts_by_state(as_of: datetime) -> dict[str, Q]:
    """The plain facts about any clue, by the `state`, `ended` and `due` of `with_state`."""
    endings = {state.value: Q(state=state) for state in ENDINGS}
    return {**endings, "in_time": Q(ended__lte=F("due")), **_lasting_facts(as_of, due="due")}


def facts_by_instants(as_of: datetime) -> dict[str, Q]:
    """The plain facts about a clue that was never reopened, by its own columns, which one index holds."""
    endings = {state.value: Q(**{f"{state}_at__lte": as_of}) for state in ENDINGS}
    return {**endings, "in_time": Q(closed_at__lte=F("due_at")), **_lasting_facts(as_of, due="due_at")}


def _lasting_facts(as_of: datetime, *, due: str) -> dict[str, Q]:
    return {
        "fell_due": Q(**{f"{due}__lte": as_of}),
        "late": Q(**{f"{due}__lt": as_of}),
        "undetermined": Q(verdict__in=["", Verdict.UNDETERMINED]),
        "substantiated": Q(verdict__in=SUBSTANTIATED),
        "order": Q(channel=Channel.INSPECTION, ledger_import__isnull=True),
        "prompt": Q(dispatched_at__lte=F("received_at") + HOUR) & Q(dispatched_at__lte=as_of),
    }


def conditions(facts: Mapping[str, T]) -> dict[str, T]:
    """What each count counts: the one definition, for queries over facts and for sums over tallied ones."""
    closed = facts["closed"]
    interim = facts["interim_closed"] & ~closed
    not_accepted = facts["not_accepted"] & ~closed & ~interim
    fell_due = facts["fell_due"] & ~not_accepted
    on_time = closed & facts["in_time"]
    determined = (closed | interim) & ~facts["undetermined"]
    return {
        "closed": closed,
        "interim_closed": interim,
        "not_accepted": not_accepted,
        "overdue": ~(closed | interim | not_accepted) & facts["late"],
        "closed_on_time": on_time,
        "fell_due": fell_due,
        "fell_due_on_time": fell_due & on_time,
        "determined": determined,
        "substantiated": determined & facts["substantiated"],
        "orders": facts["order"],
        "orders_in_time": facts["order"] & facts["prompt"],
    }
