"""Inspections, batches under the issuer's numbers, and the hour that runs from the order's receipt."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from python_calamine import CalamineWorkbook
from rustpy_xlsxwriter import FastExcel

from cases.actions.batches import BatchAlreadyLoaded, load_batch
from cases.actions.inspections import NewBatch, NewInspection, open_inspection, receive_batch
from cases.models import Batch, Clock, Clue, Inspection
from kernel.errors import BadInput
from kernel.models import Delivery, Event
from tests.cast import NOON, City
from tests.conftest import ApiOf

ORDERS = """受理编号,行政区域,交办问题基本情况,污染类型,重点
D001,丹阳市,化工厂夜间排放废气,大气污染,*
D002,丹徒区,养殖场污水直排,水、土壤,
"""
NEW = {"name": "省第一督察组进驻", "level": "provincial", "enter_date": "2026-11-10"}


@pytest.fixture
def inspection(city: City) -> Inspection:
    """An inspection in place."""
    with transaction.atomic():
        new = NewInspection("省第一督察组进驻", "provincial", date(2026, 11, 10))
        return open_inspection(new, by=city.actor("intake"), at=NOON)


@pytest.fixture
def batch(city: City, inspection: Inspection) -> Batch:
    """Its first batch, received ten minutes before it was written down."""
    with transaction.atomic():
        new = NewBatch(inspection, "第一批", NOON - timedelta(minutes=10), 2)
        return receive_batch(new, by=city.actor("intake"), at=NOON)


def load(city: City, batch: Batch, text: str = ORDERS) -> list[Clue]:
    """The file's clues, ten minutes after the receipt."""
    with transaction.atomic():
        return load_batch(batch, text.encode(), by=city.actor("intake"), at=NOON)


def test_a_batch_file_becomes_clues_whose_hour_runs_from_the_receipt(city: City, batch: Batch) -> None:
    load(city, batch)

    first, second = Clue.objects.order_by("source_external_id")
    hour = Clock.objects.get(subject_id=first.pk, kind="dispatch")
    assert (first.source_external_id, first.priority, first.pollution_types) == ("D001", "key", ["air"])
    assert (second.region_id, second.pollution_types, second.batch) == ("321112", ["soil", "water"], batch)
    assert (hour.started_at, hour.due_at) == (batch.received_at, batch.received_at + timedelta(hours=1))
    assert Event.objects.filter(type="clue.registered").count() == 2
    assert Delivery.objects.filter(task="cases.route_clue").count() == 2


def test_a_workbook_reads_as_the_same_orders(city: City, batch: Batch) -> None:
    rows = [line.split(",") for line in ORDERS.strip().splitlines()]
    buffer = io.BytesIO()
    FastExcel(buffer).sheet("交办", [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]).save()
    assert CalamineWorkbook.from_filelike(io.BytesIO(buffer.getvalue())).sheet_names == ["交办"]

    with transaction.atomic():
        clues = load_batch(batch, buffer.getvalue(), by=city.actor("intake"), at=NOON)

    assert [clue.source_external_id for clue in clues] == ["D001", "D002"]


@pytest.mark.parametrize(
    ("text", "pointers"),
    [
        (ORDERS.replace("丹徒区", "火星"), ["/file/3/行政区域"]),
        (
            ORDERS.replace("D002", "D001").replace("养殖场污水直排", ""),
            ["/file/3/受理编号", "/file/3/交办问题基本情况"],
        ),
        (ORDERS.replace("养殖场污水直排", "\u200b\ufeff"), ["/file/3/交办问题基本情况"]),
        (ORDERS.replace("大气污染", "爱"), ["/file/2/污染类型"]),
        (ORDERS.replace("大气污染", "、".join(["大气"] * 13)), ["/file/2/污染类型"]),
        (ORDERS.replace("化工厂", "化" * 10_000), ["/file/2/交办问题基本情况"]),
        (ORDERS.replace("D001", "D" * 129), ["/file/2/受理编号"]),
    ],
)
def test_one_bad_line_keeps_the_whole_file_out_and_every_fault_is_told(
    city: City, batch: Batch, text: str, pointers: list[str]
) -> None:
    with pytest.raises(BadInput) as refused:
        load(city, batch, text)

    assert [error.pointer for error in refused.value.errors] == pointers
    assert not Clue.objects.exists()


@pytest.mark.parametrize("text", ["", "编号,内容\n1,2\n", "\x00"])
def test_a_file_that_is_no_batch_is_refused_by_name(city: City, batch: Batch, text: str) -> None:
    with pytest.raises(BadInput) as refused:
        load(city, batch, text)

    assert refused.value.code == "unreadable_ledger"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(60), "另存为 .xlsx"),
        (b"PK\x03\x04" + bytes(60), "不是可读取的工作簿"),
        ("受理编号,行政区域,交办问题基本情况\nD001,丹徒区,".encode() + b"\xff\x81", "编码"),
    ],
)
def test_orders_are_read_by_the_same_reader_as_ledgers(city: City, batch: Batch, content: bytes, told: str) -> None:
    with pytest.raises(BadInput) as refused, transaction.atomic():
        load_batch(batch, content, by=city.actor("intake"), at=NOON)

    assert refused.value.code == "unreadable_ledger"
    assert told in str(refused.value.detail)


def test_a_batch_is_not_loaded_twice_nor_an_order_in_two_batches(city: City, batch: Batch) -> None:
    load(city, batch)
    again = Batch.objects.get(pk=batch.pk)
    with transaction.atomic():
        new = NewBatch(batch.inspection, "第二批", NOON - timedelta(minutes=5))
        other = receive_batch(new, by=city.actor("intake"), at=NOON)

    with pytest.raises(BatchAlreadyLoaded):
        load(city, again)
    with pytest.raises(BatchAlreadyLoaded) as refused:
        load(city, other)

    assert [error.code for error in refused.value.errors] == ["source_exists", "source_exists"]
    assert Clue.objects.count() == 2


def made(api: ApiOf, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """The office's answer."""
    response = api("intake").post(path, body)
    return response.status_code, response.json()


def test_batches_keep_the_issuers_number_and_may_be_empty(city: City, api: ApiOf) -> None:
    _status, inspection = made(api, "/api/v1/inspections", NEW)
    order = {"inspection": inspection["id"], "number": "第 07 批（补）", "received_at": "2026-11-16T10:00:00+08:00"}

    with time_machine.travel(NOON, tick=False):
        status, batch = made(api, "/api/v1/batches", order)
        twice, refused = made(api, "/api/v1/batches", order)

    assert (status, batch["number"], batch["declared_count"], batch["actual_count"]) == (201, "第 07 批（补）", 0, 0)
    assert (twice, refused["code"]) == (409, "already_exists")
    listed = api("intake").get(f"/api/v1/batches?inspection={inspection['id']}").json()["results"]
    assert [one["id"] for one in listed] == [batch["id"]]


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"level": "imperial"}, 400, "/level"),
        ({"leave_date": "2026-11-01"}, 422, "/leave_date"),
        ({"enter_date": "soon"}, 400, "/enter_date"),
        ({"colour": "red"}, 400, "/colour"),
    ],
)
def test_an_inspection_that_cannot_be_is_refused_by_field(
    city: City, api: ApiOf, change: dict[str, str], status: int, pointer: str
) -> None:
    answer, body = made(api, "/api/v1/inspections", {**NEW, **change})

    assert (answer, [error["pointer"] for error in body["errors"]]) == (status, [pointer])
    assert not Inspection.objects.exists()


def test_only_the_office_writes_and_units_see_no_inspection(city: City, api: ApiOf, batch: Batch) -> None:
    assert api("unithead").get("/api/v1/batches").json()["results"] == []
    assert api("unithead").get(f"/api/v1/batches/{batch.pk}").status_code == 404
    assert api("unithead").post("/api/v1/inspections", NEW).status_code == 403
    assert api("leader").get(f"/api/v1/inspections/{batch.inspection_id}").status_code == 200


def test_figures_are_narrowed_by_inspection_and_by_batch(city: City, api: ApiOf, batch: Batch) -> None:
    load(city, batch)

    def count(query: str) -> int:
        value: int = api("director").get(f"/api/v1/metrics?metric=clues_received&{query}").json()["value"]
        return value

    assert (count(f"batch={batch.pk}"), count(f"inspection={batch.inspection_id}")) == (2, 2)
    assert count("batch=00000000-0000-7000-8000-000000000009") == 0
    assert api("director").get("/api/v1/metrics?metric=clues_received&batch=x").status_code == 400


def test_a_list_of_batches_costs_the_same_with_one_and_with_ten(
    city: City, api: ApiOf, inspection: Inspection, django_assert_num_queries: Any
) -> None:
    client, counts = api("intake"), []
    for number in range(10):
        with transaction.atomic():
            receive_batch(NewBatch(inspection, f"{number}", NOON), by=city.actor("intake"), at=timezone.now())
        if number in {0, 9}:
            with django_assert_num_queries(8, exact=False) as caught:
                client.get("/api/v1/batches")
            counts.append(len(caught))

    assert counts[0] == counts[1]
