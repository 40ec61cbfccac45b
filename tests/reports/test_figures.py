"""Figures over time: what clues do to them, day by day. Whole and refused questions stand in test_metrics."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from agencies.models import Region
from cases.actions.clues import Reason, void_clue
from cases.actions.dispatches import Dispatch, dispatch_clue, sign_clue
from cases.actions.investigations import Report, close_clue, investigate_clue, reopen_clue, report_clue
from cases.models import Clue
from kernel.verbs import Nothing
from reports.metrics import METRICS, Counts
from tests.cast import City, make_clue
from tests.conftest import ApiOf

DAY = timedelta(days=1)
BEGAN = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def closed(city: City, *, at: datetime, took: timedelta, verdict: str = "substantiated", **facts: Any) -> Clue:
    """A clue that went all the way."""
    clue = make_clue(city, at=at, received_at=at, **facts)
    order = Dispatch(lead_agency=city.agencies["321181-hb"], handling_summary="摘要")
    dispatch_clue(clue, order, by=city.actor("dispatcher"), at=at)
    sign_clue(clue, Nothing(), by=city.actor("handler"), at=at)
    investigate_clue(clue, Nothing(), by=city.actor("handler"), at=at)
    report_clue(clue, Report(verdict, "属实", "已整改"), by=city.actor("unithead"), at=at + took)
    return close_clue(clue, Nothing(), by=city.actor("director"), at=at + took)


@pytest.fixture
def figure(api: ApiOf) -> Any:
    """`figure("clues_open", as_of="2026-04-01")` as the command office reads it."""

    def ask(metric: str, by: str = "intake", **asked: str) -> Any:
        answer = api(by).get("/api/v1/metrics", {"metric": metric, **asked})
        assert answer.status_code == 200, answer.json()
        return answer.json()

    return ask


def test_received_is_closed_and_interim_and_open_and_not_accepted() -> None:
    counts = Counts(received=10, closed=4, interim_closed=2, not_accepted=1)

    assert counts.open == 3
    assert METRICS["closure_rate_strict"].of(counts).value == "44.44"
    assert METRICS["closure_rate_broad"].of(counts).value == "66.67"
    assert METRICS["platform_closure_rate"].of(counts).value == "40.00"


def test_a_clue_counts_as_open_until_the_instant_it_was_closed(city: City, figure: Any) -> None:
    closed(city, at=BEGAN, took=10 * DAY)

    before, after = (figure("clues_open", as_of=day)["value"] for day in ("2026-03-11", "2026-03-12"))

    assert (before, after) == (1, 0)


def test_a_date_is_the_last_second_of_that_day_here(city: City, figure: Any) -> None:
    midnight = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    make_clue(city, at=midnight, received_at=midnight)

    assert [figure("clues_received", as_of=day)["value"] for day in ("2026-03-02", "2026-03-03")] == [0, 1]
    assert figure("clues_received", as_of="2026-03-03")["as_of"] == "2026-03-03T23:59:59+08:00"


def test_a_blank_before_the_offset_reads_as_the_plus_it_was(city: City, figure: Any) -> None:
    make_clue(city, at=BEGAN, received_at=BEGAN)

    assert figure("clues_received", as_of="2026-03-02T12:00:00 08:00")["value"] == 1


def test_a_reopened_clue_stays_closed_in_the_past_and_is_open_since(city: City, figure: Any) -> None:
    clue = closed(city, at=BEGAN, took=5 * DAY)
    reopen_clue(clue, Reason("反弹"), by=city.actor("director"), at=BEGAN + 20 * DAY)

    closed_then = [figure("clues_closed", as_of=day)["value"] for day in ("2026-03-05", "2026-03-10", "2026-03-25")]

    assert closed_then == [0, 1, 0]


def test_void_clues_count_nowhere(city: City, figure: Any) -> None:
    clue = make_clue(city, at=BEGAN)
    void_clue(clue, Reason("重复录入"), by=city.actor("director"), at=BEGAN + DAY)

    assert [figure(name)["value"] for name in ("clues_received", "clues_open")] == [0, 0]


def test_on_time_is_counted_over_the_clues_that_have_fallen_due(city: City, figure: Any) -> None:
    closed(city, at=BEGAN, took=10 * DAY)
    closed(city, at=BEGAN, took=80 * DAY)
    make_clue(city, at=BEGAN, received_at=BEGAN)

    early, late = (figure("on_time_rate", as_of=day) for day in ("2026-04-30", "2026-06-30"))

    assert (early["numerator"], early["denominator"], early["value"]) == (0, 0, None)
    assert (late["numerator"], late["denominator"], late["value"]) == (1, 3, "33.33")


def test_overdue_is_open_and_due_before_the_instant(city: City, figure: Any) -> None:
    make_clue(city, at=BEGAN, received_at=BEGAN)

    assert [figure("clues_overdue", as_of=day)["value"] for day in ("2026-05-06", "2026-05-07")] == [0, 1]


def test_substantiated_counts_the_determined_ones_only(city: City, figure: Any) -> None:
    for verdict in ("substantiated", "partly_substantiated", "unsubstantiated", "undetermined"):
        closed(city, at=BEGAN, took=DAY, verdict=verdict)

    rate = figure("substantiated_rate")

    assert (rate["numerator"], rate["denominator"], rate["value"]) == (2, 3, "66.67")


def test_an_inspection_order_counts_within_the_hour_to_the_minute(city: City, figure: Any) -> None:
    order = Dispatch(lead_agency=city.agencies["321181-hb"], handling_summary="摘要")
    for minutes in (60, 61):
        clue = make_clue(city, at=BEGAN, received_at=BEGAN, channel="inspection")
        dispatch_clue(clue, order, by=city.actor("dispatcher"), at=BEGAN + timedelta(minutes=minutes))

    rate = figure("dispatch_within_hour_rate")

    assert (rate["numerator"], rate["denominator"]) == (1, 2)


def test_groups_hold_every_known_key_even_where_nothing_falls_into_it(city: City, figure: Any) -> None:
    make_clue(city, at=BEGAN)
    make_clue(city, at=BEGAN, region=Region.objects.get(code="321100"))

    groups = figure("clues_received", group_by="region")["groups"]

    assert [(group["key"], group["value"]) for group in groups] == [("321100", 1), ("321112", 0), ("321181", 1)]


def test_pollution_types_may_add_up_to_more_and_the_note_says_so(city: City, figure: Any) -> None:
    make_clue(city, at=BEGAN, pollution_types=("air", "water"))

    answer = figure("clues_received", group_by="pollution_type")

    assert (answer["value"], sum(group["value"] for group in answer["groups"])) == (1, 2)
    assert "可能大于总数" in answer["note"]


def test_months_stand_without_gaps(city: City, figure: Any) -> None:
    for at in (BEGAN, BEGAN + 70 * DAY):
        make_clue(city, at=at, received_at=at)

    groups = figure("clues_received", group_by="month")["groups"]

    assert [(group["key"], group["value"]) for group in groups] == [("2026-03", 1), ("2026-04", 0), ("2026-05", 1)]


def test_outside_the_office_the_discipline_organs_clues_are_among_those_from_above(city: City, figure: Any) -> None:
    closed(city, at=BEGAN, took=DAY, channel="discipline_transfer")

    groups = {g["key"]: g["value"] for g in figure("clues_received", by="leader", group_by="channel")["groups"]}

    assert (groups["superior"], "discipline_transfer" in groups) == (1, False)


@pytest.mark.parametrize(
    ("group_by", "queries"),
    [("", 7), ("region", 8), ("agency", 8), ("pollution_type", 7), ("channel", 7), ("month", 7)],
)
def test_a_figure_costs_the_same_over_one_clue_and_over_ten(
    city: City, api: ApiOf, group_by: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = api("intake")
    for count in (1, 9):
        for turn in range(count):
            make_clue(city, at=BEGAN + timedelta(days=turn))
        with django_assert_num_queries(queries):
            client.get("/api/v1/metrics", {"metric": "platform_closure_rate", "group_by": group_by})
