"""Clocks: when they end, and what moves them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils.timezone import localtime

from agencies.actions.calendar import load_calendar
from agencies.data import statutory_days
from cases.actions.clues import Reason
from cases.actions.dispatches import Dispatch, contest_clue, dispatch_clue
from cases.actions.extensions import (
    DeadlineAlreadyExtended,
    RequestExtension,
    approve_extension_clue,
    refuse_extension_clue,
    request_extension_clue,
)
from cases.actions.investigations import close_clue
from cases.models import Clock, Clue
from kernel.actor import SYSTEM
from kernel.errors import GuardUnmet
from kernel.models import Event
from kernel.verbs import Nothing
from tests.cases.situations import clue_in
from tests.cast import NOON, City, make_clue
from tests.conftest import ApiOf
from tests.workers import drain

AUGUST = datetime(2026, 8, 3, 4, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def clock_of(clue: Clue, kind: str) -> Clock:
    """The clue's latest clock of a kind."""
    return Clock.objects.filter(subject_id=clue.pk, kind=kind).latest("started_at")


def ends(clock: Clock) -> str:
    """When it ends by the clock on the wall."""
    return f"{localtime(clock.due_at):%Y-%m-%d %H:%M:%S}"


def order(city: City, agency: str = "321181-hb") -> Dispatch:
    """A dispatch with a summary."""
    return Dispatch(city.agencies[agency], handling_summary="摘要")


@pytest.mark.parametrize("hour", [0, 4, 15, 23])
def test_an_inspection_order_is_dispatched_within_the_hour_day_and_night(city: City, hour: int) -> None:
    received = datetime(2026, 10, 1, hour, 30, tzinfo=UTC)

    clue = make_clue(city, at=received + 5 * MINUTE, received_at=received, channel="inspection")

    assert clock_of(clue, "dispatch").due_at == received + 60 * MINUTE


def test_no_other_channel_has_that_hour(city: City) -> None:
    assert [clock.kind for clock in Clock.objects.filter(subject_id=make_clue(city).pk)] == ["closing"]


@pytest.mark.parametrize(("minutes", "state"), [(60, "met"), (61, "breached")])
def test_the_hour_is_kept_or_broken_by_the_dispatch(city: City, minutes: int, state: str) -> None:
    clue = make_clue(city, channel="inspection")

    dispatch_clue(clue, order(city), by=city.actor("dispatcher"), at=NOON + minutes * MINUTE)

    assert clock_of(clue, "dispatch").state == state


@pytest.mark.parametrize(
    ("facts", "policy"),
    [
        ({"channel": "platform_12369"}, "办结60日"),
        ({"legal_path": "petition"}, "办结60日"),
        ({"channel": "hotline_12345"}, "履责2个月"),
        ({"channel": "letter"}, "履责2个月"),
    ],
    ids=str,
)
def test_sixty_days_and_two_months_end_after_the_national_holiday(city: City, facts: Any, policy: str) -> None:
    clue = make_clue(city, at=AUGUST, **facts)

    clock = clock_of(clue, "closing")
    assert (ends(clock), clock.provisional, clock.policy) == ("2026-10-08 23:59:59", False, policy)
    assert clue.due_at == clock.due_at
    assert "顺延" in clock.reason


def test_an_end_in_an_unpublished_year_is_a_guess_and_says_so(city: City) -> None:
    clock = clock_of(make_clue(city), "closing")

    assert (ends(clock), clock.provisional) == ("2027-01-18 23:59:59", True)
    assert "2027年放假安排尚未公布" in clock.reason


def test_the_unit_has_five_working_days_to_object(city: City) -> None:
    friday = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)
    clue = make_clue(city, at=friday)

    dispatch_clue(clue, order(city), by=city.actor("dispatcher"), at=friday)

    assert ends(clock_of(clue, "contest")) == "2026-09-24 23:59:59"


def test_until_then_it_may_give_the_clue_back_and_the_rules_leave_it_alone(city: City) -> None:
    clue = make_clue(city)
    dispatch_clue(clue, order(city), by=city.actor("dispatcher"), at=NOON)

    contest_clue(clue, Reason("非本单位职责"), by=city.actor("handler"), at=clock_of(clue, "contest").due_at)

    assert (clue.status, clue.rules_off, clue.lead_agency) == ("registered", True, None)


def test_after_those_five_days_it_must_handle(city: City) -> None:
    clue = make_clue(city)
    dispatch_clue(clue, order(city), by=city.actor("dispatcher"), at=NOON)
    end = clock_of(clue, "contest").due_at

    with pytest.raises(GuardUnmet) as refusal:
        contest_clue(clue, Reason("非本单位职责"), by=city.actor("handler"), at=end + timedelta(seconds=1))
    assert [error.code for error in refusal.value.errors] == ["contest_lapsed"]


def test_a_leg_ends_no_later_than_the_closing_it_serves(city: City) -> None:
    clue = make_clue(city, at=AUGUST)

    dispatch_clue(clue, order(city), by=city.actor("dispatcher"), at=AUGUST + 40 * DAY)

    leg = clock_of(clue, "leg")
    assert (leg.due_at, leg.leg_id) == (clue.due_at, "321181-hb")
    assert "不晚于办结时限" in leg.reason


def test_an_extension_moves_the_end_once_and_says_why(city: City) -> None:
    clue = clue_in(city, "investigating", at=AUGUST)
    handler, director = city.actor("handler"), city.actor("director")
    request_extension_clue(clue, RequestExtension(10, "需检测"), by=handler, at=AUGUST + DAY)
    assert clue.marks == ["extension_requested"]

    approve_extension_clue(clue, Nothing(), by=director, at=AUGUST + 2 * DAY)

    clock = clock_of(clue, "closing")
    assert (ends(clock), clue.due_at, clue.marks) == ("2026-10-13 23:59:59", clock.due_at, [])
    assert "经批准延长10" in clock.reason
    with pytest.raises(DeadlineAlreadyExtended):
        request_extension_clue(clue, RequestExtension(5, "再检测"), by=handler, at=AUGUST + 3 * DAY)


def test_a_refused_extension_moves_nothing_and_may_be_asked_again(city: City) -> None:
    clue = clue_in(city, "investigating", at=AUGUST)
    before = clue.due_at
    for _turn in range(2):
        request_extension_clue(clue, RequestExtension(10, "需检测"), by=city.actor("handler"), at=AUGUST + DAY)
        refuse_extension_clue(clue, Reason("理由不足"), by=city.actor("director"), at=AUGUST + DAY)

    assert (clue.due_at, clock_of(clue, "closing").due_at) == (before, before)


@pytest.mark.parametrize(("when", "code"), [("pending", "extension_pending"), ("late", "already_overdue")])
def test_an_extension_is_asked_for_once_and_in_time(city: City, when: str, code: str) -> None:
    clue = clue_in(city, "investigating", at=AUGUST)
    asked_at = AUGUST + DAY if when == "pending" else AUGUST + 90 * DAY
    if when == "pending":
        request_extension_clue(clue, RequestExtension(10, "需检测"), by=city.actor("handler"), at=asked_at)

    with pytest.raises(GuardUnmet) as refusal:
        request_extension_clue(clue, RequestExtension(5, "需检测"), by=city.actor("handler"), at=asked_at)

    assert [error.code for error in refusal.value.errors] == [code]


def test_closing_after_the_end_breaks_the_clock(city: City) -> None:
    clue = clue_in(city, "reported", at=AUGUST)

    close_clue(clue, Nothing(), by=city.actor("director"), at=AUGUST + 90 * DAY)

    assert clock_of(clue, "closing").state == "breached"


def notice_2027(off: str) -> str:
    """A notice for 2027: the statutory days and one day more."""
    days = {row.day.isoformat() for row in statutory_days() if row.day.year == 2027} | {off}
    return "日期,工作日,名称\n" + "".join(f"{day},0,放假\n" for day in sorted(days))


def test_when_the_days_arrive_a_guessed_end_moves_with_an_event_and_a_new_tag(city: City, api: ApiOf) -> None:
    clue = make_clue(city, channel="letter")
    path = f"/api/v1/clues/{clue.pk}"
    before = api("intake").get(path)

    load_calendar(notice_2027("2027-01-18"), source="国办通知", by=SYSTEM, at=NOON + DAY)
    drain()

    after = api("intake").get(path)
    clock = clock_of(clue, "closing")
    event = Event.objects.get(type="clue.clock_recomputed")
    assert (ends(clock), clock.provisional) == ("2027-01-19 23:59:59", False)
    assert (event.data["clock"], datetime.fromisoformat(event.data["to"])) == ("closing", clock.due_at)
    assert after.json()["due_at"] != before.json()["due_at"]
    assert after["ETag"] != before["ETag"]


def test_the_same_notice_again_moves_nothing(city: City) -> None:
    make_clue(city, channel="letter")
    for _turn in range(2):
        load_calendar(notice_2027("2027-01-18"), source="国办通知", by=SYSTEM, at=NOON + DAY)
        drain()

    assert Event.objects.filter(type="clue.clock_recomputed").count() == 1
