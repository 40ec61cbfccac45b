"""One shape of a clue: every door takes what the others take, and refuses the rest at the same field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from rest_framework.test import APIClient

from agencies.models import Region
from cases.actions.clues import EDITABLE
from cases.actions.registration import Entry, ReporterEntry
from cases.ledgers.columns import CHANNELS, POLLUTION_TYPES, label_of
from cases.models import Clue, LedgerFault, PollutionType
from tests.cases.ledgers import OPEN, imported, row, written
from tests.cases.situations import program_of
from tests.cast import City, make_clue
from tests.conftest import ApiOf
from tests.web.readers import reader

BASE: dict[str, Any] = {"description": "夜间异味", "channel": "call", "region": "321181"}
HERE: dict[str, Any] = {"lon": "119.6", "lat": "32.0", "coord_sys": "wgs84"}
LATE, EARLY = "2999-01-01T08:00:00+08:00", "1901-01-01T08:00:00+08:00"
PAST = "2026-11-16T12:00:00+08:00"
TWELVE = PollutionType.values[:12]
Told = Mapping[str, Any]
# What is said of each field of an entry, and whether it fits.
SAID: dict[str, list[tuple[dict[str, Any], bool]]] = {
    "description": [
        ({"description": "异" * 10_000}, True),
        ({"description": "异" * 10_001}, False),
        ({"description": "\u200b \u3000"}, False),
        ({"description": "\ufeff"}, False),
        ({"description": ""}, False),
        ({"description": "一\0二"}, False),
    ],
    "channel": [({"channel": "visit"}, True), ({"channel": "pigeon"}, False), ({"channel": ""}, False)],
    "region": [({"region": "321112"}, True), ({"region": "999999"}, False), ({"region": ""}, False)],
    "title": [({"title": "题" * 200}, True), ({"title": "题" * 201}, False), ({"title": "一\0二"}, False)],
    "handling_summary": [
        ({"handling_summary": "摘" * 5_000}, True),
        ({"handling_summary": "摘" * 5_001}, False),
    ],
    "legal_path": [({"legal_path": "petition"}, True), ({"legal_path": "x"}, False), ({"legal_path": ""}, False)],
    "priority": [({"priority": "key"}, True), ({"priority": "x"}, False), ({"priority": ""}, False)],
    "pollution_types": [
        ({"pollution_types": []}, True),
        ({"pollution_types": ["air", "air"]}, True),
        ({"pollution_types": TWELVE}, True),
        ({"pollution_types": [*TWELVE, "air"]}, False),
        ({"pollution_types": ["air", "x"]}, False),
    ],
    "address": [({"address": "路" * 300}, True), ({"address": "路" * 301}, False), ({"address": "一\0二"}, False)],
    "lon": [
        (HERE, True),
        (HERE | {"lon": "119.12345678"}, True),
        (HERE | {"lon": "181"}, False),
        (HERE | {"lon": "-180.0000001"}, True),
        (HERE | {"lon": "1e9"}, False),
        (HERE | {"lon": "1e400"}, False),
        (HERE | {"lon": "NaN"}, False),
        (HERE | {"lon": "Infinity"}, False),
        (HERE | {"lon": "东经"}, False),
        ({"lon": "119.6", "coord_sys": "wgs84"}, False),
    ],
    "lat": [
        (HERE | {"lat": "90"}, True),
        (HERE | {"lat": "90.1"}, False),
        (HERE | {"lat": "32.12345678"}, True),
        ({"lat": "32.0", "coord_sys": "wgs84"}, False),
    ],
    "coord_sys": [
        (HERE | {"coord_sys": "gcj02"}, True),
        (HERE | {"coord_sys": "mars"}, False),
        ({"lon": "119.6", "lat": "32.0"}, False),
        ({"coord_sys": "wgs84"}, False),
    ],
    "occurred_at": [
        ({"occurred_at": PAST}, True),
        ({"occurred_at": "2026-11-16T04:00:00Z"}, True),
        ({"occurred_at": "2026-13-01T00:00:00+08:00"}, False),
        ({"occurred_at": "gestern"}, False),
    ],
    "received_at": [
        ({"received_at": PAST}, True),
        ({"received_at": LATE}, False),
        ({"received_at": EARLY}, False),
        ({"received_at": "2026-02-30T00:00:00+08:00"}, False),
    ],
    "concerns_agency": [
        ({"concerns_agency": "321181-hb"}, True),
        ({"concerns_agency": "nosuch"}, False),
    ],
    "subject_name": [({"subject_name": "厂" * 200}, True), ({"subject_name": "厂" * 201}, False)],
    "subject_uscc": [({"subject_uscc": "9" * 18}, True), ({"subject_uscc": "9" * 19}, False)],
    "reporter.name": [({"reporter.name": "某" * 64}, True), ({"reporter.name": "某" * 65}, False)],
    "reporter.phone": [({"reporter.phone": "1" * 32}, True), ({"reporter.phone": "1" * 33}, False)],
    "reporter.is_named": [
        ({"reporter.is_named": True, "reporter.name": "某甲"}, True),
        ({"reporter.is_named": True, "reporter.phone": "13800000000"}, True),
        ({"reporter.is_named": True}, False),
    ],
    "reporter.wants_reply": [({"reporter.wants_reply": True, "reporter.name": "某甲"}, True)],
    "source.external_id": [
        ({"source.external_id": "号" * 128}, True),
        ({"source.external_id": "号" * 129}, False),
        ({"source.external_id": "甲\n乙"}, False),
        ({"source.external_id": "甲\x7f乙"}, False),
    ],
}
# What no door asks in words: an order's batch is chosen by its id, and the others are set by the program.
NOT_SAID = {"batch", "printed", "split_from", "reporter", "source"}
# What a door has no place for.
WITHOUT = {
    "page": {"source.external_id"},
    "file": {"title", "handling_summary", "legal_path", "priority", "occurred_at", "concerns_agency"}
    | {"reporter.wants_reply"},
}
# A file takes its datum once for all its rows, from a list.
PLACE = {"lon", "lat", "coord_sys"}
CASES = [(name, said, fits) for name, cases in SAID.items() for said, fits in cases]
ITS_NAMES = {"region": "region_code", "reporter.name": "reporter_name", "reporter.phone": "reporter_phone"}
ITS_NAMES |= {"reporter.is_named": "is_named", "reporter.wants_reply": "wants_reply"}
COLUMN_OF = {
    "description": "问题描述",
    "channel": "来源",
    "region": "所属区县",
    "pollution_types": "污染类型",
    "address": "详细地址",
    "received_at": "登记时间",
    "subject_name": "涉及单位",
    "subject_uscc": "统一社会信用代码",
    "reporter.name": "举报人",
    "reporter.phone": "联系电话",
    "reporter.is_named": "是否实名",
    "source.external_id": "线索编号",
}
NUMBERS = count(1)


def test_every_field_of_an_entry_is_said_in_some_case() -> None:
    nested = {f"reporter.{one.name}" for one in fields(ReporterEntry)} | {"source.external_id"}

    assert set(SAID) == {one.name for one in fields(Entry)} - NOT_SAID | nested


def nested_in(said: Told, system: str = "s") -> dict[str, Any]:
    """A body for the REST door."""
    body: dict[str, Any] = {}
    for name, value in said.items():
        head, _dot, tail = ITS_NAMES.get(name, name).partition(".") if name == "region" else name.partition(".")
        if head.startswith("subject_"):
            head, tail = "subject", head.removeprefix("subject_")
        if tail:
            body.setdefault(head, {})[tail] = value
        else:
            body[head] = value
    if "source" in body:
        body["source"]["system"] = system
    return body


def named(pointer: str) -> str:
    """A pointer of the REST door as the name of a field."""
    head, _slash, tail = pointer.strip("/").partition("/")
    if head == "subject":
        return f"subject_{tail}"
    if head in {"reporter", "source"}:
        return f"{head}.{tail}"
    return {"region_code": "region"}.get(head, head)


def together(names: set[str]) -> set[str]:
    """A place is faulty as a whole, and so are a reporter without a name and its mark."""
    return {"place" if name in PLACE else "reporter.name" if name == "reporter.is_named" else name for name in names}


@dataclass
class Doors:
    """Every way in; each says at which fields it refused, nothing where it took the clue."""

    api: ApiOf
    folder: Path

    def page(self, said: Told) -> set[str]:
        """The form of a new clue."""
        flat = {ITS_NAMES.get(name, name): value for name, value in said.items() if value is not False}
        usual = {"priority": "general", "legal_path": "env_business"}
        answer = reader("intake").post("/clues/new", usual | flat | {"once": f"{next(NUMBERS):016d}"})
        if answer.status_code == 302:
            return set()
        back = {name: known for known, name in ITS_NAMES.items()}
        return {back.get(name, name) for name in answer.context["form"].errors}

    def rest(self, said: Told) -> set[str]:
        """POST."""
        return self._refused(self._hotline.post("/api/v1/clues", nested_in(said)), 201)

    def put(self, said: Told) -> set[str]:
        """PUT of a source, under its address."""
        body = nested_in(said)
        external_id = body.pop("source", {}).get("external_id", f"p{next(NUMBERS)}")
        path = f"/api/v1/sources/u/clues/{quote(external_id)}"
        answer = self._hotline.put(path, body | {"version": 1})
        found = {""} if answer.status_code == 404 else self._refused(answer, 201)
        return {"source.external_id"} if found == {""} else found

    def batch(self, said: Told) -> set[str]:
        """One item of many."""
        told = self._hotline.post("/api/v1/clues/batch", {"items": [nested_in(said, "t")]}).json()
        [result] = told.get("results", [told])
        return {named(error["pointer"].removeprefix("/items/0")) for error in result["errors"]}

    def file(self, said: Told) -> set[str]:
        """A row of a ledger."""
        datum = said.get("coord_sys", "wgs84")
        cells = {column: str(said[name]) for name, column in COLUMN_OF.items() if name in said} | dict(OPEN)
        cells |= {"经度": said.get("lon", ""), "纬度": said.get("lat", ""), "乡镇街道": ""}
        cells |= {"详细地址": said.get("address", ""), "污染类型": _types(said.get("pollution_types", ()))}
        cells |= {"来源": label_of(CHANNELS, said["channel"]) or said["channel"] or "空"}
        cells |= {"所属区县": _region(said["region"]), "是否实名": "是" if said.get("reporter.is_named") else "否"}
        cells |= {"登记时间": _local(said.get("received_at", PAST)), "办理时限": ""}
        cells |= {"涉及单位": said.get("subject_name", ""), "牵头单位": ""}
        number = cells.pop("线索编号", "") or f"F{next(NUMBERS)}"
        known = set(LedgerFault.objects.values_list("pk", flat=True))
        imported(written(self.folder, row(number, **cells)), f"--coord-sys={datum}", source="file")
        columns = {name for fault in LedgerFault.objects.exclude(pk__in=known) for name in fault.column.split("、")}
        back = {column: name for name, column in COLUMN_OF.items()} | {"经度/纬度": "place"}
        return {back[column] for column in columns}

    @property
    def _hotline(self) -> APIClient:
        if not hasattr(self, "program"):
            self.program = program_of("321100-hq", systems=("s", "t", "u"))
        return self.program

    def _refused(self, answer: Any, good: int) -> set[str]:
        return set() if answer.status_code == good else {named(one["pointer"]) for one in answer.json()["errors"]}


def _types(values: Any) -> str:
    return "、".join(label_of(POLLUTION_TYPES, value) or value for value in values)


def _region(code: str) -> str:
    known = Region.objects.filter(pk=code).first()
    return known.name if known else code


def _local(instant: str) -> str:
    return instant[:16].replace("T", " ")


@pytest.mark.parametrize(("name", "said", "fits"), CASES)
def test_every_door_takes_or_refuses_the_same_at_the_same_field(
    city: City,
    api: ApiOf,
    tmp_path: Path,
    name: str,
    said: dict[str, Any],
    fits: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    doors, whole = Doors(api, tmp_path), BASE | said
    ways: dict[str, Callable[[Told], set[str]]] = {
        "page": doors.page, "rest": doors.rest, "put": doors.put, "batch": doors.batch, "file": doors.file,
    }  # fmt: skip
    asked = {way: take for way, take in ways.items() if name not in WITHOUT.get(way, ())}
    if name == "coord_sys" and not fits:
        del asked["file"]

    told = {way: together(take(whole)) for way, take in asked.items()}

    field = next(iter(together({name})))
    assert told == dict.fromkeys(asked, set() if fits else {field})


@pytest.mark.parametrize(("name", "said", "fits"), [one for one in CASES if one[0] in EDITABLE])
def test_a_page_and_a_program_mend_alike(
    city: City,
    api: ApiOf,
    name: str,
    said: dict[str, Any],
    fits: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    one, other = make_clue(city), make_clue(city)
    client = api("intake")
    path = f"/api/v1/clues/{other.pk}"

    shown = {"priority": "general", "was-priority": "general"}
    page = reader("intake").post(f"/clues/{one.pk}/edit", shown | said)
    rest = client.patch(path, nested_in(said), headers={"If-Match": client.get(path)["ETag"]})

    told = set() if page.status_code == 302 else set(page.context["form"].errors)
    found = set() if rest.status_code == 200 else {named(error["pointer"]) for error in rest.json()["errors"]}
    expected: set[str] = set() if fits else together({name})
    assert (together(told), together(found)) == (expected, expected)
    assert {clue.pk: clue.version > 1 for clue in Clue.objects.all()} == {one.pk: fits, other.pk: fits}
