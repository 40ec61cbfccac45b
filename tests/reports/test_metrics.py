"""Every figure of the registry against a city counted by hand."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from cases.actions.clues import Reason, reject_clue
from cases.actions.investigations import close_clue, reopen_clue
from cases.models import Clue
from kernel.verbs import Nothing
from reports.metrics import METRICS, Family, percent
from tests.cases.situations import clue_in, input_of, program_of
from tests.cast import NOON, City, make_clue
from tests.conftest import ApiOf
from tests.reports.city import make_counted_city, on, roll_up, tell

AS_OF = "2026-10-31"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """It is 16 November 2026."""
    with time_machine.travel(NOON):
        yield


@pytest.fixture(params=["from the clues", "from the roll-ups"])
def counted(city: City, request: pytest.FixtureRequest) -> dict[str, Clue]:
    """The counted city, before and after the roll-ups took it in."""
    clues = make_counted_city(city)
    if request.param == "from the roll-ups":
        roll_up()
    return clues


def asked(api: ApiOf, metric: str, *, by: str = "intake", **query: str) -> dict[str, Any]:
    """The answer to a question about a metric."""
    response = api(by).get("/api/v1/metrics", {"metric": metric, **query})
    body: dict[str, Any] = response.json()
    assert response.status_code == 200, body
    return body


def by_key(body: dict[str, Any]) -> dict[str, Any]:
    """The groups' values that are not nothing."""
    return {group["key"]: group["value"] for group in body["groups"] if group["value"]}


FIGURES: dict[str, tuple[int | None, int | None, int | str]] = {
    "clues_received": (None, None, 9),
    "clues_closed": (None, None, 4),
    "clues_interim_closed": (None, None, 1),
    "clues_open": (None, None, 3),
    "clues_not_accepted": (None, None, 1),
    "clues_overdue": (None, None, 2),
    "clues_closed_on_time": (None, None, 3),
    "platform_closure_rate": (4, 9, "44.44"),
    "closure_rate_strict": (4, 8, "50.00"),
    "closure_rate_broad": (5, 8, "62.50"),
    "on_time_rate": (1, 5, "20.00"),
    "substantiated_rate": (3, 5, "60.00"),
    "unsubstantiated_rate": (2, 5, "40.00"),
    "clues_merged": (None, None, 1),
    "clues_parts": (None, None, 0),
    "clues_parts_ended": (None, None, 0),
    "dispatch_within_hour_rate": (1, 2, "50.00"),
    "acceptance_on_time_rate": (3, 9, "33.33"),
    "clue_days_overdue": (None, None, 30 + 11),
}


def test_every_metric_of_the_registry_is_counted_here() -> None:
    assert set(FIGURES) == {name for name, metric in METRICS.items() if metric.family == Family.CLUES}


@pytest.mark.parametrize("metric", list(FIGURES))
def test_each_metric_is_what_a_hand_counts(counted: dict[str, Clue], api: ApiOf, metric: str) -> None:
    body = asked(api, metric, as_of=AS_OF)

    assert (body["numerator"], body["denominator"], body["value"]) == FIGURES[metric]
    assert (body["metric"], body["as_of"], body["scope"], body["groups"]) == (
        metric,
        "2026-10-31T23:59:59+08:00",
        "all",
        [],
    )
    assert body["unit"] == METRICS[metric].unit
    assert (body["version"], bool(body["name"]), bool(body["note"])) == (METRICS[metric].version, True, True)


def test_received_is_the_sum_of_what_became_of_it(counted: dict[str, Clue], api: ApiOf) -> None:
    for day in ("2026-08-31", "2026-09-30", "2026-10-31", "2026-11-10"):
        parts = [asked(api, f"clues_{name}", as_of=day)["value"] for name in
                 ("closed", "interim_closed", "open", "not_accepted")]  # fmt: skip
        assert asked(api, "clues_received", as_of=day)["value"] == sum(parts)


@pytest.mark.parametrize(
    ("numerator", "denominator", "value"),
    [
        (55_662, 57_116, "97.45"),
        (55_663, 57_116, "97.46"),
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (1, 800, "0.13"),
        (1, 8, "12.50"),
        (12_345, 1_000_000, "1.23"),
        (12_350, 1_000_000, "1.24"),
        (5, 5, "100.00"),
        (0, 7, "0.00"),
        (0, 0, None),
        (3, 0, None),
    ],
)
def test_a_rate_is_rounded_half_up_from_whole_numbers(numerator: int, denominator: int, value: str | None) -> None:
    assert percent(numerator, denominator) == value


@pytest.mark.parametrize(
    ("as_of", "closed"),
    [
        ("2026-10-10", 3),
        ("2026-10-10T12:00:00+08:00", 3),
        ("2026-10-10T11:59:59+08:00", 2),
        ("2026-10-10T04:00:00Z", 3),
        ("2026-10-10T12:00:00 08:00", 3),
        ("2026-09-19", 0),
    ],
)
def test_a_figure_is_as_of_an_instant_and_a_date_is_its_last_second_here(
    counted: dict[str, Clue], api: ApiOf, as_of: str, closed: int
) -> None:
    assert asked(api, "clues_closed", as_of=as_of)["value"] == closed


def test_a_date_is_exactly_its_last_second(counted: dict[str, Clue], api: ApiOf) -> None:
    instants = [on("10-31", "23:59:59"), on("10-31", "23:59:59") + timedelta(microseconds=1)]
    values = []
    for instant in instants:
        Clue.objects.filter(source_external_id="I").update(closed_at=instant)
        tell(Clue.objects.filter(source_external_id="I"))
        values.append(asked(api, "clues_closed", as_of=AS_OF)["value"])

    assert values == [5, 4]


def test_due_to_the_second_has_fallen_due_and_is_not_yet_overdue(counted: dict[str, Clue], api: ApiOf) -> None:
    figures = [
        (asked(api, "clues_overdue", as_of=at)["value"], asked(api, "on_time_rate", as_of=at)["denominator"])
        for at in ("2026-10-01T23:59:58+08:00", "2026-10-01", "2026-10-02T00:00:00+08:00")
    ]

    assert figures == [(0, 0), (0, 3), (2, 3)]


def test_an_order_not_yet_dispatched_then_was_not_dispatched_in_time_then(counted: dict[str, Clue], api: ApiOf) -> None:
    rates = [asked(api, "dispatch_within_hour_rate", as_of=f"2026-08-01T{time}+08:00")["value"] for time in
             ("11:59:59", "12:59:59", "13:00:00")]  # fmt: skip

    assert rates == [None, "0.00", "100.00"]


def test_without_an_instant_it_is_now(counted: dict[str, Clue], api: ApiOf) -> None:
    body = asked(api, "clues_received")

    assert (body["value"], body["as_of"][:16]) == (10, "2026-11-16T12:00")


def test_a_reopened_clue_is_read_from_its_events_and_the_past_stays_as_it_was(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "reported", at=on("08-03"))
    director = city.actor("director")
    close_clue(clue, Nothing(), by=director, at=on("09-01"))
    moments = {"08-20": 0, "09-15": 1, "10-15": 1}
    before = {day: figures_on(api, day) for day in moments}

    reopen_clue(clue, Reason("反弹"), by=director, at=on("10-20"))

    assert {day: figures_on(api, day) for day in moments} == before
    assert {day: figures["clues_closed"] for day, figures in before.items()} == moments
    assert before["10-15"]["on_time_rate"] == "100.00"
    assert figures_on(api, "10-31")["clues_closed"] == 0
    assert figures_on(api, "10-31")["clues_open"] == 1


def figures_on(api: ApiOf, day: str) -> dict[str, Any]:
    """Some figures at the end of a day of 2026."""
    names = ("clues_received", "clues_closed", "clues_open", "clues_overdue", "on_time_rate")
    return {name: asked(api, name, as_of=f"2026-{day}")["value"] for name in names}


def test_a_clue_reopened_before_it_was_ever_dispatched_counts_as_open_then(city: City, api: ApiOf) -> None:
    clue = make_clue(city, at=on("08-03"))
    reject_clue(clue, input_of("reject", city), by=city.actor("intake"), at=on("10-20"))  # type: ignore[arg-type]
    reopen_clue(clue, Reason("重新受理"), by=city.actor("director"), at=on("10-25"))

    figures = {day: figures_on(api, day) for day in ("10-19", "10-22", "10-31")}

    assert [figures[day]["clues_open"] for day in figures] == [1, 0, 1]
    assert figures["10-19"]["clues_overdue"] == 1


@pytest.mark.parametrize("status", ["void", "merged"])
def test_void_and_merged_clues_count_nowhere(counted: dict[str, Clue], api: ApiOf, status: str) -> None:
    ended: dict[str, Any] = {"closed_at": None, "not_accepted_at": None, "written_off_at": None, "lead_agency": None}
    first, *others = Clue.objects.order_by("id")
    Clue.objects.filter(pk=first.pk).update(status="void", **ended, duplicate_of=None)
    merged: dict[str, Any] = {"duplicate_of": first if status == "merged" else None}
    Clue.objects.filter(pk__in=[clue.pk for clue in others]).update(status=status, **ended, **merged)
    tell(Clue.objects.all())

    beside = "clues_merged"
    assert {asked(api, metric, as_of=AS_OF)["value"] for metric in set(METRICS) - {beside}} == {0, None, "0.00"}
    assert asked(api, beside, as_of=AS_OF)["value"] == (10 if status == "merged" else 0)


NARROWED = {
    "source=counted": 9,
    "source=nobody": 0,
    "region_code=321112": 1,
    "region_code=3211": 9,
    "region_code=320": 0,
    "from=2026-10-01": 3,
    "to=2026-09-01": 4,
    "from=2026-09-01&to=2026-09-05": 3,
    "from=2026-09-01T12:00:01%2B08:00": 5,
}


@pytest.mark.parametrize("query", list(NARROWED))
def test_a_figure_may_be_narrowed(counted: dict[str, Clue], api: ApiOf, query: str) -> None:
    response = api("intake").get(f"/api/v1/metrics?metric=clues_received&as_of={AS_OF}&{query}")

    assert response.json()["value"] == NARROWED[query]


REFUSED = {
    "": ["/metric"],
    "metric=happiness": ["/metric"],
    "metric=clues_open&colour=red": ["/colour"],
    "metric=clues_open&sort=x": ["/sort"],
    "metric=clues_open&as_of=2999-01-01": ["/as_of"],
    "metric=clues_open&as_of=2026-11-16": ["/as_of"],
    "metric=clues_open&as_of=yesterday": ["/as_of"],
    "metric=clues_open&as_of=2026-13-45": ["/as_of"],
    "metric=clues_open&as_of=2026-10-31T12:00:00": ["/as_of"],
    "metric=clues_open&as_of=0001-01-01T00:00:00%2B14:00": ["/as_of"],
    "metric=clues_open&group_by=colour": ["/group_by"],
    "metric=clues_open&group_by=region&level=street": ["/level"],
    "metric=x&group_by=y&from=z": ["/from", "/group_by", "/metric"],
}


@pytest.mark.parametrize("query", list(REFUSED))
def test_what_means_nothing_is_refused_with_every_pointer(counted: dict[str, Clue], api: ApiOf, query: str) -> None:
    response = api("intake").get(f"/api/v1/metrics?{query}")

    assert response.status_code == 400
    assert sorted(error["pointer"] for error in response.json()["errors"]) == REFUSED[query]


def test_labels_are_chinese_without_a_wish(counted: dict[str, Clue], api: ApiOf) -> None:
    assert asked(api, "platform_closure_rate")["name"] == "平台办结率"


SCOPES = {
    "intake": ("all", 9),
    "handler": ("agency:321181-hb", 7),
    "unithead": ("agency:321181-hb", 7),
    "colleague": ("agency:321112-hb", 1),
    "leader": ("region:3211", 9),
    "sysadmin": ("agency:321100-hq", 0),
}


@pytest.mark.parametrize("name", list(SCOPES))
def test_figures_cover_what_the_reader_may_see_and_say_so(counted: dict[str, Clue], api: ApiOf, name: str) -> None:
    body = asked(api, "clues_received", by=name, as_of=AS_OF)

    assert (body["scope"], body["value"]) == SCOPES[name]


def test_a_program_counts_its_agencys_clues(counted: dict[str, Clue]) -> None:
    body = program_of("321112-hb", "reports:read").get(f"/api/v1/metrics?metric=clues_received&as_of={AS_OF}").json()

    assert (body["scope"], body["value"]) == ("agency:321112-hb", 1)
