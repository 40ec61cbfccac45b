"""环比 and 同比: percent of a count, percentage points of a rate, and nothing where it is not defined."""

from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from typing import Any

import pytest
import time_machine

from cases.models import Clue
from reports.changes import earlier, signed
from tests.cast import NOON, City
from tests.conftest import ApiOf
from tests.reports.city import make_counted_city, tell


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """It is 16 November 2026."""
    with time_machine.travel(NOON):
        yield


def changes(api: ApiOf, metric: str, **query: str) -> list[dict[str, Any]]:
    """How it changed."""
    found: list[dict[str, Any]] = api("intake").get("/api/v1/metrics", {"metric": metric, **query}).json()["changes"]
    return found


def test_a_count_changes_by_percent_and_a_rate_by_points(city: City, api: ApiOf) -> None:
    make_counted_city(city)

    [count] = changes(api, "clues_received", as_of="2026-10-31", compare="month")
    [rate] = changes(api, "platform_closure_rate", as_of="2026-10-31", compare="month")

    assert (count["as_of"], count["value"], count["change"], count["unit"]) == (
        "2026-09-30T23:59:59+08:00", 6, "50.00", "percent",
    )  # fmt: skip
    # 4/9 after 2/6.
    assert (rate["numerator"], rate["denominator"], rate["change"], rate["unit"]) == (2, 6, "11.11", "points")


def test_it_is_nothing_where_nothing_was_a_year_before(city: City, api: ApiOf) -> None:
    make_counted_city(city)

    found = changes(api, "clues_received", as_of="2026-10-31", compare="month,year")
    [rate] = changes(api, "platform_closure_rate", as_of="2026-10-31", compare="year")

    assert [(one["against"], one["change"]) for one in found] == [("month", "50.00"), ("year", None)]
    assert (rate["value"], rate["change"]) == (None, None)


def test_what_a_month_brought_is_compared_with_what_the_month_before_brought(city: City, api: ApiOf) -> None:
    make_counted_city(city)
    month = {"from": "2026-10-01", "to": "2026-10-31", "as_of": "2026-10-31"}

    [found] = changes(api, "clues_received", compare="month", **month)

    assert (found["value"], found["change"]) == (4, "-25.00")
    Clue.objects.filter(source_external_id="D").update(status="void", lead_agency=None)
    tell(Clue.objects.filter(source_external_id="D"))
    assert changes(api, "clues_received", compare="month", **month)[0]["change"] == "-50.00"


def test_without_a_wish_nothing_is_compared_and_another_span_is_refused(city: City, api: ApiOf) -> None:
    assert changes(api, "clues_received") == []
    answer = api("intake").get("/api/v1/metrics?metric=clues_received&compare=week")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/compare")


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        ("2026-11-30", 1, "2026-10-31"),
        ("2026-03-31", 1, "2026-02-28"),
        ("2028-02-29", 12, "2027-02-28"),
        ("2028-03-30", 1, "2028-02-29"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-11-16", 12, "2025-11-16"),
    ],
)
def test_the_last_day_of_a_month_stays_the_last(day: str, months: int, before: str) -> None:
    found = earlier(datetime.fromisoformat(f"{day}T23:59:59+08:00"), months)

    assert found.isoformat() == f"{before}T23:59:59+08:00"


@pytest.mark.parametrize(
    ("number", "said"),
    [(Fraction(1, 3), "0.33"), (Fraction(-1, 200), "-0.01"), (Fraction(-1, 1000), "0.00"), (Fraction(1, 8), "0.13")],
)
def test_a_change_has_two_places_half_up(number: Fraction, said: str) -> None:
    assert signed(number) == said
