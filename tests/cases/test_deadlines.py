"""Deadline arithmetic: golden dates, an oracle over every start day, pauses, hours, warnings and reasons."""

import random
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest

from cases.deadlines import Due, Pause, Policy, Unit, due, months_after, warning_instants, working_days_after

SHANGHAI = ZoneInfo("Asia/Shanghai")
# The statutory days of 2027, copied by hand from an almanac; the State Council has not published its swaps yet.
REST_2027 = {date(2027, month, day) for month, day in [(1, 1), (2, 5), (2, 6), (2, 7), (2, 8), (4, 5), (5, 1), (5, 2)]}


@cache
def judged_working(day: date) -> bool:
    """Another program's opinion of a day, and for 2027 the almanac's."""
    if day.year <= 2026:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5 and day not in REST_2027


@dataclass(frozen=True)
class JudgedCalendar:
    """A calendar that trusts the other program alone."""

    version: int = 1

    def is_working(self, day: date) -> bool:
        return judged_working(day)

    def is_published(self, year: int) -> bool:
        return year <= 2026


CALENDAR = JudgedCalendar()


def reckoned(start: str, length: int, unit: Unit, *, rolls: bool = True, **more: object) -> Due:
    """A term that begins at ten in the morning of `start`."""
    policy = Policy("测试时限", length, unit, rolls)
    return due(policy, moment(f"{start} 10:00"), CALENDAR, zone=SHANGHAI, **more)  # type: ignore[arg-type]


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "length", "unit", "expected", "provisional"),
    [
        ("2021-09-20", 15, Unit.NATURAL_DAYS, "2021-10-08", False),
        ("2026-08-03", 60, Unit.NATURAL_DAYS, "2026-10-08", False),
        ("2026-09-18", 5, Unit.WORKING_DAYS, "2026-09-24", False),
        ("2026-09-24", 20, Unit.WORKING_DAYS, "2026-10-29", False),
        ("2026-02-12", 5, Unit.WORKING_DAYS, "2026-02-26", False),
        ("2022-05-20", 30, Unit.WORKING_DAYS, "2022-07-04", False),
        ("2022-05-20", 6, Unit.MONTHS, "2022-11-21", False),
        ("2026-12-20", 15, Unit.WORKING_DAYS, "2027-01-11", True),
        ("2026-11-30", 3, Unit.MONTHS, "2027-03-01", True),
        ("2026-11-23", 2, Unit.MONTHS, "2027-01-25", True),
        ("2024-11-01", 10, Unit.NATURAL_DAYS, "2024-11-11", False),
    ],
)
def test_golden_dates_are_met_to_the_second(
    start: str, length: int, unit: Unit, expected: str, *, provisional: bool
) -> None:
    end = reckoned(start, length, unit)

    assert end.at == moment(f"{expected} 00:00") + timedelta(hours=23, minutes=59, seconds=59)
    assert end.provisional is provisional


@pytest.mark.parametrize("number", [1, 2, 3, 5, 10, 15, 20, 30, 60])
def test_working_days_equal_a_brute_force_oracle_for_every_start_day_from_2004_to_2026(number: int) -> None:
    days = [date(2004, 1, 1) + timedelta(days=n) for n in range((date(2027, 5, 1) - date(2004, 1, 1)).days)]
    starts = [day for day in days if day.year <= 2026]
    working = [day for day in days if judged_working(day)]

    ours = {(start, working_days_after(start, number, CALENDAR)) for start in starts}

    assert len(starts) == 8401
    assert ours == {(start, working[bisect_right(working, start) + number - 1]) for start in starts}


def test_natural_days_that_end_on_a_rest_day_roll_to_the_first_working_day_for_every_start_day() -> None:
    starts = [date(2004, 1, 1) + timedelta(days=n) for n in range(8340)]
    ours = {(day, reckoned(day.isoformat(), 30, Unit.NATURAL_DAYS).at.date()) for day in starts}

    judged = set()
    for start in starts:
        end = start + timedelta(days=30)
        while not judged_working(end):
            end += timedelta(days=1)
        judged.add((start, end))

    assert ours == judged


def test_a_policy_that_does_not_roll_ends_on_the_rest_day_itself() -> None:
    end = reckoned("2021-09-20", 15, Unit.NATURAL_DAYS, rolls=False)

    assert end.at.date() == date(2021, 10, 5)
    assert [step.kind for step in end.steps] == ["start", "count", "end"]


def test_an_extension_is_counted_before_the_end_rolls() -> None:
    end = reckoned("2026-08-03", 60, Unit.NATURAL_DAYS, extra_days=30)

    assert end.at.date() == date(2026, 11, 2)
    assert "经批准延长30个自然日，至2026年11月1日（周日）" in end.reason


def test_an_extension_of_working_days_is_in_working_days() -> None:
    assert reckoned("2026-09-18", 5, Unit.WORKING_DAYS, extra_days=2).at.date() == date(2026, 9, 29)


def test_a_month_without_the_day_ends_on_its_last() -> None:
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_after(date(2023, 12, 31), 2) == date(2024, 2, 29)


def test_one_hour_runs_round_the_clock_through_a_weekend_and_across_midnight() -> None:
    policy = Policy("督察转办", 1, Unit.HOURS, rolls=False)

    end = due(policy, moment("2024-11-09 23:40"), CALENDAR, zone=SHANGHAI)

    assert (end.at, end.provisional) == (moment("2024-11-10 00:40"), False)


def test_the_day_of_the_start_is_the_day_in_the_offices_time_zone() -> None:
    start = datetime(2026, 9, 17, 16, 30, tzinfo=UTC)

    end = due(Policy("异议", 5, Unit.WORKING_DAYS), start, CALENDAR, zone=SHANGHAI)

    assert end.at.date() == date(2026, 9, 24)


@pytest.mark.parametrize("seed", range(20))
def test_natural_days_are_prolonged_by_exactly_the_days_paused(seed: int) -> None:
    chance = random.Random(seed)
    begin = moment("2025-03-03 09:00") + timedelta(days=chance.randrange(30))
    pause = Pause(begin, begin + timedelta(days=chance.randrange(40)))

    end = reckoned("2025-03-03", 30, Unit.NATURAL_DAYS, rolls=False, pauses=[pause])

    assert end.at.date() == date(2025, 4, 2) + (pause.end.date() - pause.start.date())


def test_two_pauses_in_working_days_each_give_back_the_working_days_they_took() -> None:
    pauses = [
        Pause(moment("2026-09-21 11:00"), moment("2026-09-23 11:00")),
        Pause(moment("2026-09-28 09:00"), moment("2026-10-09 09:00")),
    ]

    end = reckoned("2026-09-18", 5, Unit.WORKING_DAYS, pauses=pauses)

    assert end.at.date() == date(2026, 10, 10)


def test_a_pause_after_the_end_or_before_the_start_changes_nothing() -> None:
    pauses = [
        Pause(moment("2026-09-01 11:00"), moment("2026-09-02 11:00")),
        Pause(moment("2026-11-01 11:00"), moment("2026-11-09 11:00")),
    ]

    assert reckoned("2026-09-18", 5, Unit.WORKING_DAYS, pauses=pauses) == reckoned("2026-09-18", 5, Unit.WORKING_DAYS)


def test_hours_are_prolonged_by_the_minutes_paused() -> None:
    pause = Pause(moment("2026-09-18 10:20"), moment("2026-09-18 10:35"))

    end = reckoned("2026-09-18", 1, Unit.HOURS, pauses=[pause])

    assert end.at == moment("2026-09-18 11:15")


def test_every_step_can_be_rechecked_on_paper() -> None:
    end = reckoned("2026-09-18", 10, Unit.WORKING_DAYS)

    assert [step.text for step in end.steps] == [
        "起算日2026年9月18日（周五）当日不计，自次日起算",
        (
            "计10个工作日（周末5天不计，放假9月25日、10月1日、10月2日、10月5日、10月6日、10月7日不计，调休上班9月20日计入），"
            "至2026年10月9日（周五）"
        ),
        "截止2026年10月9日（周五）24时（记作23:59:59）",
    ]


def test_a_roll_names_the_rest_days_it_passed() -> None:
    end = reckoned("2026-08-03", 60, Unit.NATURAL_DAYS)

    assert (
        "届满日2026年10月2日（周五）至2026年10月7日（周三）休息，顺延至其后首个工作日2026年10月8日（周四）"
        in end.reason
    )


def test_a_provisional_end_says_which_year_is_not_published() -> None:
    end = reckoned("2026-12-20", 15, Unit.WORKING_DAYS)

    assert "2027年放假安排尚未公布" in end.reason


def test_the_inspection_hour_warns_at_30_45_and_60_minutes() -> None:
    start = moment("2024-11-09 22:10")

    warnings = warning_instants(Policy("督察转办", 1, Unit.HOURS, rolls=False), start, start + timedelta(hours=1))

    assert [warnings.blue, warnings.yellow, warnings.red] == [start + timedelta(minutes=m) for m in (30, 45, 60)]


@pytest.mark.parametrize(("days", "blue", "yellow"), [(60, 30, 48), (15, 7.5, 12), (7, 3.5, 5), (3, 1.5, 1.5)])
def test_longer_terms_warn_at_half_and_at_80_percent_or_two_days_before(days: int, blue: float, yellow: float) -> None:
    start = moment("2026-03-02 00:00")

    warnings = warning_instants(Policy("办结", days, Unit.NATURAL_DAYS), start, start + timedelta(days=days))

    assert warnings.blue == start + timedelta(days=blue)
    assert warnings.yellow == start + timedelta(days=yellow)
    assert warnings.red == start + timedelta(days=days)


def test_an_extension_of_hours_is_in_whole_days() -> None:
    end = reckoned("2026-09-18", 4, Unit.HOURS, extra_days=1)

    assert end.at == moment("2026-09-19 14:00")
    assert "经批准延长1日，至2026年9月19日14:00" in end.reason
