"""Disclosures on pages: who sees what, what was changed is marked, and a row is mended on its own page."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.actions.inspections import NewInspection, open_inspection
from cases.models import Clue
from reports.actions.publication import TakeBack
from reports.models import DisclosureBatch
from tests.cast import NOON, City
from tests.reports.disclosures import (
    AUTHOR,
    CHIEF,
    REVIEWER,
    batch_of,
    do,
    drafted,
    published,
    second_batch,
    with_publicity,
)
from tests.web.readers import reader

# Cost of a page of the list, and of one of rows.
LIST, ROWS = 6, 5


@pytest.fixture
def town(city: City) -> City:
    """The cast with its publicity."""
    return with_publicity(city)


def test_a_disclosure_goes_its_whole_way_on_pages(town: City) -> None:
    batch = batch_of(town)
    author, second = reader(AUTHOR), reader(REVIEWER)

    made = author.post("/disclosures/new", {"batch": str(batch.pk), "once": "0" * 32})
    address = made["Location"]
    author.post(f"{address}/rows/1/edit", {"row": "1", "problem": "某厂夜间异味", "further_areas": "常州市"})
    author.post(f"{address}/actions/submit")
    second.post(f"{address}/actions/review")
    second.post(f"{address}/actions/publish", {"outlet": "市政府网站", "link": "https://example.invalid/1"})

    disclosure = DisclosureBatch.objects.get()
    assert (disclosure.status, disclosure.reviewed_by and disclosure.reviewed_by.username) == ("published", REVIEWER)
    page = reader("leader").get(address).content.decode()
    assert "受理编号D001涉及丹阳市、常州市" in page
    assert "市政府网站" in page


def test_whatever_was_changed_is_marked_for_eyes_and_for_screen_readers(town: City) -> None:
    batch = batch_of(town, 1)
    Clue.objects.update(description="某厂排污，请联系13812345678")
    disclosure = drafted(town, batch)

    page = reader(REVIEWER).get(f"/disclosures/{disclosure.pk}/rows").content.decode()

    assert (
        '<del><span class="visually-hidden">删去：</span>13812345678<span class="visually-hidden">。</span></del>'
        in page
    )
    assert '<ins><span class="visually-hidden">增加：</span>×××<span class="visually-hidden">。</span></ins>' in page


def test_others_read_what_went_out_and_never_the_original(town: City) -> None:
    batch = batch_of(town, 1)
    Clue.objects.update(description="某厂排污，请联系13812345678")
    disclosure = published(town, batch)
    unit = reader("unithead")

    rows = unit.get(f"/disclosures/{disclosure.pk}/rows").content.decode()

    assert "某厂排污，请联系×××" in rows
    assert "13812345678" not in rows
    assert "/clues/" not in rows.partition('id="rows"')[2]


def test_a_draft_is_hidden_from_everybody_but_the_office(town: City) -> None:
    disclosure = drafted(town, batch_of(town))
    pages = [f"/disclosures/{disclosure.pk}{rest}" for rest in ("", "/rows", "/file?type=html", "/rows/1/edit")]

    assert [reader("leader").get(page).status_code for page in pages] == [404, 404, 404, 404]
    assert [reader("dispatcher").get(page).status_code for page in pages] == [200, 200, 200, 403]


def test_a_number_left_in_is_said_on_the_page_with_its_row(town: City) -> None:
    disclosure = drafted(town, batch_of(town))
    author = reader(AUTHOR)
    author.post(f"/disclosures/{disclosure.pk}/rows/2/edit", {"row": "2", "findings": "电话 138-1234-5678"})

    answer = author.post(f"/disclosures/{disclosure.pk}/actions/submit")

    assert answer.status_code == 422
    assert "第2行“调查核实情况”中有电话、证件号码等个人信息" in answer.content.decode()


def test_the_author_is_not_offered_the_review(town: City) -> None:
    disclosure = drafted(town, batch_of(town))
    reader(AUTHOR).post(f"/disclosures/{disclosure.pk}/actions/submit")
    address = f"/disclosures/{disclosure.pk}/actions/review"

    assert address not in reader(AUTHOR).get(f"/disclosures/{disclosure.pk}").content.decode()
    assert address in reader(CHIEF).get(f"/disclosures/{disclosure.pk}").content.decode()


def test_rows_turn_over_by_ten_in_the_order_of_the_table(town: City) -> None:
    disclosure = drafted(town, batch_of(town, 12))
    office = reader(AUTHOR)

    first = office.get(f"/disclosures/{disclosure.pk}/rows").content.decode()
    last = office.get(f"/disclosures/{disclosure.pk}/rows?after=10").content.decode()

    assert ('id="row-10"' in first, 'id="row-11"' in first, 'href="?after=10"' in first) == (True, False, True)
    assert ('id="row-10"' in last, 'id="row-12"' in last, 'href="?after=0"' in last) == (False, True, True)


def cost_of(path: str) -> int:
    """How many queries the page takes."""
    client = reader(CHIEF)
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_the_list_costs_the_same_at_one_and_at_ten_disclosures(town: City) -> None:
    batch = batch_of(town)
    drafted(town, batch)
    at_one = cost_of("/disclosures/")
    for _turn in range(9):
        drafted(town, batch)

    assert (at_one, cost_of("/disclosures/")) == (LIST, LIST)


def test_the_rows_cost_the_same_at_one_and_at_ten(town: City) -> None:
    batch = batch_of(town, 1)
    one, ten = drafted(town, batch), drafted(town, second_batch(town, batch, 10))

    assert (cost_of(f"/disclosures/{one.pk}/rows"), cost_of(f"/disclosures/{ten.pk}/rows")) == (ROWS, ROWS)


def test_a_batch_leads_whoever_writes_to_the_form_with_both_filled_in(town: City) -> None:
    batch = batch_of(town)
    address = f"/disclosures/new?inspection={batch.inspection_id}&batch={batch.pk}"
    button = f'<a class="btn btn-quiet" href="{address.replace("&", "&amp;")}">起草公开</a>'

    assert button in reader(AUTHOR).get(f"/batches/{batch.pk}").content.decode()
    assert "起草公开" not in reader("dispatcher").get(f"/batches/{batch.pk}").content.decode()
    form = reader(AUTHOR).get(address).context["form"]
    assert (form["inspection"].value(), form["batch"].value()) == (str(batch.inspection_id), str(batch.pk))


def test_a_batch_is_drafted_beside_its_own_inspection_and_beside_no_other(town: City) -> None:
    batch, author = batch_of(town), reader(AUTHOR)
    with transaction.atomic():
        new = NewInspection("另一督察组", "provincial", NOON.date())
        other = open_inspection(new, by=town.actor("intake"), at=NOON)

    refused, made = (
        author.post("/disclosures/new", {"inspection": str(inspection), "batch": str(batch.pk), "once": once * 32})
        for inspection, once in ((other.pk, "1"), (batch.inspection_id, "2"))
    )

    assert (refused.status_code, made.status_code) == (422, 302)
    assert "该批次不属于所选督察" in refused.content.decode()
    assert DisclosureBatch.objects.get().batch == batch


def test_an_english_page_is_punctuated_in_english(town: City) -> None:
    disclosure = do(town, published(town, batch_of(town)), "withdraw", TakeBack("表述有误"), by=CHIEF)
    english = reader(CHIEF)
    english.cookies["django_language"] = "en"

    page = english.get(f"/disclosures/{disclosure.pk}").content.decode()

    assert re.search(r'alert-warning">[A-Z][a-z]+ \(20\d\d-\d\d-\d\d \d\d:\d\d\): 表述有误', page)
