"""One order is one in every figure and in what is disclosed, whatever was split or merged; both are told beside it."""

import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from django.db import transaction
from docx import Document

from cases.actions.clues import Reason
from cases.actions.merges import Merge, Part, Split, merge_clue, split_clue, unmerge_clue
from cases.models import Batch, Clue
from kernel.verbs import Nothing
from reports.actions.publication import TakeBack
from reports.covering import sentences_of
from reports.models import DisclosureBatch, DisclosureFile, DisclosureItem
from tests.cast import NOON, City, make_batch
from tests.conftest import ApiOf
from tests.reports.city import tell
from tests.reports.disclosures import (
    CHIEF,
    CLOSED,
    complaint,
    do,
    drafted,
    published,
    second_batch,
    with_publicity,
)
from tests.web.readers import reader


@pytest.fixture
def town(city: City) -> City:
    """The cast with its publicity."""
    return with_publicity(city)


def order(number: int) -> Clue:
    """The order of this number, locked."""
    return Clue.objects.select_for_update().get(source_external_id=f"D{number:03d}")


def merge(city: City, number: int, *, into: int) -> None:
    """Let one order go on for another."""
    with transaction.atomic():
        merge_clue(order(number), Merge(order(into)), by=city.actor("dispatcher"), at=NOON)


def changed(number: int, **columns: object) -> None:
    """An order that stands as these columns say, in the log too."""
    orders = Clue.objects.filter(source_external_id=f"D{number:03d}")
    orders.update(**columns)
    tell(orders)


def split_in_two_and_merged(city: City) -> Batch:
    """A batch of two orders, the first split in two; and two more that go on as the second."""
    batch = make_batch(city)
    for number in (1, 2, 3, 4):
        complaint(city, batch, number)
    with transaction.atomic():
        whole = order(1)
        split_clue(whole, Split((Part("废气"), Part("废水"))), by=city.actor("dispatcher"), at=NOON)
    for number in (3, 4):
        merge(city, number, into=2)
    changed(2, lead_agency_id="321181-hb", **CLOSED)
    return batch


def parts() -> list[str]:
    """The numbers of what was split off, in the order of the table."""
    return list(Clue.objects.filter(split_from__isnull=False).order_by("number").values_list("number", flat=True))


def rows_of(disclosure: DisclosureBatch) -> list[tuple[Any, ...]]:
    """The rows in their order: number, beside what, of which order, closure."""
    return list(disclosure.items.order_by("position").values_list("number", "beside", "of_number", "closure"))


def test_two_orders_stay_two_in_figures_note_table_page_rest_and_files(town: City, api: ApiOf) -> None:
    batch = split_in_two_and_merged(town)
    disclosure = published(town, batch)

    rest, note = api("dispatcher"), disclosure.content
    figure = rest.get("/api/v1/metrics", {"metric": "clues_received", "batch": str(batch.pk)}).json()
    one = rest.get(f"/api/v1/disclosures/{disclosure.pk}").json()
    page = reader("dispatcher").get(f"/disclosures/{disclosure.pk}").content.decode()
    assert note is not None
    assert (figure["value"], note["total"], one["rows"], one["beside"]) == (2, 2, 2, 4)
    assert (note["cumulative"]["total"], sum(one["total"] for one in note["cumulative"]["grid"])) == (2, 2)
    assert "共 2 件" in page
    assert "另有拆分、并案件 4 件" in page
    assert list(told_in_files(disclosure)) == [
        (kind, ["D001", "D002"], "本次公开群众信访举报件2件。", 4) for kind in ("docx", "xlsx")
    ]


def told_in_files(disclosure: DisclosureBatch) -> Iterator[tuple[str, list[str], str, int]]:
    """Of each file the numbers of its table, its first sentence, and how many rows stand beside."""
    files = {one.type: bytes(one.content) for one in DisclosureFile.objects.filter(disclosure=disclosure)}
    paper, book = Document(io.BytesIO(files["docx"])), openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    orders, beside = paper.tables
    yield "docx", [row.cells[1].text for row in orders.rows][1:], paper.paragraphs[2].text, len(beside.rows) - 1
    table, further = book["一览表"], book["拆分件和并案件"]
    numbers = [str(row[1].value) for row in table.iter_rows(min_row=2)]
    yield "xlsx", numbers, str(book["公开说明"]["A4"].value), further.max_row - 1


def test_parts_and_merged_ones_are_told_behind_the_orders_each_with_its_state(town: City) -> None:
    disclosure = drafted(town, split_in_two_and_merged(town))

    first, second = parts()
    assert rows_of(disclosure) == [
        ("D001", "", "", "open"),
        ("D002", "", "", "closed"),
        ("D003", "merged", "D002", "closed"),
        ("D004", "merged", "D002", "closed"),
        (first, "part", "D001", "open"),
        (second, "part", "D001", "open"),
    ]


def test_the_note_names_parts_and_merged_ones_with_their_orders(town: City) -> None:
    note = published(town, split_in_two_and_merged(town)).content

    assert note is not None
    told, (first, second) = sentences_of(note), parts()
    assert (
        f"另有拆分件2件，计入原件，不另计件数：{first}（由D001拆分）正在办理；{second}（由D001拆分）正在办理。" in told
    )
    assert "另有并案件2件，与并入的件一并办理，不另计件数：D003（并入D002）已办结；D004（并入D002）已办结。" in told


def test_an_order_merged_after_it_was_told_is_told_again_and_stays_in_the_sum(town: City) -> None:
    batch = make_batch(town)
    for number in (1, 2):
        complaint(town, batch, number)
    published(town, batch)
    merge(town, 2, into=1)

    note = published(town, second_batch(town, batch)).content

    assert note is not None
    cumulative = note["cumulative"]
    assert (note["total"], cumulative["total"], cumulative["merged_since"]) == (1, 3, 1)
    assert sum(one["total"] for one in cumulative["grid"]) == 2
    told = "".join(sentences_of(note))
    assert "D002（第一批，由正在办理变为并案办理、正在办理）" in told
    assert "；另有1件首次公开后并入其他件办理。" in told


def test_an_order_that_goes_its_own_way_again_is_counted_by_the_next_disclosure(town: City) -> None:
    batch = split_in_two_and_merged(town)
    first = published(town, batch)
    with transaction.atomic():
        unmerge_clue(order(3), Reason("另案"), by=town.actor("dispatcher"), at=NOON)

    second = published(town, second_batch(town, batch))

    assert second.content is not None
    assert (second.content["total"], second.content["cumulative"]["total"]) == (2, 4)
    assert second.content["again"] == []
    do(town, first, "withdraw", TakeBack("表述有误"), by=CHIEF)
    counted = DisclosureItem.objects.filter(first_told=True)
    assert set(counted.values_list("number", "disclosure")) == {("D003", second.pk), ("D011", second.pk)}


def test_a_draft_is_taken_anew_once_one_of_its_orders_is_merged(town: City) -> None:
    batch = make_batch(town)
    for number in (1, 2):
        complaint(town, batch, number)
    disclosure = drafted(town, batch)
    merge(town, 2, into=1)

    page = reader("dispatcher").get(f"/disclosures/{disclosure.pk}")
    disclosure = do(town, disclosure, "refresh", Nothing())

    assert page.context["outdated"] == 1
    assert rows_of(disclosure) == [("D001", "", "", "open"), ("D002", "merged", "D001", "open")]


@pytest.mark.parametrize("column", [{"channel": "discipline_transfer"}, {"legal_path": "petition"}])
def test_an_order_merged_into_what_is_kept_in_does_not_name_it(town: City, column: dict[str, str]) -> None:
    batch = make_batch(town)
    for number in (1, 2):
        complaint(town, batch, number)
    merge(town, 2, into=1)
    changed(1, **column)

    disclosure = drafted(town, batch)

    assert rows_of(disclosure) == [("D002", "merged", "", "open")]


def test_what_was_told_and_is_void_now_holds_no_later_draft_up(town: City) -> None:
    batch = make_batch(town)
    complaint(town, batch, 1, lead_agency_id="321181-hb", **CLOSED)
    published(town, batch)
    changed(1, status="void", closed_at=None)

    second = drafted(town, second_batch(town, batch))

    assert [row[0] for row in rows_of(second)] == ["D011"]
    assert do(town, second, "submit").status == "submitted"
