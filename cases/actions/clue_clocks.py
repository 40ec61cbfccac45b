"""The clocks that a clue's own terms start."""

from datetime import datetime

from agencies.queries.calendar import working_calendar
from cases.actions.clocks import clock_row, office_zone, set_clock_row
from cases.deadlines import Policy
from cases.models import Clock, Clue
from cases.policies import ANSWER, DISPATCH, closing_policy


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
