"""A unit of a ledger is matched with an agency: what names it, or lies elsewhere, waits for a person."""

from pathlib import Path

import pytest

from agencies.data import known_reaches
from agencies.models import Agency, Region
from cases.actions.ledger_units import match_unit
from cases.models import Clue
from cases.queries.ledgers import unmatched_units
from kernel.models import Event
from tests.cases.ledgers import OPEN, imported, row, written
from tests.cast import NOON, City
from tests.web.readers import reader

UNIT, LEAD = "老环保局", "321181-hb"
NAMED = {"问题描述": "反映丹阳环保局不作为，夜间异味"}
AWAY = {"经度": "116.4", "纬度": "39.9"}


@pytest.fixture(autouse=True)
def _reach(city: City) -> None:
    Region.objects.filter(pk="321181").update(**known_reaches()["321181"])


def given(city: City, *, looked: bool = False) -> int:
    """How many the unit got."""
    return match_unit(UNIT, city.agencies[LEAD], source="old", by=city.actor("dispatcher"), at=NOON, looked=looked)


def led() -> dict[str, str | None]:
    """Who leads each row."""
    return dict(Clue.objects.values_list("source_external_id", "lead_agency_id"))


@pytest.mark.parametrize("doubt", [NAMED, AWAY], ids=["named", "elsewhere"])
def test_a_row_that_names_the_agency_or_lies_elsewhere_is_left_and_says_why(
    city: City, tmp_path: Path, doubt: dict[str, str]
) -> None:
    imported(written(tmp_path, row("A", 牵头单位=UNIT, **OPEN), row("B", 牵头单位=UNIT, **OPEN | doubt)))

    assert (given(city), given(city)) == (1, 0)

    assert led() == {"A": LEAD, "B": None}
    assert [(one.unit, one.count, one.left) for one in unmatched_units("old")] == [(UNIT, 1, 1)]
    assert Clue.objects.get(source_external_id="B").routing_reason
    assert list(Event.objects.filter(type="clue.unit_left").values_list("data__unit", flat=True)) == [UNIT]


def test_the_page_says_how_many_wait_and_gives_them_once_somebody_has_looked(city: City, tmp_path: Path) -> None:
    imported(written(tmp_path, row("A", 牵头单位=UNIT, **OPEN), row("B", 牵头单位=UNIT, **OPEN | NAMED)))
    run = Clue.objects.first().ledger_import  # type: ignore[union-attr]
    client, form = reader("dispatcher"), {"unit": UNIT, "agency": LEAD, "version": run.version}  # type: ignore[union-attr]
    before = client.get(f"/import/{run.pk}").content.decode()  # type: ignore[union-attr]

    client.post(f"/import/{run.pk}/match", form)  # type: ignore[union-attr]

    page = client.get(f"/import/{run.pk}").content.decode()  # type: ignore[union-attr]
    assert ("1 件待人工决定" in before, "1 件待人工决定" in page) == (False, True)
    client.post(f"/import/{run.pk}/match", form | {"looked": "on"})  # type: ignore[union-attr]
    assert led() == {"A": LEAD, "B": LEAD}
    assert Clue.objects.get(source_external_id="B").routing_reason == ""


def test_nobody_gets_a_row_about_themselves_however_much_was_looked_at(city: City, tmp_path: Path) -> None:
    imported(written(tmp_path, row("A", 牵头单位=UNIT, **OPEN)))
    Clue.objects.update(concerns_agency=Agency.objects.get(pk=LEAD))

    assert (given(city), given(city, looked=True)) == (0, 0)
    assert led() == {"A": None}


def test_what_was_not_shown_as_waiting_is_looked_at_by_nobody_yet(city: City, tmp_path: Path) -> None:
    imported(written(tmp_path, row("B", 牵头单位=UNIT, **OPEN | NAMED)))

    assert given(city, looked=True) == 0
    assert given(city, looked=True) == 1


def test_a_closed_row_lies_where_it_lies_and_is_matched(city: City, tmp_path: Path) -> None:
    imported(written(tmp_path, row("A", 牵头单位=UNIT, **AWAY)))

    assert given(city) == 1
