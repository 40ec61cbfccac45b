"""What inspections published comes out of loaded rows: Hainan's rates, and a batch's covering note."""

import csv
from collections.abc import Iterator
from itertools import chain, repeat
from pathlib import Path

import openpyxl
from django.db import transaction

from reports.actions.disclosures import NewDisclosure, draft_disclosure
from reports.covering import sentences_of
from reports.models import DisclosureBatch, DisclosureItem
from reports.queries.covering import covering_of
from tests.cases.ledgers import imported
from tests.cast import NOON, City
from tests.conftest import ApiOf
from tests.reports.disclosures import AUTHOR, with_publicity

# As printed of the inspection of Hainan: closures and verdicts of 1,427 complaints.
CLOSURES = {"已办结": 492, "阶段性办结": 291, "正在办理": 644}
VERDICTS = {"属实": 440, "基本属实": 779, "部分属实": 108, "不属实": 100}
HEAD = (
    "序号", "受理\n编号", "交办问题\n基本情况", "行政 区域", "污染类型", "调查核实情况", "是否\n属实", "处理和整改情况",
    "责任人被处理情况", "备注",
)  # fmt: skip
BATCH = (
    ("X001", "丹阳市", "大气", "属实", "约谈3人，问责2人", "已办结"),
    ("X002", "丹阳市", "大气、噪声", "部分属实", "责令整改1家", "阶段性办结"),
    ("X003", "丹徒区", "水", "不属实", "无", "已办结"),
    ("X004", "丹阳市、丹徒区", "水、土壤", "属实", "立案处罚1家，罚款2万元", "正在办理"),
)


def each(counts: dict[str, int]) -> Iterator[str]:
    """Every label as often as it was counted."""
    return chain.from_iterable(repeat(label, count) for label, count in counts.items())


def hainan(folder: Path) -> Path:
    """The published table of the whole inspection, its closures in the remarks."""
    with (folder / "hainan.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for number, (closure, verdict) in enumerate(zip(each(CLOSURES), each(VERDICTS), strict=True), 1):
            words = ("某问题", "丹阳市", "大气", "已核查", verdict, "已整改", "无", f"{closure}。")
            writer.writerow((number, f"H{number:04d}", *words))
    return folder / "hainan.csv"


def official_batch(folder: Path) -> Path:
    """A workbook of one batch: four complaints, one of them in two areas."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("群众信访举报转办和边督边改公开情况一览表（第一批）",))
    sheet.append(HEAD)
    for place, (number, area, types, verdict, held, closure) in enumerate(BATCH, 1):
        sheet.append((place, number, f"{number}的问题", area, types, "已核查", verdict, "已整改", held, closure))
    book.save(folder / "batch.xlsx")
    return folder / "batch.xlsx"


def drafted_over(city: City, source: str) -> DisclosureBatch:
    """A draft over everything that came under this name."""
    with transaction.atomic():
        return draft_disclosure(NewDisclosure(source=source), by=with_publicity(city).actor(AUTHOR), at=NOON)


def note_of(disclosure: DisclosureBatch) -> list[str]:
    """The covering note in sentences."""
    rows: list[DisclosureItem] = list(disclosure.items.select_related("republishes__disclosure"))
    return sentences_of(covering_of(disclosure, rows))


def value_of(api: ApiOf, metric: str) -> tuple[int, int, str]:
    """A rate of Hainan's rows at the REST door."""
    told = api("dispatcher").get("/api/v1/metrics", {"metric": metric, "source": "hainan"}).json()
    return told["numerator"], told["denominator"], told["value"]


def test_hainans_rates_come_out_of_its_loaded_table(city: City, api: ApiOf, tmp_path: Path) -> None:
    figures, lines = imported(hainan(tmp_path), source="hainan")

    assert (figures["created"], lines) == (1427, [])
    assert value_of(api, "closure_rate_strict") == (492, 1427, "34.48")
    assert value_of(api, "closure_rate_broad") == (783, 1427, "54.87")


def test_hainans_verdicts_add_up_in_the_note_of_its_disclosure(city: City, tmp_path: Path) -> None:
    imported(hainan(tmp_path), source="hainan")

    disclosure = drafted_over(city, "hainan")

    note = covering_of(disclosure, list(disclosure.items.all()))
    found: dict[str, int] = {}
    for one in note["grid"]:
        for verdict, count in one["verdicts"]:
            found[verdict] = found.get(verdict, 0) + count
    assert [one["total"] for one in note["grid"]] == [492, 291, 644]
    assert list(found.values()) == [440, 779, 108, 100]
    assert (note["total"], sum(found.values())) == (1427, 1427)


def test_an_official_batch_prints_its_covering_note_with_the_complaint_in_two_areas_counted_once(
    city: City, tmp_path: Path
) -> None:
    imported(official_batch(tmp_path), source="official")

    told = note_of(drafted_over(city, "official"))

    areas = "（注：受理编号X004涉及丹阳市、丹徒区，在各区域分别计数，总数只计1件，故各区域之和5件大于总数4件。）"
    types = "（注：存在一件多类的情况，一件举报可有多种污染类型，各类之和6件大于总数4件。）"
    assert told[:4] == [
        "本次公开群众信访举报件4件。",
        f"按行政区域：丹阳市3件、丹徒区2件。{areas}",
        f"按污染类型：大气2件、水2件、噪声1件、土壤1件。{types}",
        "本次公开件办理情况：已办结2件（属实1件、不属实1件），阶段性办结1件（部分属实1件），正在办理1件（属实1件）。",
    ]


def test_measures_of_an_official_batch_are_told_in_numbers_as_they_were_read(city: City, tmp_path: Path) -> None:
    imported(official_batch(tmp_path), source="official")

    disclosure = drafted_over(city, "official")

    rows = list(disclosure.items.values_list("held_accountable", "interviewed", "fine", "ordered_to_rectify"))
    assert [tuple(map(str, row)) for row in rows] == [
        ("2", "3", "None", "None"),
        ("None", "None", "None", "1"),
        ("0", "0", "None", "None"),
        ("None", "None", "20000.00", "None"),
    ]
