"""Courses: how a clue steps through the figures as the log told of it, one telling after the other.

At an instant counts what had been told by then; before the day on which the log first told of a clue, as in months that
were loaded later, what is known of it now.
"""

from collections.abc import Mapping
from datetime import datetime, time, tzinfo
from typing import Any, NamedTuple

from kernel.days import local_day
from reports.steps import Profile, Steps, steps_of

NOWHERE = (0, 0)
# From an instant on a mask and, while overdue, the last day in time.
Point = tuple[datetime, int, int]


class Course(NamedTuple):
    """When the log first told of a clue, and its steps under each set of keys, one of which holds at a time."""

    first: datetime
    steps: tuple[Steps, ...]


class Telling(NamedTuple):
    """What an event says of how its clue stands, and when it was recorded."""

    at: datetime
    told: Mapping[str, Any]


def known_until(first: datetime, zone: tzinfo) -> datetime:
    """The midnight before the first telling: until then a clue counts as it is known now."""
    return datetime.combine(local_day(first, zone), time(0), tzinfo=zone)


def told_at(instant: datetime, tellings: list[Telling], zone: tzinfo) -> Mapping[str, Any]:
    """What counts of a clue at an instant, of its tellings in their order; there is at least one."""
    known = [telling for telling in tellings if telling.at <= instant]
    if known:
        return known[-1].told
    return tellings[0 if instant >= known_until(tellings[0].at, zone) else -1].told


def extended(course: Course | None, telling: Telling, zone: tzinfo) -> Course:
    """The course once this was told as well."""
    steps = steps_of(telling.told, zone)
    if course is None:
        return Course(telling.at, (steps,))
    until = known_until(course.first, zone)
    found = {known.profile: _between(known, until, telling.at) for known in course.steps}
    mine = found.setdefault(steps.profile, {})
    fresh = {**_between(steps, None, min(until, telling.at)), **_between(steps, telling.at, None)}
    for instant, state in fresh.items():
        if state != NOWHERE or instant not in mine:
            mine[instant] = state
    return Course(course.first, tuple(_joined(profile, points) for profile, points in found.items()))


def _between(steps: Steps, begin: datetime | None, end: datetime | None) -> dict[datetime, tuple[int, int]]:
    """The states from one instant to another, nowhere before and after."""
    if begin and end and begin >= end:
        return {}
    points = {} if begin is None else {begin: steps.at(begin)}
    for instant, mask, due in zip(steps.instants, steps.masks, steps.dues, strict=True):
        if (begin is None or instant > begin) and (end is None or instant < end):
            points[instant] = mask, due
    if end and points:
        points[end] = NOWHERE
    return points


def _joined(profile: Profile, points: dict[datetime, tuple[int, int]]) -> Steps:
    """The steps in order, without those that change nothing."""
    found: list[Point] = []
    for instant in sorted(points):
        if points[instant] != (found[-1][1:] if found else NOWHERE):
            found.append((instant, *points[instant]))
    instants, masks, dues = zip(*found, strict=True) if found else ((), (), ())
    return Steps(profile, tuple(instants), tuple(masks), tuple(dues))
