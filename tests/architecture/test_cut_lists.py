"""No list is cut without saying so: every slice of rows is known here, and every page says what it leaves out."""

import ast
import re
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from cases.actions.inspections import NewBatch, receive_batch
from cases.models import Clue, Notice
from kernel import listing
from kernel.ids import new_id
from tests.cases.situations import clue_in
from tests.cast import NOON, City, make_batch
from tests.web.readers import reader

ROOT = Path(__file__).parents[2]
APPS = ("agencies", "cases", "reports", "supervision")
# What feeds pages and papers.
FEEDING = ("web", "queries", "printing", "publishing")
# Slices that cut no list in silence, so many in each file: texts, codes and prefixes, pages with a way to the next,
# and lists that say in their own words how much of them is shown.
KNOWN = {
    "agencies/queries/agencies.py": 1, "agencies/queries/log.py": 2, "agencies/queries/regions.py": 5,
    "cases/queries/clues.py": 2, "cases/queries/desk.py": 2, "cases/queries/expunctions.py": 1,
    "cases/web/options.py": 1, "cases/web/register.py": 3, "cases/web/satchels.py": 2,
    "reports/queries/daily.py": 1, "reports/queries/differences.py": 6, "reports/queries/groups.py": 1,
    "reports/queries/places.py": 3, "reports/queries/points.py": 1, "reports/queries/sums.py": 1,
    "reports/queries/support_figures.py": 1, "reports/queries/tallies.py": 2, "reports/queries/wall.py": 1,
    "reports/web/prose.py": 3, "supervision/queries/accountability.py": 1, "supervision/queries/referrals.py": 1,
    "supervision/queries/sections.py": 1,
}  # fmt: skip


def cut_lines(path: Path) -> list[int]:
    """The lines with a slice that ends somewhere before the end."""
    tree = ast.parse(path.read_text())
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Slice) and node.upper is not None]


def test_every_slice_of_the_house_is_known_here_or_says_what_it_leaves_out() -> None:
    found = {
        str(path.relative_to(ROOT)): len(cut_lines(path))
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if set(FEEDING).intersection(path.parts) and cut_lines(path)
    }

    assert {path: count for path, count in found.items() if count > KNOWN.get(path, 0)} == {}


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> list[listing.Shown[Any]]:
    """Every list is cut after its first row; what was left out is remembered."""
    cuts: list[listing.Shown[Any]] = []
    told = listing.Shown.__init__

    def first_alone(self: listing.Shown[Any], rows: Any, total: int) -> None:
        told(self, list(rows)[:1], total)
        cuts.append(self)

    def instead(self: listing.Shown[Any], each: Any) -> listing.Shown[Any]:
        cuts[:] = [one for one in cuts if one is not self]
        return listing.Shown([each(row) for row in self], self.total)

    monkeypatch.setattr(listing.Shown, "__init__", first_alone)
    monkeypatch.setattr(listing.Shown, "each", instead)
    return cuts


@pytest.fixture
def twice(city: City) -> None:
    """Two of whatever stands in a list."""
    inspection = make_batch(city).inspection
    with transaction.atomic():
        receive_batch(NewBatch(inspection, "第二批", NOON), by=city.actor("intake"), at=NOON)
    for _turn in range(2):
        clue_in(city, "dispatched")
        Clue.objects.filter(pk=clue_in(city, "investigating").pk).update(due_at=timezone.now() - timedelta(days=2))
        subject = {"subject_type": "clue", "subject_id": clue_in(city, "registered").pk, "kind": "clue.registered"}
        Notice.objects.create(event_id=new_id(), post="321100-hq:director", at=NOON, **subject)


PAGES = ("/desk", "/handover", "/inspections/", "/reports/supervision", "/reports/meeting", "/proposals/", "/joint/",
         "/import", "/expunctions", "/letters/")  # fmt: skip
SAID = re.compile(r"显示 1 / 共 (\d+)")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.usefixtures("twice")
def test_a_page_says_of_each_list_how_much_of_it_is_shown(path: str, cut: list[listing.Shown[Any]]) -> None:
    page = reader("director2").get(path)

    assert page.status_code in {200, 404}
    said = Counter(int(total) for total in SAID.findall(page.content.decode()))
    assert said >= Counter(one.total for one in cut if one.is_cut)


def test_the_supervision_list_names_every_unit_with_its_true_number(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.queries.meetings.LONGEST_LIST", 1)
    monkeypatch.setattr("reports.queries.meetings.LONGEST_PAPER", 2)
    late = timezone.now() - timedelta(days=2)
    for _turn in range(3):
        Clue.objects.filter(pk=clue_in(city, "investigating").pk).update(due_at=late)
    Clue.objects.filter(pk=clue_in(city, "investigating").pk).update(due_at=late, lead_agency="321112-hb")

    page = reader("director2").get("/reports/supervision")
    body = page.content.decode()

    assert page.context["count"] == 4
    assert {one.unit: lines.total for one, lines in page.context["units"]} == {
        "镇江市丹阳生态环境局": 3,
        "镇江市丹徒生态环境局": 1,
    }
    assert "显示 1 / 共 3" in body
    assert "共 4 件" in body


def test_nothing_is_left_out_of_an_ordinary_supervision_list(city: City) -> None:
    late = timezone.now() - timedelta(days=2)
    for _turn in range(12):
        Clue.objects.filter(pk=clue_in(city, "investigating").pk).update(due_at=late)

    page = reader("director2").get("/reports/supervision")

    assert sum(len(lines) for _unit, lines in page.context["units"]) == 12 == page.context["count"]
    assert "显示" not in page.content.decode()


def test_the_clues_that_one_may_be_merged_into_say_how_many_there_are(city: City) -> None:
    clue, *_others = [clue_in(city, "registered", received_at=timezone.now()) for _number in range(52)]

    page = reader("dispatcher").get(f"/clues/{clue.pk}/actions/merge").content.decode()

    assert 'label="显示 50 / 共 51"' in page
