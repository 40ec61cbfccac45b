"""Figures of enforcement, support, diaries and sections, and official ones out of loaded rows."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import transaction

from cases.actions.diaries import WriteEntry
from cases.actions.enforcement import CloseCase, FiledCase, close_enforcement, file_case
from cases.models import DocumentRequest, EnforcementCase
from kernel.errors import GuardUnmet
from kernel.ids import new_id
from supervision.actions.sections import read_sections, take_in_sections
from tests.cases.test_satchels import DAY, OPENED, act, opened
from tests.cast import NOON, City, make_batch
from tests.conftest import ApiOf

SECTIONS = """断面编码,断面名称,水体,责任政府,考核目标,月份,水质类别
S01,城南,九曲河,321181,Ⅲ,2026-09,Ⅱ
S02,城北,九曲河,321112,Ⅲ,2026-09,劣Ⅴ
S03,城西,小河,321181,,2026-09,Ⅳ
S01,城南,九曲河,321181,Ⅲ,2026-10,Ⅳ
"""


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """It is 16 November 2026."""
    with time_machine.travel(NOON):
        yield


def asked(api: ApiOf, metric: str, who: str = "director2", **query: str) -> dict[str, Any]:
    """The answer to a question about a metric."""
    response = api(who).get("/api/v1/metrics", {"metric": metric, **query})
    body: dict[str, Any] = response.json()
    assert response.status_code == 200, body
    return body


def parts(body: dict[str, Any]) -> tuple[Any, ...]:
    """Numerator, denominator and value."""
    return body["numerator"], body["denominator"], body["value"]


def file(city: City, number: int, agency: str = "321181-hb", **facts: Any) -> EnforcementCase:
    """A case filed on 2 November."""
    filed = FiledCase(f"演示{number}号", city.agencies[agency], "演示企业", date(2026, 11, 2), **facts)
    with transaction.atomic():
        return file_case(filed, by=city.actor("unithead"), at=NOON)


def test_the_closure_rate_of_penalties_comes_out_of_loaded_rows_as_it_was_printed(city: City, api: ApiOf) -> None:
    filed, decided, closed = date(2021, 3, 1), date(2021, 5, 1), date(2021, 9, 1)
    branch = city.agencies["321181-hb"]
    ended: dict[str, Any] = {"status": "closed", "decided_on": decided, "closed_on": closed}
    for states in [ended] * 3278, [{"status": "filed"}] * 22:
        EnforcementCase.objects.bulk_create(
            EnforcementCase(number=new_id().hex, agency=branch, filed_on=filed, created_at=NOON, **state)
            for state in states
        )

    assert parts(asked(api, "penalty_closure_rate", as_of="2021-12-31")) == (3278, 3300, "99.33")
    assert parts(asked(api, "penalty_closure_rate", as_of="2021-08-31")) == (0, 3300, "0.00")


def test_fines_are_yuan_with_two_places_and_stand_under_their_agency(city: City, api: ApiOf) -> None:
    file(city, 1, decided_on=date(2026, 11, 10), fine=Decimal("86000.05"))
    file(city, 2, agency="321112-hb", decided_on=date(2026, 11, 16), fine=Decimal("0.50"))

    body = asked(api, "fines", group_by="agency_line")

    assert (body["value"], body["unit"]) == ("86000.55", "yuan")
    assert {group["key"]: group["value"] for group in body["groups"] if group["value"] != "0.00"} == {
        "321181-hb": "86000.05", "321112-hb": "0.50", "321100-hb": "86000.55",
    }  # fmt: skip
    assert asked(api, "fines", as_of="2026-11-15")["value"] == "86000.05"
    assert asked(api, "cases_filed", who="colleague")["value"] == 1


def test_a_case_is_closed_after_its_decision_by_the_head_who_filed_it(city: City) -> None:
    case = file(city, 1, decided_on=date(2026, 11, 10))
    with pytest.raises(GuardUnmet) as refused, transaction.atomic():
        close_enforcement(case, CloseCase(date(2026, 11, 9)), by=city.actor("unithead"), at=NOON)
    case.refresh_from_db()

    close_enforcement(case, CloseCase(date(2026, 11, 12)), by=city.actor("unithead"), at=NOON)

    case.refresh_from_db()
    assert [error.code for error in refused.value.errors] == ["before_decision"]
    assert (case.status, case.closed_on) == ("closed", date(2026, 11, 12))


def test_documents_are_counted_in_requests_items_and_copies_by_inspection(city: City, api: ApiOf) -> None:
    inspection = make_batch(city).inspection
    for number, (items, copies) in enumerate(((100, 800), (23, 86))):
        DocumentRequest.objects.create(
            inspection=inspection,
            number=str(number),
            items=items,
            copies=copies,
            asked_at=NOON - timedelta(days=number),
        )

    assert [asked(api, f"document_{name}")["value"] for name in ("requests", "items", "copies")] == [2, 123, 886]
    assert asked(api, "document_copies", as_of="2026-11-15")["value"] == 86
    [group] = asked(api, "document_items", group_by="inspection")["groups"]
    assert (group["key"], group["label"], group["value"]) == (str(inspection.pk), inspection.name, 123)
    assert asked(api, "document_items", who="unithead")["value"] == 0


def test_a_diary_is_as_complete_as_it_was_known_to_be(city: City, api: ApiOf) -> None:
    satchel = opened(city)
    for day in (0, 1, 3):
        act(city, satchel, "write_entry", WriteEntry(f"第{day}天"), at=OPENED + day * DAY)

    assert parts(asked(api, "diary_completeness", as_of="2021-10-28")) == (3, 4, "75.00")
    assert parts(asked(api, "diary_completeness", as_of="2021-10-26")) == (2, 2, "100.00")
    assert {group["key"]: group["value"] for group in asked(
        api, "diary_days", as_of="2021-10-28", group_by="agency_territory")["groups"] if group["value"]
    } == {"321181-hb": 4, "321181": 4, "321100": 4}  # fmt: skip


def test_a_section_without_a_target_is_counted_apart(city: City, api: ApiOf) -> None:
    with transaction.atomic():
        recorded = datetime.fromisoformat("2026-10-03T12:00:00+08:00")
        lines = read_sections(SECTIONS.encode())
        take_in_sections(lines[:3], by=city.actor("dispatcher"), at=recorded)
        take_in_sections(lines[3:], by=city.actor("dispatcher"), at=NOON)

    assert parts(asked(api, "section_target_rate", as_of="2026-10-31")) == (1, 2, "50.00")
    assert asked(api, "sections_without_target", as_of="2026-10-31")["value"] == 1
    assert asked(api, "sections_worst", as_of="2026-10-31")["value"] == 1
    assert asked(api, "sections_measured", as_of="2026-10-02")["value"] == 0
    assert parts(asked(api, "section_target_rate")) == (0, 1, "0.00")
    found = {
        g["key"]: g["value"] for g in asked(api, "sections_measured", as_of="2026-10-31", group_by="region")["groups"]
    }
    assert (found["321181"], found["321112"]) == (2, 1)


@pytest.mark.parametrize(
    "query",
    [
        "metric=fines&group_by=channel",
        "metric=document_items&group_by=region",
        "metric=section_target_rate&group_by=agency",
    ],
)
def test_a_dimension_that_a_metric_has_not_is_refused_by_name(city: City, api: ApiOf, query: str) -> None:
    answer = api("director2").get(f"/api/v1/metrics?{query}")

    assert answer.status_code == 400
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
        ("/group_by", "not_a_dimension")
    ]
