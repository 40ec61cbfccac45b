"""Figures of enforcement, documents, diaries and sections open just the records that they count."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.actions.diaries import WriteEntry
from cases.models import DocumentRequest, EnforcementCase
from reports.counts import Family
from reports.filters import DIMENSIONS
from reports.metrics import METRICS
from reports.queries.answers import FAMILIES
from supervision.actions.sections import read_sections, take_in_sections
from tests.cases.test_satchels import DAY, OPENED, act, opened
from tests.cast import NOON, City, make_batch
from tests.conftest import ApiOf
from tests.reports.test_work_metrics import SECTIONS, file
from tests.web.readers import reader

ROWS = "/dashboard/rows"
CASES = ("cases_filed", "cases_decided", "decision_rate", "penalty_closure_rate", "fines", "cases_to_police")
OF_SECTIONS = ("sections_measured", "sections_worst", "section_target_rate", "sections_without_target")


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """It is 16 November 2026."""
    with time_machine.travel(NOON):
        yield


@pytest.fixture
def enforced(city: City) -> None:
    """Three cases: one decided in 丹徒, one handed to the police, and one withdrawn since."""
    file(city, 1, agency="321112-hb", decided_on=date(2026, 11, 10), fine=Decimal("86000.05"))
    EnforcementCase.objects.filter(pk=file(city, 2).pk).update(to_police_on=date(2026, 11, 12))
    withdrawn = file(city, 3)
    EnforcementCase.objects.filter(pk=withdrawn.pk).update(status="withdrawn", withdrawn_on=date(2026, 11, 15))


@pytest.fixture
def measured(city: City) -> None:
    """Three sections in September, one of them without a target, and one again in October."""
    with transaction.atomic():
        take_in_sections(read_sections(SECTIONS.encode()), by=city.actor("dispatcher"), at=NOON)


def shown(metric: str, **query: str) -> tuple[Any, list[Any]]:
    """The figure above the rows, and the rows."""
    page = reader("director2").get(ROWS, {"metric": metric, **query})
    assert page.status_code == 200
    return page.context["count"], page.context["lines"]


def figure(api: ApiOf, metric: str, **query: str) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """What the REST door says, whole and by key."""
    body = api("director2").get("/api/v1/metrics", {"metric": metric, **query}).json()
    return body, {group["key"]: group for group in body["groups"]}


def counted(told: dict[str, Any], part: str) -> Any:
    """The part of a figure, or the whole of a count."""
    return told["value"] if told[part] is None else told[part]


@pytest.mark.parametrize("part", ["numerator", "denominator"])
@pytest.mark.parametrize("metric", CASES)
@pytest.mark.parametrize("dimension", ["", "region", "agency", "agency_line", "month"])
@pytest.mark.usefixtures("enforced")
def test_a_figure_of_enforcement_opens_its_cases(api: ApiOf, metric: str, dimension: str, part: str) -> None:
    query = {"group_by": dimension} if dimension else {}
    body, groups = figure(api, metric, **query)

    for key, told in (groups if dimension else {"": body}).items():
        count, lines = shown(metric, part=part, key=key, **query)
        assert count == counted(told, part)
        if metric == "fines":
            assert f"{sum((line['case'].fine for line in lines), Decimal('0.00')):.2f}" == count
        else:
            assert len(lines) == count


@pytest.mark.usefixtures("enforced")
def test_the_cases_are_those_of_the_figures_instant(city: City) -> None:
    before, after = (shown("cases_filed", as_of=day) for day in ("2026-11-14", "2026-11-15"))

    assert [(count, len(lines)) for count, lines in (before, after)] == [(3, 3), (2, 2)]


def test_the_documents_asked_for_add_up_to_their_figure(city: City, api: ApiOf) -> None:
    inspection = make_batch(city).inspection
    for number, (items, copies) in enumerate(((100, 800), (23, 86))):
        asked_at = NOON - timedelta(days=number)
        DocumentRequest.objects.create(
            inspection=inspection, number=str(number), items=items, copies=copies, asked_at=asked_at
        )

    count, lines = shown("document_items", group_by="inspection", key=str(inspection.pk))

    assert count == sum(one.items for one in lines) == 123
    assert [one.copies for one in shown("document_copies", as_of="2026-11-15")[1]] == [86]


def test_the_diary_days_of_each_satchel_add_up_to_their_figure(city: City) -> None:
    satchel = opened(city)
    for day in (0, 1, 3):
        act(city, satchel, "write_entry", WriteEntry(f"第{day}天"), at=OPENED + day * DAY)
    query = {"as_of": "2021-10-28", "group_by": "agency_territory", "key": "321181"}

    written, lines = shown("diary_completeness", **query)
    due, _same = shown("diary_completeness", part="denominator", **query)

    assert written == sum(one.written for one, _due in lines) == 3
    assert due == sum(told for _one, told in lines) == 4


@pytest.mark.parametrize("part", ["numerator", "denominator"])
@pytest.mark.parametrize("metric", OF_SECTIONS)
@pytest.mark.usefixtures("measured")
def test_a_figure_of_sections_opens_the_readings_of_its_month(api: ApiOf, metric: str, part: str) -> None:
    for query in ({}, {"from": "2026-09-01", "to": "2026-09-30"}):
        body, groups = figure(api, metric, group_by="region", **query)

        for key, told in groups.items():
            count, lines = shown(metric, part=part, group_by="region", key=key, **query)
            assert len(lines) == count == counted(told, part)
        assert len(shown(metric, part=part, **query)[1]) == counted(body, part)


@pytest.mark.parametrize("query", ["group_by=month&key=soon", "group_by=channel", "inspection=1", "dance=1"])
def test_rows_that_nobody_can_ask_for_are_refused(city: City, query: str) -> None:
    assert reader("director2").get(f"{ROWS}?metric=cases_filed&{query}").status_code == 400


@pytest.mark.parametrize(("metric", "key"), [("document_items", "no-id"), ("diary_days", "no-id")])
def test_an_inspection_that_nobody_knows_has_no_rows(city: City, metric: str, key: str) -> None:
    assert shown(metric, group_by="inspection", key=key)[1] == []


@pytest.mark.parametrize("name", sorted(set(DIMENSIONS) - set(FAMILIES[Family.ACCOUNTABILITY].dimensions)))
def test_every_dimension_has_a_title_in_words(city: City, name: str) -> None:
    metric = next(one.name for one in METRICS.values() if name in FAMILIES[one.family].dimensions)

    page = reader("director2").get(ROWS, {"metric": metric, "group_by": name, "key": "none"})

    assert str(page.context["group"][0]).startswith("按")


def test_another_agency_opens_none_of_a_branchs_cases(city: City) -> None:
    file(city, 1, agency="321112-hb")

    assert reader("handler").get(f"{ROWS}?metric=cases_filed").context["lines"] == []


def test_the_cases_behind_a_figure_cost_the_same_at_one_and_at_ten(city: City) -> None:
    def cost() -> int:
        client = reader("director2")
        client.get(f"{ROWS}?metric=cases_filed")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{ROWS}?metric=cases_filed")
        return len(queries)

    file(city, 1)
    at_one = cost()
    for number in range(2, 11):
        file(city, number)

    assert cost() == at_one <= 8
