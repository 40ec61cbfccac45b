"""The clocks that a clue's own terms start."""

from datetime import datetime
from zoneinfo import ZoneInfo

from agencies.queries.directory import working_calendar
from cases.actions.clocks import clock_row, office_zone, set_clock_row
from cases.deadlines import Calendar, Policy
from cases.models import Channel, Clock, Clue, ClueStatus
from cases.policies import ANSWER, CONTEST, DISPATCH, LEG, closing_policy


def opening_rows(clue: Clue, *, since: datetime, calendar: Calendar, zone: ZoneInfo) -> list[Clock]:
    """The unsaved clocks of a clue that begins: its closing, and the hour of an inspection's order that waits."""
    waits = clue.channel == Channel.INSPECTION and clue.status == ClueStatus.REGISTERED
    policies = {Clock.Kind.CLOSING: closing_policy(clue)} | ({Clock.Kind.DISPATCH: DISPATCH} if waits else {})
    return [
        clock_row(clue, kind, policy, since=since, calendar=calendar, zone=zone) for kind, policy in policies.items()
    ]


def contest_row(clue: Clue, *, since: datetime, calendar: Calendar) -> Clock:
    """The unsaved clock within which the unit may give the clue back."""
    kind, lead = Clock.Kind.CONTEST, clue.lead_agency
    return clock_row(clue, kind, CONTEST, since=since, calendar=calendar, zone=office_zone(), leg=lead)


def leg_row(clue: Clue, *, since: datetime, calendar: Calendar) -> Clock:
    """The unsaved clock of the unit's own work, which ends no later than the closing."""
    kind, lead, most = Clock.Kind.LEG, clue.lead_agency, clue.due_at
    return clock_row(clue, kind, LEG, since=since, calendar=calendar, zone=office_zone(), leg=lead, at_most=most)


def start_closing(clue: Clue, *, since: datetime) -> Clock:
    """The closing clock of the clue's channel and legal path."""
    return _started(clue, Clock.Kind.CLOSING, closing_policy(clue), since=since)


def start_dispatch(clue: Clue, *, since: datetime) -> Clock:
    """The hour within which an inspection's order goes out."""
    return _started(clue, Clock.Kind.DISPATCH, DISPATCH, since=since)


def start_answer(clue: Clue, *, since: datetime, due_at: datetime) -> Clock:
    """The clock of an answer, by the day that its order names."""
    clock = set_clock_row(clue, Clock.Kind.ANSWER, ANSWER, since=since, due_at=due_at)
    clock.leg = clue.lead_agency
    clock.save(force_insert=True)
    return clock


def _started(clue: Clue, kind: str, policy: Policy, *, since: datetime) -> Clock:
    clock = clock_row(clue, kind, policy, since=since, calendar=working_calendar(), zone=office_zone())
    clock.save(force_insert=True)
    return clock
