"""Figures are checked and built again from the command line."""

import io
from collections.abc import Callable

import pytest
from django.core.management import call_command

from reports.models import Cell, RollupMark
from tests.cast import City
from tests.reports.city import make_counted_city, roll_up

AS_OF = "2026-10-31T23:59:59+08:00"


@pytest.fixture
def said(city: City) -> Callable[..., str]:
    """What a command prints over the counted city."""
    make_counted_city(city)
    roll_up()

    def run(name: str, *words: str) -> str:
        out = io.StringIO()
        try:
            call_command(name, *words, stdout=out)
        except SystemExit as end:
            return f"{out.getvalue()}exit {end.code}"
        return out.getvalue()

    return run


def test_figures_that_agree_are_said_to_be_the_same(said: Callable[..., str]) -> None:
    position = RollupMark.objects.get().position

    assert said("check_figures", "--as-of", AS_OF) == f"{AS_OF} at {position}: the same\n"
    assert said("check_figures").count("the same") == 14


def test_a_cell_that_was_altered_is_named_with_its_key(said: Callable[..., str]) -> None:
    cells = Cell.objects.filter(scope="", dimension="channel", key="inspection", grain="m", bucket="2026-08-01")
    assert cells.update(received=7) == 1

    told = said("check_figures", "--as-of", AS_OF)

    assert "channel inspection: rolled up Counts(received=8" in told
    assert told.endswith("exit 1")


def test_rebuilding_says_how_far_it_is_and_gives_the_same_cells(said: Callable[..., str]) -> None:
    before = list(Cell.objects.order_by("pk").values_list())
    Cell.objects.filter(dimension="region").delete()
    position = RollupMark.objects.get().position

    told = said("rebuild_figures")

    assert told.startswith(f"{position} of {position} events")
    assert list(Cell.objects.order_by("pk").values_list()) == before
    assert said("rebuild_figures", "--resume").startswith(f"{position} of {position} events")
