"""A calendar that is mended moves what still runs by it, and nothing that is over."""

from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localtime

from agencies.actions.calendar import load_calendar
from agencies.models import CalendarDay
from agencies.queries.directory import working_calendar
from cases.actions.calendar_clocks import CORRECTED, clocks_behind, recompute_by_calendar
from cases.actions.clocks import recompute_clock, sweep_clocks
from cases.actions.dispatches import Dispatch, dispatch_clue
from cases.models import Clock, Clue
from kernel.actor import SYSTEM
from kernel.models import Event
from tests.cast import City, make_clue
from tests.workers import drain

# A Monday at noon in September 2026, whose fifth working day is the next Monday.
START = datetime(2026, 9, 7, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def corrected(day: date, *, works: bool = False) -> None:
    """The notice of the year as it is known, but for one day."""
    rows = dict(CalendarDay.objects.filter(day__year=day.year).values_list("day", "is_working")) | {day: works}
    text = "日期,工作日,名称\n" + "".join(f"{day},{int(open_)},放假\n" for day, open_ in sorted(rows.items()))
    with transaction.atomic():
        load_calendar(text, source="更正通知", by=SYSTEM, at=START + DAY)


def dispatched(city: City, *, at: datetime = START) -> Clue:
    """A clue that has just gone to its lead."""
    clue = make_clue(city, at=at)
    order = Dispatch(city.agencies["321181-hb"], handling_summary="摘要")
    with transaction.atomic():
        return dispatch_clue(clue, order, by=city.actor("dispatcher"), at=at)


def clock_of(clue: Clue, kind: str) -> Clock:
    """The clue's clock of that kind."""
    return Clock.objects.get(subject_id=clue.pk, kind=kind)


def day_of(clock: Clock) -> date:
    """Its last day by the clock on the wall."""
    return localtime(clock.due_at).date()


def test_a_corrected_year_moves_a_running_clock_and_says_why(city: City) -> None:
    clue = dispatched(city)
    before = clock_of(clue, "contest")

    corrected(date(2026, 9, 10))
    drain()

    after = clock_of(clue, "contest")
    assert (day_of(before), before.provisional, day_of(after)) == (date(2026, 9, 14), False, date(2026, 9, 15))
    assert after.reason.startswith(CORRECTED)
    told = Event.objects.get(type="clue.clock_recomputed")
    assert (told.data["clock"], told.data["reason"]) == ("contest", CORRECTED)


def test_what_is_met_breached_or_taken_over_stays_where_it_was(city: City) -> None:
    states = {"met": START, "breached": None, "cancelled": START}
    clocks = {state: clock_of(dispatched(city), "contest") for state in (*states, "printed")}
    for state, ended in states.items():
        Clock.objects.filter(pk=clocks[state].pk).update(state=state, ended_at=ended)
    Clock.objects.filter(pk=clocks["printed"].pk).update(policy="原台账时限", calendar_version=0)

    corrected(date(2026, 9, 10))
    drain()

    found = {state: Clock.objects.get(pk=clock.pk).due_at for state, clock in clocks.items()}
    assert found == {state: clock.due_at for state, clock in clocks.items()}


def test_an_end_that_a_correction_puts_behind_us_is_breached_by_the_next_sweep(city: City) -> None:
    clue = dispatched(city)
    corrected(date(2026, 9, 12), works=True)

    with transaction.atomic():
        recompute_by_calendar(calendar=working_calendar(), at=START + 6 * DAY)
        sweep_clocks(at=START + 6 * DAY)

    contest = clock_of(clue, "contest")
    assert (day_of(contest), contest.state) == (date(2026, 9, 12), "breached")


def test_a_correction_goes_through_the_clocks_a_few_at_a_time(city: City) -> None:
    clues = [dispatched(city) for _turn in range(3)]
    corrected(date(2026, 9, 10))
    calendar = working_calendar()

    with transaction.atomic():
        rounds = [recompute_by_calendar(calendar=calendar, at=START + DAY, limit=4) for _turn in range(3)]

    assert rounds == [True, True, False]
    assert {day_of(clock_of(clue, "contest")) for clue in clues} == {date(2026, 9, 15)}
    assert not clocks_behind(calendar).exists()


def test_a_leg_reckoned_again_still_ends_with_the_closing(city: City) -> None:
    clue = make_clue(city, at=START)
    order = Dispatch(city.agencies["321181-hb"], handling_summary="摘要")
    with transaction.atomic():
        dispatch_clue(clue, order, by=city.actor("dispatcher"), at=START + 40 * DAY)
    leg = clock_of(clue, "leg")

    with transaction.atomic():
        again = recompute_clock(leg, calendar=working_calendar(), at=START + 41 * DAY)

    assert again.due_at == clock_of(clue, "closing").due_at
    assert "不晚于办结时限" in again.reason
