"""The dashboard: the registry's figures, and the rows behind each."""

from datetime import timedelta

import pytest

from reports.metrics import METRICS, Unit
from tests.cases.situations import clue_in
from tests.cast import NOON, City
from tests.conftest import ApiOf
from tests.web.readers import reader

AS_OF = "2026-11-20"
# What is counted one by one; days, money and persons are sums over rows.
COUNTED = {Unit.CLUES, Unit.TASKS}


@pytest.fixture
def clues(city: City) -> None:
    """Clues in every situation, one of them overdue."""
    for status in (
        "registered",
        "dispatched",
        "reported",
        "closed",
        "closed",
        "interim_closed",
        "not_accepted",
        "void",
    ):
        clue_in(city, status)
    clue_in(city, "signed", due_at=NOON + timedelta(hours=1))


@pytest.mark.parametrize("name", [name for name, metric in METRICS.items() if metric.about in COUNTED])
@pytest.mark.usefixtures("clues")
def test_a_figure_is_what_the_rest_door_says_and_its_rows_are_as_many(api: ApiOf, name: str) -> None:
    told = api("dispatcher").get(f"/api/v1/metrics?metric={name}&as_of={AS_OF}").json()
    rows = f"/dashboard/rows?metric={name}&as_of={AS_OF}"

    upper = reader("dispatcher").get(f"{rows}&part=numerator").context["count"]
    lower = reader("dispatcher").get(f"{rows}&part=denominator").context["count"]

    assert upper == (told["value"] if told["numerator"] is None else told["numerator"])
    assert lower == (told["value"] if told["denominator"] is None else told["denominator"])


@pytest.mark.parametrize("dimension", ["region", "agency", "pollution_type", "channel", "month"])
@pytest.mark.usefixtures("clues")
def test_each_figure_of_a_table_opens_as_many_rows_as_it_says(dimension: str) -> None:
    client = reader("dispatcher")
    board = client.get(f"/dashboard/by/{dimension}?as_of={AS_OF}").context["board"]

    for _label, cells in board.rows:
        for cell in cells:
            opened = client.get(cell.address).context["count"]
            assert opened == (cell.figure.numerator if cell.figure.denominator is not None else cell.figure.value)


@pytest.mark.usefixtures("clues")
def test_the_page_prints_both_closure_rates_with_what_they_are_made_of(city: City) -> None:
    shown = reader("dispatcher").get(f"/dashboard?as_of={AS_OF}")

    rates = {cell.figure.metric.name: cell.figure for cell in shown.context["rates"]}
    strict, broad = rates["closure_rate_strict"], rates["closure_rate_broad"]
    assert (strict.numerator, strict.denominator, strict.value) == (2, 7, "28.57")
    assert (broad.numerator, broad.denominator, broad.value) == (3, 7, "42.86")
    assert "2026-11-20 23:59:59" in shown.content.decode()


@pytest.mark.parametrize("query", ["as_of=yesterday", "as_of=2999-01-01", "dance=1"])
def test_a_question_that_makes_no_sense_is_refused(city: City, query: str) -> None:
    assert reader("dispatcher").get(f"/dashboard?{query}").status_code == 400


@pytest.mark.parametrize(
    ("who", "words"), [("leader", "镇江市人民政府辖区内"), ("unithead", "镇江市丹阳生态环境局及下属单位")]
)
def test_the_rows_behind_a_total_say_whose_it_is(city: City, who: str, words: str) -> None:
    assert words in reader(who).get("/dashboard/rows?metric=clues_received").content.decode()
