"""Under whom an agency stood: the tree of any instant, and what may not be noted."""

from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from agencies.actions.demo import keep_city
from agencies.actions.register import keep_row
from agencies.models import Agency, Parentage, Tree
from agencies.queries.trees import down_from, parents_at, up_from
from config.scenarios.stage import Stage
from kernel.actor import SYSTEM
from tests.agencies.test_init_city import SHEETS, workbook
from tests.cast import NOON, City

DAY = timedelta(days=1)


def move(code: str, *, at: object = NOON, **parents: str | None) -> Agency:
    """Put an agency under other parents."""
    agency = Agency.objects.get(code=code)
    for name, parent in parents.items():
        setattr(agency, f"{name}_id", parent)
    keep_row(agency, "agency", by=SYSTEM, at=at)  # type: ignore[arg-type]
    return agency


def noted_now() -> set[tuple[str, str, str]]:
    """The parents noted without an end."""
    return set(Parentage.objects.filter(valid_to__isnull=True).values_list("agency", "tree", "parent"))


def standing_now() -> set[tuple[str, str, str]]:
    """The parents that the agencies have."""
    columns = (("line", "line_parent"), ("territory", "territory_parent"))
    found = [(tree, Agency.objects.filter(**{f"{name}__isnull": False}).values_list("code", name))
             for tree, name in columns]  # fmt: skip
    return {(code, tree, parent) for tree, rows in found for code, parent in rows}


def test_an_agency_that_moved_stood_before_where_it_stood(city: City) -> None:
    move("321181-hb", at=NOON, line_parent="321112-hb")

    before, after = parents_at(Tree.LINE, at=NOON - timedelta(microseconds=1)), parents_at(Tree.LINE, at=NOON)

    assert (before["321181-hb"], after["321181-hb"]) == ("321100-hb", "321112-hb")
    assert parents_at(Tree.TERRITORY, at=NOON)["321181-hb"] == "321181"


def test_an_agency_may_leave_a_tree_and_come_back_to_it(city: City) -> None:
    move("321181-hb", at=NOON, line_parent=None)
    move("321181-hb", at=NOON + DAY, line_parent="321100-hb")

    found = [parents_at(Tree.LINE, at=NOON + shift).get("321181-hb") for shift in (-DAY, DAY / 2, DAY)]

    assert found == ["321100-hb", None, "321100-hb"]


def test_two_moves_at_one_instant_leave_the_last_of_them(city: City) -> None:
    move("321181-hb", line_parent="321112-hb")
    move("321181-hb", line_parent="321100")

    assert noted_now() == standing_now()
    assert Parentage.objects.filter(agency="321181-hb", tree="line").count() == 2


def test_a_change_of_anything_else_notes_nothing(city: City) -> None:
    before = set(Parentage.objects.values_list())
    agency = Agency.objects.get(code="321181-hb")
    agency.duty_number = "12345"
    keep_row(agency, "agency", by=SYSTEM, at=NOON)

    assert set(Parentage.objects.values_list()) == before


def test_a_new_agency_has_its_parents_since_its_first_day(city: City) -> None:
    keep_row(
        Agency(code="321181-zj", name="丹阳市住建局", kind="bureau", region_id="321181", territory_parent_id="321181"),
        "agency", by=SYSTEM, at=NOON,
    )  # fmt: skip

    assert parents_at(Tree.TERRITORY, at=NOON - 3000 * DAY)["321181-zj"] == "321181"


@pytest.mark.parametrize("begins", [NOON - DAY, NOON, NOON + DAY])
def test_the_database_refuses_two_parents_at_a_time(city: City, begins: datetime) -> None:
    with pytest.raises(IntegrityError, match="agency_has_one_parent_in_a_tree_at_a_time"), transaction.atomic():
        Parentage.objects.create(agency_id="321181-hb", tree="line", parent_id="321100", valid_from=begins)


def test_the_database_refuses_an_agency_under_itself_and_an_end_before_the_beginning(city: City) -> None:
    with pytest.raises(IntegrityError, match="agency_is_never_its_own_parent"), transaction.atomic():
        Parentage.objects.create(agency_id="321100", tree="line", parent_id="321100", valid_from=NOON)
    with pytest.raises(IntegrityError, match="parentage_ends_after_it_begins"), transaction.atomic():
        Parentage.objects.create(agency_id="321100", tree="line", parent_id="321100-hb", valid_from=NOON, valid_to=NOON)


def test_every_way_to_make_agencies_notes_their_parents(city: City, tmp_path: Path) -> None:
    keep_city()
    Stage("anyang", "410500", "安阳市").region("410500", "安阳市")
    Stage("anyang", "410500", "安阳市").agency("410500-zj", "安阳市住建局", territory_parent="321100")
    call_command("init_city", workbook(tmp_path), apply=True, stdout=StringIO())
    lines = [[*line[:4], "410500-hq"] if line[0] == "410502-hb" else line for line in SHEETS["机构"]]
    call_command("init_city", workbook(tmp_path, 机构=lines), apply=True, stdout=StringIO())

    assert noted_now() == standing_now()
    assert {("410500-zj", "territory", "321100"), ("410502-hb", "line", "410500-hq")} <= noted_now()


def test_a_tree_is_climbed_and_descended_and_a_circle_ends() -> None:
    parents = {"b": "a", "c": "b", "x": "y", "y": "x"}

    assert list(up_from("c", parents)) == ["c", "b", "a"]
    assert (down_from("a", parents), down_from("c", parents)) == ({"a", "b", "c"}, {"c"})
    assert list(up_from("x", parents)) == ["x", "y"]
