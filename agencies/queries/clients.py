"""How other bureaus' programs are doing: what they asked today, in vain or not, and how far behind they read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max, Prefetch, QuerySet, Sum

from agencies.models import ApiClient, ApiToken
from kernel.models import RequestCount

# How long the first event that a client has not looked for has been waiting for it.
WAITING = """
SELECT mark.caller, mark.at, event.recorded_at FROM kernel_feedmark mark
LEFT JOIN kernel_eventseal seal ON seal.position = mark.scanned + 1
LEFT JOIN kernel_event event ON event.id = seal.event_id WHERE mark.caller = ANY(%s)
"""


@dataclass(frozen=True)
class Health:
    """One client's figures of the day; `lag` is None for one that follows no changes."""

    requests: int = 0
    errors: int = 0
    last_request: datetime | None = None
    lag: timedelta | None = None

    @property
    def is_behind(self) -> bool:
        """Say whether something has waited for it for longer than a follower usually sleeps."""
        return self.lag is not None and self.lag > timedelta(minutes=15)

    @property
    def minutes_behind(self) -> int:
        """How long the first unread change has waited."""
        return int(self.lag.total_seconds() // 60) if self.lag else 0


def clients_for_reading() -> QuerySet[ApiClient]:
    """Every client with its agency and its tokens, the newest first."""
    tokens = Prefetch("tokens", ApiToken.objects.order_by("-created_at"))
    return ApiClient.objects.select_related("agency").prefetch_related(tokens).order_by("agency_id", "name")


def health_of(clients: list[ApiClient], *, since: datetime, at: datetime) -> dict[int, Health]:
    """The figures of each client since the day began, in a fixed number of queries."""
    callers = {f"client:{client.pk}": client.pk for client in clients}
    lags = _lags(list(callers), at=at)
    asked = RequestCount.objects.filter(caller__in=callers).values("caller").annotate(last=Max("minute"))
    last = {row["caller"]: row["last"] for row in asked}
    today = RequestCount.objects.filter(caller__in=callers, minute__gte=since).values("caller")
    sums = {row["caller"]: row for row in today.annotate(requests=Sum("count"), refused=Sum("errors"))}
    return {
        pk: Health(
            requests=sums[caller]["requests"] if caller in sums else 0,
            errors=sums[caller]["refused"] if caller in sums else 0,
            last_request=last.get(caller),
            lag=lags.get(caller),
        )
        for caller, pk in callers.items()
    }


def _lags(callers: list[str], *, at: datetime) -> dict[str, timedelta]:
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [callers])
        return {caller: at - waiting if waiting else timedelta(0) for caller, _read, waiting in cursor.fetchall()}
