"""What a ledger's rows tell the units that they name passes the gate: masked, and told, never in silence."""

from pathlib import Path

import pytest
from django.db import transaction

from cases.actions.dispatches import Dispatch, dispatch_clue
from cases.actions.ledger_units import match_unit
from cases.models import Clue, LedgerFault
from kernel.models import Event
from tests.cases.ledgers import OPEN, imported, row, written
from tests.cases.test_public_tables import CELLS, FIRST, workbook
from tests.cast import NOON, City
from tests.conftest import ApiOf
from tests.web.readers import reader
from tests.web.test_import_page import uploaded
from tests.workers import drain

PHONE = "13912345678"
LED, UNKNOWN, NOBODY = "镇江市丹阳生态环境局", "不知名的单位", ""
COLUMNS = {"详细地址": "address", "涉及单位": "subject_name", "办理结果": "findings"}


def told(clue: Clue, column: str) -> str:
    return str(getattr(clue, COLUMNS[column]))


@pytest.mark.parametrize("column", COLUMNS)
def test_a_row_with_a_lead_is_masked_and_the_preview_says_so(city: City, tmp_path: Path, column: str) -> None:
    path = written(tmp_path, row(**{column: f"云阳街道联系{PHONE}"}))

    figures, lines = imported(path, "--dry-run")
    imported(path)

    clue = Clue.objects.get()
    said = f"masked line 2 ZJ0001 {column}: 含有手机号码，承办单位看到的已遮蔽为×××"
    assert (figures["created"], lines) == (1, [said])
    assert told(clue, column) == "云阳街道联系×××"
    assert PHONE not in clue.search
    fault = LedgerFault.objects.get()
    assert (fault.kind, fault.line, fault.column, PHONE in fault.reason) == ("masked", 2, column, False)
    first = Event.objects.get(type="clue.registered")
    assert first.data["marks_masked"] == [f"/{COLUMNS[column]} phone"]


def test_whoever_told_it_is_not_named_to_the_unit_either(city: City, api: ApiOf, tmp_path: Path) -> None:
    cells = {"举报人": "王建国", "联系电话": PHONE, "是否实名": "是", "详细地址": "云阳街道王建国家旁"}
    imported(written(tmp_path, row(**cells, **OPEN)))

    clue = Clue.objects.get()
    shown = api("unithead").get(f"/api/v1/clues/{clue.pk}").content.decode()
    assert ("×××" in clue.address, "王建国" in shown) == (True, False)


def test_a_row_without_a_unit_keeps_its_words_for_the_office(city: City, tmp_path: Path) -> None:
    _figures, lines = imported(written(tmp_path, row(牵头单位=NOBODY, 详细地址=f"联系{PHONE}", **OPEN)))

    assert (Clue.objects.get().address, lines) == (f"云阳街道联系{PHONE}", [])


def test_a_changed_row_is_masked_when_it_is_taken_over(city: City, tmp_path: Path) -> None:
    imported(written(tmp_path, row()))

    _figures, lines = imported(written(tmp_path, row(详细地址=f"联系{PHONE}")), "--apply-changes")

    assert Clue.objects.get().address == "云阳街道联系×××"
    assert lines[0].startswith("masked line 2 ")
    assert Event.objects.get(type="clue.ledger_updated").data["marks_masked"] == ["/address phone"]


def test_what_was_written_before_its_unit_was_matched_is_masked_then(city: City, tmp_path: Path) -> None:
    imported(written(tmp_path, row(牵头单位=UNKNOWN, **OPEN)))
    Clue.objects.update(address=f"厂门口{PHONE}")

    match_unit(UNKNOWN, city.agencies["321112-hb"], source="old", by=city.actor("dispatcher"), at=NOON)

    clue = Clue.objects.get()
    assert (clue.address, PHONE in clue.search) == ("厂门口×××", False)
    assert Event.objects.get(type="clue.unit_matched").data["marks_masked"] == ["/address phone"]


@pytest.mark.parametrize("text", ["findings", "measures"])
def test_what_was_found_before_its_unit_was_matched_is_masked_then(city: City, tmp_path: Path, text: str) -> None:
    imported(written(tmp_path, row(牵头单位=UNKNOWN, **OPEN)))
    Clue.objects.update(**{text: f"来电人{PHONE}"})

    match_unit(UNKNOWN, city.agencies["321112-hb"], source="old", by=city.actor("dispatcher"), at=NOON)

    assert getattr(Clue.objects.get(), text) == "来电人×××"


@pytest.mark.parametrize("column", [7, 5], ids=["what was done", "what was found"])
def test_a_published_table_that_names_its_unit_is_masked_too(city: City, tmp_path: Path, column: int) -> None:
    cells = [*CELLS, "已办结", "无"]
    cells[column] = f"已停产，联系{PHONE}"

    _figures, lines = imported(workbook(tmp_path, (*FIRST, "牵头单位"), (*cells, LED)), source="printed")

    clue = Clue.objects.get()
    assert (clue.lead_agency_id, PHONE in f"{clue.findings}{clue.measures}") == ("321181-hb", False)
    assert [one.split(":")[0] for one in lines] == [
        f"masked line 3 D3JS202506010001 {'处理和整改情况' if column == 7 else '办理结果'}"
    ]


def test_a_changed_row_without_a_unit_is_masked_for_the_unit_that_has_it_from_here(city: City, tmp_path: Path) -> None:
    told = {"举报人": "王建国", "是否实名": "是", "办理状态": "", "是否属实": "", "办结时间": "", "办理结果": ""}
    imported(written(tmp_path, row(牵头单位=NOBODY, **told)))
    order = Dispatch(lead_agency=city.agencies["321181-hb"], handling_summary="摘要")
    with transaction.atomic():
        clue = Clue.objects.select_for_update(of=("self",)).get()
        dispatch_clue(clue, order, by=city.actor("dispatcher"), at=NOON)

    told |= {"举报人": "", "是否实名": "否", "详细地址": f"王建国家旁{PHONE}", "问题描述": "王建国反映异味"}
    _figures, lines = imported(written(tmp_path, row(牵头单位=NOBODY, **told)), "--apply-changes")

    clue.refresh_from_db()
    read = f"{clue.address}{clue.handling_summary}"
    assert (clue.lead_agency_id, "王建国" in read, PHONE in read) == ("321181-hb", False, False)
    assert clue.address.startswith("云阳街道×××")
    assert lines[0].startswith("masked line 2 ZJ0001 ")
    assert "/address phone" in Event.objects.get(type="clue.ledger_updated").data["marks_masked"]


def test_the_page_of_an_import_names_the_rows_that_were_masked(city: City) -> None:
    client = reader("dispatcher")
    header = "线索编号,来源,登记时间,所属区县,详细地址,问题描述,牵头单位,办理状态"
    line = f"L1,12345热线,2021-03-01 09:00,丹阳市,联系{PHONE},夜间异味,{LED},办理中"

    page = client.get(uploaded(client, f"{header}\n{line}"))

    drain()
    assert [(one.line, one.column) for one in page.context["masked"]] == [(2, "详细地址")]
    assert PHONE not in page.content.decode()
