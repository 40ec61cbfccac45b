"""While the roll-ups have much to take in, no report is frozen by halves."""

from datetime import datetime, timedelta

import pytest
import time_machine

from kernel.seals import seal_events
from reports import tasks
from reports.actions import rollups
from reports.actions.reports import TakeReport, take_report
from reports.actions.rollups import FiguresBehind, catch_up, untold
from reports.models import Report, RollupMark
from tests.cast import City, make_clue
from tests.reports.city import on
from tests.workers import run

LATER = on("11-16", "12:00:00")


@pytest.fixture
def behind(city: City, monkeypatch: pytest.MonkeyPatch) -> City:
    """A city in which more was told than is taken in in passing."""
    monkeypatch.setattr(rollups, "IN_PASSING", 1)
    monkeypatch.setattr(tasks, "IN_PASSING", 1)
    for day in ("11-01", "11-02", "11-03"):
        make_clue(city, at=on(day))
    return city


def test_a_report_waits_until_the_figures_have_caught_up(behind: City) -> None:
    order = TakeReport("weekly", on("11-03").date())

    with pytest.raises(FiguresBehind):
        take_report(order, by=behind.actor("director"), at=LATER)
    catch_up(at=LATER)

    report = take_report(order, by=behind.actor("director"), at=LATER)
    assert report.position == RollupMark.objects.get().position
    assert untold() <= 1


@pytest.mark.parametrize(
    ("turn", "caught_up", "taken"),
    [
        (LATER, False, False),
        (LATER, True, True),
        (on("11-17", "00:00:00"), True, False),
        (on("11-17", "00:10:00"), True, True),
    ],
)
def test_what_is_due_is_taken_at_the_first_turn_at_which_it_can_be(
    behind: City, turn: datetime, *, caught_up: bool, taken: bool
) -> None:
    if caught_up:
        catch_up(at=LATER - timedelta(days=1))

    with time_machine.travel(turn, tick=False):
        tasks.take_weekly_reports()

    assert Report.objects.exists() == taken


@pytest.mark.parametrize(("in_passing", "taken"), [(1, 3), (100, 1)])
def test_a_turn_takes_more_at_once_while_it_is_far_behind(
    behind: City, monkeypatch: pytest.MonkeyPatch, in_passing: int, taken: int
) -> None:
    monkeypatch.setattr(tasks, "IN_PASSING", in_passing)
    monkeypatch.setattr(tasks, "FEW", 1)
    monkeypatch.setattr(tasks, "LONGEST_TURN", 0)
    while seal_events():
        pass

    run("reports.follow_log")

    assert RollupMark.objects.get().position == taken
