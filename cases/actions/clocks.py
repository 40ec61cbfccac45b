"""What is done to clocks: start, end, move, and warn once per level."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.timezone import get_default_timezone

from agencies.models import Agency
from agencies.queries.directory import working_calendar
from cases.deadlines import Calendar, Due, Pause, Policy, due, warning_instants
from cases.models import Clock, ClockWarning, Clue
from cases.policies import BY_NAME, SET_DAYS
from kernel.actor import SYSTEM
from kernel.copying import update_rows
from kernel.events import Named, News, Subject, news_of, record_all

CLUE = "clue"
LEVELS = (ClockWarning.Level.BLUE, ClockWarning.Level.YELLOW, ClockWarning.Level.RED)


def office_zone() -> ZoneInfo:
    """The zone of the office's wall clock."""
    return get_default_timezone()


def clock_row(  # noqa: PLR0913 -- a clock is what, for whom, since when and by which days
    subject: Subject,
    kind: str,
    policy: Policy,
    *,
    since: datetime,
    calendar: Calendar,
    zone: ZoneInfo,
    leg: Agency | None = None,
    at_most: datetime | None = None,
) -> Clock:
    """The unsaved clock of a record; `at_most` caps it by another clock's end."""
    noun, pk, _version = subject.event_subject
    reckoned = due(policy, since, calendar, zone=zone)
    due_at, reason = _capped(reckoned, at_most, since=since, zone=zone)
    clock = Clock(
        subject_type=noun,
        subject_id=pk,
        kind=kind,
        policy=policy.name,
        calendar_version=calendar.version,
        started_at=since,
        due_at=due_at,
        leg=leg,
        provisional=reckoned.provisional,
        reason=reason,
    )
    clock.next_at = next_instant(clock, after=None)
    return clock


def _capped(reckoned: Due, at_most: datetime | None, *, since: datetime, zone: ZoneInfo) -> tuple[datetime, str]:
    """The end and its reason, no later than another clock's end that still lies ahead of the start."""
    if at_most is None or at_most >= reckoned.at or at_most < since:
        return reckoned.at, reckoned.reason
    return at_most, f"{reckoned.reason}不晚于办结时限{at_most.astimezone(zone):%Y-%m-%d}。"


def set_clock_row(subject: Subject, kind: str, policy: str, *, since: datetime, due_at: datetime) -> Clock:
    """The unsaved clock of a record whose last day somebody set; no calendar moves it."""
    noun, pk, _version = subject.event_subject
    clock = Clock(
        subject_type=noun,
        subject_id=pk,
        kind=kind,
        policy=policy,
        calendar_version=0,
        started_at=since,
        due_at=max(since, due_at),
        reason=f"{policy}：按批准的日期，不随工作日历变动。",
    )
    clock.next_at = next_instant(clock, after=None)
    return clock


def level_instants(clock: Clock) -> list[tuple[str, datetime]]:
    """The instants at which the clock turns blue, yellow and red, in that order."""
    if clock.policy in SET_DAYS:
        days = [clock.due_at - before for before in SET_DAYS[clock.policy]]
        levels = zip(LEVELS, [*days, clock.due_at], strict=True)
        return [(level, at) for level, at in levels if at >= clock.started_at]
    policy = BY_NAME[clock.policy]
    instants = warning_instants(policy, clock.started_at, clock.due_at)
    return list(zip(LEVELS, (instants.blue, instants.yellow, instants.red), strict=True))


def next_instant(clock: Clock, *, after: datetime | None) -> datetime | None:
    """The next instant at which something has to be said about the clock."""
    if not has_levels(clock):
        return clock.due_at if after is None or clock.due_at > after else None
    return next((at for _, at in level_instants(clock) if after is None or at > after), None)


def has_levels(clock: Clock) -> bool:
    """Say whether anybody is warned before the clock runs out."""
    return clock.kind != Clock.Kind.CONTEST and (clock.policy in BY_NAME or clock.policy in SET_DAYS)


def running_clocks(subject: Subject) -> QuerySet[Clock]:
    """The record's clocks that have not ended."""
    noun, pk, _version = subject.event_subject
    return Clock.objects.filter(subject_type=noun, subject_id=pk, ended_at__isnull=True)


def end_clock(subject: Subject, *kinds: str, at: datetime, cancelled: bool = False) -> None:
    """End the running clocks of these kinds: met or breached by the instant, or cancelled."""
    end_clocks(subject, dict.fromkeys(kinds, cancelled), at=at)


def end_clocks(subject: Subject, kinds: Mapping[str, bool], *, at: datetime) -> None:
    """End the running clocks of these kinds; those of a true kind are cancelled, the others met or breached."""
    for clock in running_clocks(subject).filter(kind__in=kinds).order_by("pk").select_for_update():
        clock.ended_at, clock.next_at = at, None
        if kinds[clock.kind]:
            clock.state = Clock.State.CANCELLED
        elif clock.state != Clock.State.BREACHED:
            clock.state = Clock.State.MET if at <= clock.due_at else Clock.State.BREACHED
        clock.save(update_fields=["ended_at", "next_at", "state"])


def extend_clock(clock: Clock, *, days: int, at: datetime) -> Clock:
    """Give the clock `days` more; warnings that lie behind stay said, those ahead move."""
    clock.extra_days += days
    return recompute_clock(clock, calendar=working_calendar(), at=at)


def recompute_clock(clock: Clock, *, calendar: Calendar, at: datetime) -> Clock:
    """Reckon the end again from the clock's own row, by the present calendar."""
    pauses = [Pause(datetime.fromisoformat(begin), datetime.fromisoformat(end)) for begin, end in clock.pauses]
    zone, policy = office_zone(), BY_NAME[clock.policy]
    reckoned = due(policy, clock.started_at, calendar, zone=zone, extra_days=clock.extra_days, pauses=pauses)
    clock.due_at, clock.reason = _capped(reckoned, _cap_of(clock), since=clock.started_at, zone=zone)
    clock.provisional = reckoned.provisional
    clock.calendar_version = calendar.version
    if clock.due_at > at:
        clock.state = Clock.State.RUNNING
    # An end that a correction puts behind us is still to be said.
    behind = clock.state == Clock.State.RUNNING and clock.due_at <= at
    clock.next_at = clock.due_at if behind else next_instant(clock, after=at)
    clock.save()
    if clock.subject_type == CLUE and clock.kind == Clock.Kind.CLOSING:
        Clue.objects.filter(pk=clock.subject_id).update(due_at=clock.due_at)
    return clock


def _cap_of(clock: Clock) -> datetime | None:
    """The end that a leg may not outlast: its clue's closing."""
    if clock.subject_type != CLUE or clock.kind != Clock.Kind.LEG:
        return None
    return Clue.objects.filter(pk=clock.subject_id).values_list("due_at", flat=True).first()


def sweep_clocks(*, at: datetime, limit: int = 500) -> int:
    """Say every level that was reached, once each and the oldest first; says how many clocks it looked at."""
    reached = Clock.objects.filter(next_at__lte=at, ended_at__isnull=True).order_by("next_at")
    clocks = list(reached.select_for_update(skip_locked=True)[: limit + 1])
    # What falls due later than the first clock left out must wait for that clock's turn.
    until = clocks[limit].next_at or at if len(clocks) > limit else at
    warn_about(clocks[:limit], until=until, at=at)
    return len(clocks[:limit])


def warn_about(clocks: Sequence[Clock], *, until: datetime, at: datetime) -> None:
    """Record each level the clocks reached by `until` and that was not said yet; breach those whose end is past."""
    said = set(ClockWarning.objects.filter(clock__in=clocks).values_list("clock", "level", "fell_due_at"))
    waiting = [
        (instant, clock, level)
        for clock in clocks
        for level, instant in _levels_ahead(clock)
        if instant <= until and (clock.pk, level, instant) not in said
    ]
    waiting.sort(key=itemgetter(0))
    warnings = [
        ClockWarning(clock=clock, level=level, fell_due_at=instant, recorded_at=at) for instant, clock, level in waiting
    ]
    record_all([_news_of(warning) for warning in warnings], rows=warnings)
    for clock in clocks:
        if clock.due_at <= until and clock.state == Clock.State.RUNNING:
            clock.state = Clock.State.BREACHED
        clock.next_at = next_instant(clock, after=until)
    update_rows(clocks, ("state", "next_at"))


def _levels_ahead(clock: Clock) -> list[tuple[str, datetime]]:
    """The levels still ahead when something was last said: those behind stay said, though the end has moved."""
    if clock.next_at is None or not has_levels(clock):
        return []
    return [line for line in level_instants(clock) if line[1] >= clock.next_at]


def _news_of(warning: ClockWarning) -> News:
    clock = warning.clock
    facts = {
        "clock": clock.kind,
        "level": warning.level,
        "due_at": clock.due_at.isoformat(),
        "fell_due_at": warning.fell_due_at.isoformat(),
    }
    return news_of(
        subject_of(clock), f"{clock.subject_type}.clock_warned", by=SYSTEM, at=warning.recorded_at, data=facts
    )


def subject_of(clock: Clock) -> Named:
    """The record a clock belongs to, as events name it."""
    return Named(clock.subject_type, clock.subject_id)
