"""The ledger of an old office: what a file becomes, and what it never does."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import localtime, now

from agencies.actions.demo import load_demo_city
from agencies.models import Person
from cases.actions.clocks import sweep_clocks
from cases.actions.ledger_units import match_unit
from cases.models import Clock, Clue, LedgerFault, LedgerImport, Reporter
from cases.queries.ledgers import unmatched_units
from cases.sealing import open_identity
from kernel.keys import key_ring
from kernel.models import Delivery, Event
from tests.cases.ledgers import OPEN, imported, outcome_of, row, written
from tests.cast import NOON, City
from tests.conftest import ApiOf

DATA = Path(__file__).parents[1] / "data"
COLUMN_OF = {
    "登记时间 is no date": "登记时间",
    "所属区县 is unknown": "所属区县",
    "问题描述 is empty": "问题描述",
    "经度/纬度 out of range": "经度/纬度",
    "办结时间 before 登记时间": "办结时间",
    "污染类型 is unknown": "污染类型",
    "问题描述 is only blanks": "问题描述",
    "row is cut short": "问题描述",
}


@pytest.fixture
def expected(db: None) -> dict[str, Any]:
    """What any correct import of tests/data/ledger.csv shows, in the city that it is about."""
    load_demo_city(password="correct horse battery", at=NOON)
    found: dict[str, Any] = json.loads((DATA / "ledger.expected.json").read_text())
    return found


def test_a_whole_ledger_loads_with_its_bad_rows_told_by_line_and_column(expected: dict[str, Any]) -> None:
    figures, lines = imported(DATA / "ledger.csv")

    assert figures == {"read": 70, "created": 60, "unchanged": 0, "conflicting": 2, "updated": 0, "rejected": 8}
    told = sorted(line.partition(": ")[0] for line in lines)
    assert told == sorted(f"line {bad['line']} {bad['number']} {COLUMN_OF[bad['why']]}" for bad in expected["damaged"])
    assert all(line.partition(": ")[2] for line in lines)


def test_its_figures_as_of_that_day_are_those_on_paper(expected: dict[str, Any]) -> None:
    imported(DATA / "ledger.csv")
    client = ApiOf(City({}, {}))("director")

    def value(metric: str) -> Any:
        return client.get(f"/api/v1/metrics?metric={metric}&as_of=2021-11-30&source=old").json()["value"]

    assert [value(f"clues_{name}") for name in ("received", "closed", "open")] == [60, 48, 12]
    assert value("platform_closure_rate") == expected["closure_rate_percent"]
    assert value("on_time_rate") == expected["on_time_rate_percent"]
    assert Counter(Clue.objects.values_list("region__parent__name", flat=True)) == expected["by_county"]


def test_twins_stand_in_a_table_of_differences(expected: dict[str, Any]) -> None:
    imported(DATA / "ledger.csv")

    conflicts = LedgerFault.objects.filter(kind="conflicting").order_by("line")
    assert [(fault.line, fault.number, fault.column) for fault in conflicts] == [
        (70, "ZJ2021000001", "问题描述"),
        (71, "ZJ2021000002", "问题描述"),
    ]
    ours, theirs = conflicts[0].differences["问题描述"]
    assert theirs == f"{ours}(补充)"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_three_encodings_read_alike(city: City, tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, row(), row("ZJ0002", 问题描述="污染\n第二行，㐂𠮷"), encoding=encoding)

    figures, _lines = imported(path)

    assert figures["created"] == 2
    assert Clue.objects.get(source_external_id="ZJ0002").description == "污染\n第二行，㐂𠮷"


def test_a_row_becomes_what_it_prints(city: City, tmp_path: Path) -> None:
    imported(written(tmp_path, row(配合单位="镇江市丹徒生态环境局、没有的单位")))

    clue = Clue.objects.get()
    assert (clue.status, clue.verdict, clue.findings) == ("closed", "partly_substantiated", "已督促整改")
    assert (clue.channel, clue.pollution_types, clue.region_id) == ("hotline_12345", ["air", "water"], "321181")
    assert (clue.lead_agency_id, [one.agency_id for one in clue.co_handlings.all()]) == ("321181-hb", ["321112-hb"])
    assert f"{localtime(clue.received_at):%F %H:%M} {localtime(clue.closed_at):%F %H:%M}" == (
        "2021-06-02 18:19 2021-07-03 07:51"
    )
    assert (clue.address, clue.handling_summary) == ("云阳街道24组附近", clue.description)


STATES = {
    "": "registered",
    "待分办": "registered",
    "已分办": "dispatched",
    "办理中": "investigating",
    "待审核": "reported",
    "阶段性办结": "interim_closed",
    "已办结": "closed",
}


@pytest.mark.parametrize("printed", list(STATES))
def test_each_row_leaves_exactly_its_events_at_its_printed_times(city: City, tmp_path: Path, printed: str) -> None:
    status, ended = STATES[printed], printed in {"已办结", "阶段性办结"}
    cells = {**OPEN, "办理状态": printed, "办结时间": "2021-07-03 07:51" if ended else ""}

    imported(written(tmp_path, row(**cells)))

    clue = Clue.objects.get()
    received, closed = (datetime(2021, *rest, tzinfo=UTC) for rest in ((6, 2, 10, 19), (7, 2, 23, 51)))
    expected = [("clue.registered", "registered" if ended else status, received, True)]
    expected += [(f"clue.{status}", status, closed, True)] if ended else []
    events = Event.objects.filter(subject_id=clue.pk).order_by("occurred_at")
    assert list(events.values_list("type", "to_status", "occurred_at", "imported")) == expected
    assert all((now() - event.recorded_at).total_seconds() < 60 for event in events)
    assert clue.status == status


def test_its_one_clock_runs_to_the_printed_day_and_is_never_reckoned_again(city: City, tmp_path: Path) -> None:
    imported(written(tmp_path, row(**OPEN), row("ZJ0002", 办理时限="", **OPEN)))

    clock = Clock.objects.get()
    assert (clock.kind, clock.policy, f"{localtime(clock.due_at):%F %T}") == (
        "closing",
        "原台账时限",
        "2021-08-01 23:59:59",
    )
    assert (clock.state, clock.next_at) == ("breached", None)


def test_an_import_is_quiet(city: City, tmp_path: Path) -> None:
    imported(written(tmp_path, row(**OPEN), row("ZJ0002", **{**OPEN, "办理状态": "", "牵头单位": ""})))

    sweep_clocks(at=now())

    assert not Delivery.objects.filter(event_id__in=Event.objects.filter(imported=True).values("id")).exists()
    assert not Event.objects.filter(type__in=["clue.clock_warned", "clue.dispatched"]).exists()
    assert set(Clue.objects.values_list("rules_off", "historical_overdue")) == {(True, True)}


def test_the_reporter_is_sealed_and_the_summary_is_cleaned_of_them(city: City, tmp_path: Path) -> None:
    told = {"举报人": "王先生", "联系电话": "13912345678", "是否实名": "是"}

    imported(written(tmp_path, row(问题描述="王先生13912345678反映异味", **told)))

    reporter = Reporter.objects.get()
    opened = open_identity(reporter.clue_id, bytes(reporter.identity or b""), ring=key_ring())
    assert (opened, reporter.is_named) == ({"name": "王先生", "phone": "13912345678"}, True)
    assert Clue.objects.get().handling_summary == "××××××反映异味"


def test_a_unit_nobody_knows_stands_in_the_matching_list_until_somebody_names_it(city: City, tmp_path: Path) -> None:
    imported(written(tmp_path, *(row(f"ZJ{n}", 牵头单位="老环保局", **OPEN) for n in range(3))))
    waiting = unmatched_units("old")
    marks = Clue.objects.first().marks  # type: ignore[union-attr]

    matched = match_unit("老环保局", city.agencies["321181-hb"], source="old", by=city.actor("dispatcher"), at=NOON)

    assert [(one.unit, one.count) for one in waiting] == [("老环保局", 3)]
    assert "unmatched_unit" in marks
    assert (matched, unmatched_units("old")) == (3, [])
    assert set(Clue.objects.values_list("lead_agency_id", flat=True)) == {"321181-hb"}


def test_a_cell_that_looks_like_a_formula_is_a_text(city: City, tmp_path: Path) -> None:
    told = '=HYPERLINK("http://127.0.0.1/","看")'

    imported(written(tmp_path, row(问题描述=told)))

    assert Clue.objects.get().description == told


def test_the_file_of_errors_holds_nothing_that_comes_alive(city: City, tmp_path: Path) -> None:
    errors = tmp_path / "errors.csv"

    imported(written(tmp_path, row("=cmd|'/c calc'!A1", 所属区县="不存在区")), f"--errors={errors}")

    assert errors.read_bytes().startswith(b"\xef\xbb\xbf")
    assert errors.read_text(encoding="utf-8-sig").splitlines()[1].startswith("2,'=cmd|")


def test_every_fault_of_a_row_is_told_at_once(city: City, tmp_path: Path) -> None:
    faults = {
        "来源": "鸽子",
        "登记时间": "昨天",
        "经度": "999",
        "污染类型": "外星",
        "办理状态": "忘了",
        "是否实名": "也许",
    }
    bad = row("", **faults)

    _figures, lines = imported(written(tmp_path, bad))

    assert len(lines) == 1
    reasons = lines[0].partition(": ")[2]
    assert [word for word in ("鸽子", "昨天", "超出范围", "外星", "忘了", "也许", "为空") if word not in reasons] == []


@pytest.mark.parametrize("slip", ["0202-06-02 18:19", "1021-06-02", "2021-02-30", "2021.6.2", "44349", "昨天"])
def test_a_slip_in_a_date_is_a_refused_row(city: City, tmp_path: Path, slip: str) -> None:
    figures, lines = imported(written(tmp_path, row(登记时间=slip)))

    assert (figures["rejected"], lines[0].partition(":")[0]) == (1, "line 2 ZJ0001 登记时间")
    assert slip in lines[0]


def test_a_dry_run_says_the_same_and_leaves_nothing(city: City, tmp_path: Path) -> None:
    path = written(tmp_path, row(), row("ZJ0002", 所属区县="不存在区"))

    dry, dry_lines = imported(path, "--dry-run")
    kept = (Clue.objects.count(), LedgerImport.objects.count(), Event.objects.filter(imported=True).count())
    wet, wet_lines = imported(path)

    assert (dry, dry_lines) == (wet, wet_lines)
    assert kept == (0, 0, 0)


def test_an_import_and_a_single_clue_are_built_by_the_same_hand(city: City, tmp_path: Path) -> None:
    imported(written(tmp_path, row()), source="a")
    imported(written(tmp_path, row()), source="b")

    assert outcome_of("a") == outcome_of("b")
    assert Person.objects.filter(username="intake").exists()
