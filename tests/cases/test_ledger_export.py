"""The ledger goes out in the columns in which it came, masked and harmless."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from agencies.models import Person
from cases.actions.dispatches import Dispatch, dispatch_clue
from cases.actions.registration import ReporterEntry
from cases.ledgers.columns import COLUMNS
from kernel.models import Event
from tests.cast import NOON, City, make_clue


def download(username: str, kind: str) -> bytes:
    """The file as that person gets it."""
    client = Client()
    client.force_login(Person.objects.get(username=username))
    response: Any = client.get(f"/clues/export.{kind}")
    assert response.status_code == 200
    return b"".join(response.streaming_content)


@pytest.fixture
def live_cell(city: City) -> str:
    """A clue whose description a spreadsheet would run, from somebody with a phone."""
    told = '=HYPERLINK("http://127.0.0.1/","夜间偷排")'
    make_clue(city, description=told, reporter=ReporterEntry("王先生", "13900001111", is_named=True))
    return told


def test_excel_out_has_the_columns_of_excel_in_and_no_cell_comes_alive(city: City, live_cell: str) -> None:
    rows = CalamineWorkbook.from_filelike(BytesIO(download("intake", "xlsx"))).get_sheet_by_index(0).to_python()

    assert rows[0] == list(COLUMNS)
    assert dict(zip(rows[0], rows[1], strict=True))["问题描述"] == live_cell


def test_csv_out_quotes_a_live_cell_and_masks_the_reporter(city: City, live_cell: str) -> None:
    rows = list(csv.DictReader(StringIO(download("intake", "csv").decode("utf-8-sig"))))

    assert rows[0]["问题描述"] == f"'{live_cell}"
    assert (rows[0]["举报人"], rows[0]["联系电话"]) == ("***", "***")


def test_a_unit_exports_its_own_clues_in_the_words_it_may_read(city: City) -> None:
    clue = make_clue(city)
    make_clue(city, description="别的单位的线索")
    order = Dispatch(lead_agency=city.agencies["321181-hb"], handling_summary="办理摘要")
    dispatch_clue(clue, order, by=city.actor("dispatcher"), at=NOON)

    rows = list(csv.DictReader(StringIO(download("unithead", "csv").decode("utf-8-sig"))))

    assert [row["问题描述"] for row in rows] == ["办理摘要"]


def test_an_export_is_an_event(city: City) -> None:
    make_clue(city)

    download("dispatcher", "csv")

    assert Event.objects.filter(type="clues.exported", data__kind="csv").count() == 1
