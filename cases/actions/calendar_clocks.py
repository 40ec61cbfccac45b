"""A notice of days off arrives or is mended: the clocks that asked the calendar are reckoned again, some at a time."""

from datetime import datetime

from django.db.models import F, Q, QuerySet

from cases.actions.clocks import CLUE, recompute_clock, subject_of
from cases.deadlines import Calendar
from cases.models import Clock, Clue
from cases.policies import BY_THE_CALENDAR
from kernel.actor import SYSTEM
from kernel.deadlocks import lock_in_order
from kernel.events import Subject, record

CHUNK = 500
CORRECTED = "日历更正"


def recompute_by_calendar(*, calendar: Calendar, at: datetime, limit: int = CHUNK) -> bool:
    """Reckon the next clocks again by the present calendar, with an event for each that moved; False when none is left.

    A closing comes before the leg that it caps.
    """
    waiting = clocks_behind(calendar).order_by("subject_id", "kind")
    # A verb locks its clue before the clue's clocks: so does this.
    lock_in_order(Clue, waiting.values_list("subject_id", flat=True)[:limit])
    clocks = list(waiting.select_for_update()[:limit])
    for clock in clocks:
        _reckon_again(clock, calendar=calendar, at=at)
    return len(clocks) == limit


def clocks_behind(calendar: Calendar) -> QuerySet[Clock]:
    """Those that rested on a guess, and those still running that counted the days of an older calendar."""
    counted = Q(state=Clock.State.RUNNING, policy__in=BY_THE_CALENDAR)
    behind = Clock.objects.filter(ended_at__isnull=True, calendar_version__lt=calendar.version)
    return behind.filter(counted | Q(provisional=True))


def _reckon_again(clock: Clock, *, calendar: Calendar, at: datetime) -> None:
    """A guess that came true is told too; a corrected clock that stays where it was is not."""
    before, guessed = clock.due_at, clock.provisional
    recompute_clock(clock, calendar=calendar, at=at)
    facts: dict[str, object] = {"clock": clock.kind, "from": before.isoformat(), "to": clock.due_at.isoformat()}
    if not guessed:
        if clock.due_at == before:
            return
        clock.reason = f"{CORRECTED}：{clock.reason}"
        clock.save(update_fields=["reason"])
        facts["reason"] = CORRECTED
    record(_renewed(clock, at=at), f"{clock.subject_type}.clock_recomputed", by=SYSTEM, at=at, data=facts)


def _renewed(clock: Clock, *, at: datetime) -> Subject:
    """The record whose clock moved; a clue's readers learn from its version that something did."""
    if clock.subject_type != CLUE:
        return subject_of(clock)
    Clue.objects.filter(pk=clock.subject_id).update(version=F("version") + 1, updated_at=at)
    return Clue.objects.defer("search").get(pk=clock.subject_id)
