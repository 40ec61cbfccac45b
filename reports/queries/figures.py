"""Figures: counts over the clues a reader may see, as of an instant, whole or in groups."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Left, TruncMonth

from agencies.rules import is_command_office
from cases.models import NOT_COUNTED, Channel, Clue, ClueStatus, Verdict
from cases.queries.clues import clues_visible_to
from kernel.actor import Actor
from kernel.models import Event
from reports.metrics import Counts

HOUR = timedelta(hours=1)
SUBSTANTIATED = (Verdict.SUBSTANTIATED, Verdict.MOSTLY_SUBSTANTIATED, Verdict.PARTLY_SUBSTANTIATED)
NOBODY = "none"
WIDTHS = {"city": 4, "county": 6, "township": 9}


@dataclass(frozen=True)
class Wanted:
    """Which clues a figure is about."""

    source: str = ""
    batch: str = ""
    region_code: str = ""
    received_from: datetime | None = None
    received_to: datetime | None = None


def population(actor: Actor, wanted: Wanted, *, as_of: datetime) -> QuerySet[Clue]:
    """The clues received by then that this reader may see; void and merged ones count nowhere."""
    chosen = {
        "source_system": wanted.source,
        "batch": wanted.batch,
        "region__code__startswith": wanted.region_code,
        "received_at__gte": wanted.received_from,
        "received_at__lte": wanted.received_to,
    }
    clues = clues_visible_to(actor).exclude(status__in=NOT_COUNTED).filter(received_at__lte=as_of)
    return clues.filter(**{name: value for name, value in chosen.items() if value})


def with_state(clues: QuerySet[Clue], *, as_of: datetime) -> QuerySet[Clue]:
    """Each with its `state` and `ended` as they were then; a reopened clue is read from its events."""
    told = Event.objects.filter(subject_id=OuterRef("pk"), occurred_at__lte=as_of).exclude(to_status="")
    told = told.order_by("-occurred_at", "-id")
    return clues.annotate(
        state=Case(
            When(cycle__gt=1, then=Subquery(told.values("to_status")[:1], output_field=TextField())),
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
    )


def conditions(as_of: datetime) -> dict[str, Q]:
    """What each count counts, over clues that have their state as of then."""
    closed = Q(state=ClueStatus.CLOSED)
    ended = Q(state__in=[ClueStatus.CLOSED, ClueStatus.INTERIM_CLOSED, ClueStatus.NOT_ACCEPTED])
    fell_due = Q(due_at__lte=as_of) & ~Q(state=ClueStatus.NOT_ACCEPTED)
    on_time = closed & Q(ended__lte=F("due_at"))
    determined = Q(state__in=[ClueStatus.CLOSED, ClueStatus.INTERIM_CLOSED]) & ~Q(
        verdict__in=["", Verdict.UNDETERMINED]
    )
    orders = Q(channel=Channel.INSPECTION, ledger_import__isnull=True)
    return {
        "closed": closed,
        "interim_closed": Q(state=ClueStatus.INTERIM_CLOSED),
        "not_accepted": Q(state=ClueStatus.NOT_ACCEPTED),
        "overdue": ~ended & Q(due_at__lt=as_of),
        "closed_on_time": on_time,
        "fell_due": fell_due,
        "fell_due_on_time": fell_due & on_time,
        "determined": determined,
        "substantiated": determined & Q(verdict__in=SUBSTANTIATED),
        "orders": orders,
        "orders_in_time": orders & Q(dispatched_at__lte=F("received_at") + HOUR),
    }


def _aggregates(as_of: datetime) -> dict[str, Count]:
    counted = {name: Count("pk", filter=condition) for name, condition in conditions(as_of).items()}
    return {f"n_{name}": count for name, count in {"received": Count("pk"), **counted}.items()}


def _counts(row: Mapping[str, Any]) -> Counts:
    return Counts(**{field.name: row[f"n_{field.name}"] for field in fields(Counts)})


def counts_of(clues: QuerySet[Clue], *, as_of: datetime) -> Counts:
    """All counts over the whole, in one query."""
    return _counts(with_state(clues, as_of=as_of).order_by().aggregate(**_aggregates(as_of)))


def counts_by(
    clues: QuerySet[Clue], key: str, *, as_of: datetime, actor: Actor, level: str = "county"
) -> dict[str, Counts]:
    """All counts by the keys of a dimension, in one query; only keys that occur."""
    keyed = with_state(clues, as_of=as_of).annotate(key=_key(key, actor, level))
    rows = keyed.order_by().values("key").annotate(**_aggregates(as_of))
    found: dict[str, Counts] = {}
    for row in rows:
        name = row["key"].strftime("%Y-%m") if isinstance(row["key"], datetime) else row["key"] or NOBODY
        found[name] = _counts(row)
    return found


def _key(name: str, actor: Actor, level: str) -> Case | Left | TruncMonth | F | Func:
    if name == "region":
        return Left("region_id", WIDTHS[level])
    if name == "pollution_type":
        return Func(F("pollution_types"), function="unnest", output_field=CharField())
    if name == "month":
        return TruncMonth("received_at")
    if name == "channel" and not is_command_office(actor):
        folded = When(channel=Channel.DISCIPLINE_TRANSFER, then=Value(Channel.SUPERIOR))
        return Case(folded, default=F("channel"), output_field=CharField())
    return F({"channel": "channel", "agency": "lead_agency_id"}[name])


def months_between(keys: Iterable[str]) -> list[str]:
    """Every month from the first to the last key, both included."""
    known = sorted(keys)
    if not known:
        return []
    first, last = (int(key[:4]) * 12 + int(key[5:]) - 1 for key in (known[0], known[-1]))
    return [f"{month // 12}-{month % 12 + 1:02d}" for month in range(first, last + 1)]
