"""What figures count: the clues a reader may see, and what had become of each by an instant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, Self, TypeVar
from uuid import UUID

from django.db.models import Case, DateTimeField, F, Func, JSONField, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from cases.models import Channel, Clue, ClueStatus, Verdict
from cases.models.counted import OF_A_CYCLE
from kernel.apart import ordinary

HOUR = timedelta(hours=1)
# Until somebody has attached the text of a rule, the office's own term.
ACCEPTANCE = timedelta(days=15)
SUBSTANTIATED = (Verdict.SUBSTANTIATED, Verdict.MOSTLY_SUBSTANTIATED, Verdict.PARTLY_SUBSTANTIATED)
ENDINGS = (ClueStatus.CLOSED, ClueStatus.INTERIM_CLOSED, ClueStatus.NOT_ACCEPTED)


@dataclass(frozen=True)
class Wanted:
    """Which clues a figure is about; with a `position`, by what the sealed log had told up to it."""

    source: str = ""
    batch: UUID | None = None
    inspection: UUID | None = None
    region_code: str = ""
    received_from: datetime | None = None
    received_to: datetime | None = None
    position: int | None = None
    # That the instant asked for is the present one: nothing can have been told since.
    present: bool = field(default=False, compare=False)

    @property
    def in_days(self) -> bool:
        """Say whether it asks for days of receipt: what has no date is received on none of them."""
        return bool(self.received_from or self.received_to)

    @property
    def is_one_order(self) -> bool:
        """Say whether it is one inspection or batch that is asked for, whosesoever it is."""
        return bool(self.batch or self.inspection)


def that_count(clues: QuerySet[Clue], wanted: Wanted, *, as_of: datetime) -> QuerySet[Clue]:
    """The clues among these that were received by then and count, as they stand now; a part or a merged one aside."""
    chosen = {
        "source_system": wanted.source,
        "batch_id": wanted.batch,
        "batch__inspection_id": wanted.inspection,
        "region__code__startswith": wanted.region_code,
        "received_at__gte": wanted.received_from,
        "received_at__lte": wanted.received_to,
    }
    counted = clues.exclude(status=ClueStatus.VOID).filter(received_at__lte=as_of)
    if wanted.in_days:
        counted = counted.filter(dates_unknown=False)
    if not wanted.is_one_order:
        counted = ordinary(counted, source=wanted.source)
    return counted.filter(**{name: value for name, value in chosen.items() if value})


def with_state(clues: QuerySet[Clue], *, as_of: datetime) -> QuerySet[Clue]:
    """Each with its `state`, `ended` and `due` as they were then, in the cycle that was then running."""
    then = Func(F("earlier"), Value(as_of), function="cases_cycle_at", output_field=JSONField())
    found = clues.annotate(cycle_then=then)
    found = found.annotate(**{name: _in_cycle(name, column) for name, column in OF_A_CYCLE.items()})
    first, until = (
        Cast(KeyTextTransform(name, KeyTextTransform(0, "earlier")), DateTimeField()) for name in ("refused", "until")
    )
    found = found.annotate(first_refused=Case(When(cycle=1, then=F("not_accepted_at")), default=first))
    found = found.annotate(first_until=until)
    state = Case(
        When(closed__lte=as_of, then=Value(ClueStatus.CLOSED)),
        When(interim__lte=as_of, then=Value(ClueStatus.INTERIM_CLOSED)),
        When(refused__lte=as_of, then=Value(ClueStatus.NOT_ACCEPTED)),
        default=Value("open"),
        output_field=TextField(),
    )
    return found.annotate(state=state, ended=F("closed"))


def _in_cycle(name: str, column: str) -> Combinable:
    """An instant of the cycle that was then running; an interim closing before the last reopening is not its."""
    told = Cast(KeyTextTransform(name, "cycle_then"), DateTimeField())
    began = Cast(KeyTextTransform("until", KeyTextTransform(-1, "earlier")), DateTimeField())
    cases = [When(cycle_then__isnull=False, then=told)]
    if name == "interim":
        cases.append(When(interim_closed_at__lt=began, then=Value(None, output_field=DateTimeField())))
    return Case(*cases, default=F(column), output_field=DateTimeField())


class Truth(Protocol):
    """What can be combined: a condition of a query, or -1 for true and 0 for false."""

    def __and__(self, other: Self, /) -> Self: ...
    def __or__(self, other: Self, /) -> Self: ...
    def __invert__(self) -> Self: ...


T = TypeVar("T", bound=Truth)


def facts_by_state(as_of: datetime) -> dict[str, Q]:
    """The plain facts about any clue, by the `state`, `ended` and `due` of `with_state`."""
    endings = {state.value: Q(state=state) for state in ENDINGS}
    return {
        **endings,
        "in_time": Q(ended__lte=F("due")),
        "day_unknown": Q(closing_unknown=True) & (Q(cycle=1) | Q(first_until__gt=as_of)),
        **_lasting_facts(as_of, due="due", refused="first_refused"),
    }


def facts_by_instants(as_of: datetime) -> dict[str, Q]:
    """The plain facts about a clue that was never reopened, by its own columns, which one index holds."""
    endings = {state.value: Q(**{f"{state}_at__lte": as_of}) for state in ENDINGS}
    return {
        **endings,
        "in_time": Q(closed_at__lte=F("due_at")),
        "day_unknown": Q(closing_unknown=True),
        **_lasting_facts(as_of, due="due_at", refused="not_accepted_at"),
    }


def _lasting_facts(as_of: datetime, *, due: str, refused: str) -> dict[str, Q]:
    term = F("received_at") + ACCEPTANCE
    return {
        "fell_due": Q(**{f"{due}__lte": as_of}),
        "late": Q(**{f"{due}__lt": as_of}),
        "undetermined": Q(verdict__in=["", Verdict.UNDETERMINED]),
        "substantiated": Q(verdict__in=SUBSTANTIATED),
        "order": Q(channel=Channel.INSPECTION, ledger_import__isnull=True),
        "part": Q(split_from__isnull=False),
        "merged": Q(status=ClueStatus.MERGED),
        "prompt": Q(dispatched_at__lte=F("received_at") + HOUR) & Q(dispatched_at__lte=as_of),
        "registered": Q(ledger_import__isnull=True),
        "term_over": Q(received_at__lte=as_of - ACCEPTANCE),
        "taken_up": Q(dispatched_at__lte=as_of) | Q(**{f"{refused}__lte": as_of}),
        "taken_up_in_time": Q(dispatched_at__lte=as_of) & Q(dispatched_at__lte=term)
        | Q(**{f"{refused}__lte": as_of}) & Q(**{f"{refused}__lte": term}),
    }


def conditions(facts: Mapping[str, T]) -> dict[str, T]:
    """What each count counts: the one definition, for queries over facts and for sums over tallied ones.

    One order is one, whatever was split or merged: a part and a merged clue stand beside the others, and in no count
    but their own. Whether a closing of an unknown day was in time nobody knows: its deadline is told of neither way.
    """
    one = ~(facts["part"] | facts["merged"])
    part = facts["part"] & ~facts["merged"]
    closed = facts["closed"]
    interim = facts["interim_closed"] & ~closed
    not_accepted = facts["not_accepted"] & ~closed & ~interim
    ended = closed | interim | not_accepted
    fell_due = facts["fell_due"] & ~not_accepted & ~facts["day_unknown"]
    on_time = closed & facts["in_time"]
    determined = one & ~facts["undetermined"]
    return {
        "received": one,
        "closed": one & closed,
        "interim_closed": one & interim,
        "not_accepted": one & not_accepted,
        "overdue": one & ~ended & facts["late"],
        "closed_on_time": one & on_time,
        "fell_due": one & fell_due,
        "fell_due_on_time": one & fell_due & on_time,
        "determined": determined,
        "substantiated": determined & facts["substantiated"],
        "orders": one & facts["order"],
        "orders_in_time": one & facts["order"] & facts["prompt"],
        "acceptances_due": one & facts["registered"] & (facts["term_over"] | facts["taken_up"]),
        "accepted_in_time": one & facts["registered"] & facts["taken_up_in_time"],
        "parts": part,
        "parts_ended": part & ended,
        "merged": facts["merged"],
        "closed_some_day": one & closed & facts["day_unknown"],
    }
