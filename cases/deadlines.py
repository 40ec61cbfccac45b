"""Deadline arithmetic: natural and working days, hours and months, with the reasons to recheck them on paper."""

import calendar as months
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import count
from typing import Protocol

ONE_DAY = timedelta(days=1)
DAY_END = time(23, 59, 59)
WEEKDAYS = "一二三四五六日"


class Calendar(Protocol):
    """What the arithmetic asks about days; an unpublished year is answered as well as it can be."""

    @property
    def version(self) -> int:
        """Rises with every notice loaded."""

    def is_working(self, day: date) -> bool:
        """Say whether offices work on `day`."""

    def is_published(self, year: int) -> bool:
        """Say whether the days of `year` are known for good."""


class Unit(StrEnum):
    """What a term is counted in."""

    HOURS = "hours"
    NATURAL_DAYS = "natural_days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


UNIT_NAMES = {Unit.HOURS: "小时", Unit.NATURAL_DAYS: "个自然日", Unit.WORKING_DAYS: "个工作日", Unit.MONTHS: "个月"}


@dataclass(frozen=True)
class Policy:
    """A term: so many units; `rolls` when an end on a rest day moves to the next working day."""

    name: str
    length: int
    unit: Unit
    rolls: bool = True


@dataclass(frozen=True)
class Pause:
    """An interval that does not count; the day it begins is not counted, the day it ends is."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Step:
    """One line of the reckoning: its kind, the day or instant it leads to, its facts, and the sentence."""

    kind: str
    reaches: date
    text: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Due:
    """The last instant in time; provisional while a day that decided it is not yet published."""

    at: datetime
    provisional: bool
    steps: tuple[Step, ...]

    @property
    def reason(self) -> str:
        """The whole reckoning as one paragraph."""
        return "；".join(step.text for step in self.steps) + "。"


@dataclass(frozen=True)
class Warnings:
    """When a clock turns blue and yellow; red once the instant itself is past."""

    blue: datetime
    yellow: datetime
    red: datetime


def due(
    policy: Policy,
    start: datetime,
    calendar: Calendar,
    *,
    zone: tzinfo,
    extra_days: int = 0,
    pauses: Sequence[Pause] = (),
) -> Due:
    """Reckon the end of a term; `extra_days` are in the policy's own days (natural ones for hours and months)."""
    local = start.astimezone(zone)
    stops = sorted((pause for pause in pauses if pause.end > start), key=lambda pause: pause.start)
    if policy.unit == Unit.HOURS:
        return _due_by_the_hour(policy, local, extra_days, stops)
    reckoning = _Reckoning(calendar, local.date(), working=policy.unit == Unit.WORKING_DAYS)
    reckoning.count(policy)
    reckoning.extend(extra_days)
    reckoning.pause((pause.start.astimezone(zone).date(), pause.end.astimezone(zone).date()) for pause in stops)
    if policy.rolls:
        reckoning.roll()
    return reckoning.close(zone)


def warning_instants(policy: Policy, start: datetime, due_at: datetime) -> Warnings:
    """Blue at half of the term; yellow at 80 % or two days before, whichever is first, but never before blue."""
    term = due_at - start
    blue = start + term / 2
    if policy.unit == Unit.HOURS:
        return Warnings(blue, start + term * 3 / 4, due_at)
    return Warnings(blue, max(blue, min(start + term * 4 / 5, due_at - 2 * ONE_DAY)), due_at)


def working_days_after(day: date, number: int, calendar: Calendar) -> date:
    """The `number`-th working day after `day`, which itself is not counted."""
    reckoning = _Reckoning(calendar, day, working=True)
    reckoning.advance(number)
    return reckoning.day


def months_after(day: date, number: int) -> date:
    """The corresponding day `number` months later, or that month's last when there is none."""
    years, month = divmod(day.month - 1 + number, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _due_by_the_hour(policy: Policy, start: datetime, extra_days: int, stops: Sequence[Pause]) -> Due:
    """Hours run round the clock from the stated moment and end to the second."""
    end = _later(start, timedelta(hours=policy.length))
    steps = [Step("count", end, f"自{_moment(start)}起连续计{policy.length}小时，昼夜、节假日不停，至{_moment(end)}")]
    if extra_days:
        end = _later(end, extra_days * ONE_DAY)
        steps.append(Step("extend", end, f"经批准延长{extra_days}日，至{_moment(end)}", {"days": extra_days}))
    for stop in stops:
        if stop.start <= end:
            end = _later(end, stop.end - max(stop.start, start))
            span = f"{_moment(stop.start.astimezone(end.tzinfo))}至{_moment(stop.end.astimezone(end.tzinfo))}"
            text = f"{span}暂停不计，至{_moment(end)}"
            steps.append(Step("pause", end, text, {"from": stop.start, "to": stop.end}))
    return Due(end, provisional=False, steps=tuple(steps))


class _Reckoning:
    """A date on its way to the end of a term, remembering each step and every unpublished year it asked about."""

    def __init__(self, calendar: Calendar, start: date, *, working: bool) -> None:
        self.calendar = calendar
        self.start = self.day = start
        self.working = working
        self.unpublished: set[int] = set()
        self.steps = [Step("start", start, f"起算日{_day(start)}当日不计，自次日起算")]

    def works(self, day: date) -> bool:
        """Ask the calendar, and note what it could not know for good."""
        if not self.calendar.is_published(day.year):
            self.unpublished.add(day.year)
        return self.calendar.is_working(day)

    def advance(self, number: int) -> list[date]:
        """Move on by so many days of the policy's own kind; give back the days passed over."""
        before = self.day
        if not self.working:
            self.day += number * ONE_DAY
            return []
        while number:
            self.day += ONE_DAY
            number -= self.works(self.day)
        return [before + n * ONE_DAY for n in range(1, (self.day - before).days + 1)]

    def count(self, policy: Policy) -> None:
        """The term itself."""
        before, passed = self.day, []
        if policy.unit == Unit.MONTHS:
            self.day = months_after(before, policy.length)
        else:
            passed = self.advance(policy.length)
        note = "（该月无对应日，取月末）" if policy.unit == Unit.MONTHS and self.day.day != before.day else ""
        self._note(
            "count", f"计{policy.length}{UNIT_NAMES[policy.unit]}{self._unusual(passed)}，至{_day(self.day)}{note}"
        )

    def extend(self, number: int) -> None:
        """Days granted on top."""
        if number:
            passed = self.advance(number)
            name = UNIT_NAMES[self._unit]
            text = f"经批准延长{number}{name}{self._unusual(passed)}，至{_day(self.day)}"
            self._note("extend", text, days=number)

    def pause(self, stops: Iterable[tuple[date, date]]) -> None:
        """Add the days of each pause that began while the term was running."""
        for begin, end in stops:
            if begin > self.day:
                continue
            first = max(begin, self.start)
            days = [first + n * ONE_DAY for n in range((end - first).days)]
            number = sum(self.works(day) for day in days) if self.working else len(days)
            self.advance(number)
            text = f"{_day(begin)}至{_day(end)}暂停，扣除{number}{UNIT_NAMES[self._unit]}，至{_day(self.day)}"
            self._note("pause", text, begin=begin, end=end, days=number)

    def roll(self) -> None:
        """Move an end on a rest day to the next working day."""
        before = self.day
        self.day = next(day for day in (before + n * ONE_DAY for n in count()) if self.works(day))
        if self.day != before:
            last = self.day - ONE_DAY
            rest = "当日休息" if last == before else f"{_day(before)}至{_day(last)}休息"
            self._note("roll", f"届满日{rest}，顺延至其后首个工作日{_day(self.day)}", before=before)

    def close(self, zone: tzinfo) -> Due:
        """The last second of the day reached."""
        for year in sorted(self.unpublished):
            self._note("provisional", f"{year}年放假安排尚未公布，暂按周末和法定节假日推算，公布后重算", year=year)
        at = datetime.combine(self.day, DAY_END, tzinfo=zone)
        self._note("end", f"截止{_day(self.day)}24时（记作23:59:59）")
        return Due(at, provisional=bool(self.unpublished), steps=tuple(self.steps))

    @property
    def _unit(self) -> Unit:
        return Unit.WORKING_DAYS if self.working else Unit.NATURAL_DAYS

    def _note(self, kind: str, text: str, **facts: object) -> None:
        self.steps.append(Step(kind, self.day, text, facts))

    def _unusual(self, passed: Sequence[date]) -> str:
        """Name the days passed over that are not what their weekday says."""
        off = [day for day in passed if day.weekday() < 5 and not self.works(day)]  # noqa: PLR2004 -- Saturday
        on = [day for day in passed if day.weekday() >= 5 and self.works(day)]  # noqa: PLR2004 -- Saturday
        weekend = sum(day.weekday() >= 5 for day in passed) - len(on)  # noqa: PLR2004 -- Saturday
        parts = [
            f"周末{weekend}天不计" if weekend else "",
            f"放假{_list(off)}不计" if off else "",
            f"调休上班{_list(on)}计入" if on else "",
        ]
        told = "，".join(part for part in parts if part)
        return f"（{told}）" if told else ""


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def _later(at: datetime, delta: timedelta) -> datetime:
    """So much elapsed time later, whatever the clocks on the wall did meanwhile."""
    return (at.astimezone(UTC) + delta).astimezone(at.tzinfo)


def _moment(at: datetime) -> str:
    return f"{at.year}年{at.month}月{at.day}日{at:%H:%M}"


def _list(days: Sequence[date]) -> str:
    return "、".join(f"{day.month}月{day.day}日" for day in days)
