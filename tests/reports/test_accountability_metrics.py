"""Accountability among the metrics: persons once, outcomes each, as published, for those who may read it."""

from collections.abc import Iterator
from datetime import date
from itertools import cycle, islice
from typing import Any

import pytest
import time_machine
from django.db import transaction

from reports.actions.reports import TakeReport, take_report
from supervision.actions.accountability import KeepNotice, keep_notice
from tests.cast import NOON, City
from tests.conftest import ApiOf
from tests.reports.city import on
from tests.supervision.test_accountability import HEADER, THREE, keep, table
from tests.web.readers import reader

METRICS = ("accountability_notices", "persons_held_to_account", "accountability_outcomes")
OCTOBER = date(2026, 10, 20)
ONE = f"{HEADER}\n1,乡科级,政府,诫勉"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """It is 16 November 2026."""
    with time_machine.travel(NOON):
        yield


@pytest.fixture
def published(city: City) -> None:
    """A notice of October with one person, and one of November with three persons and four outcomes."""
    keep(city, ONE, title="十月通报", on=OCTOBER)
    keep(city, THREE)


def asked(api: ApiOf, metric: str, who: str = "director2", **query: str) -> dict[str, Any]:
    """The answer to a question about a metric."""
    response = api(who).get("/api/v1/metrics", {"metric": metric, **query})
    body: dict[str, Any] = response.json()
    assert response.status_code == 200, body
    return body


def told(body: dict[str, Any]) -> dict[str, int]:
    """The groups in which something was counted."""
    return {group["key"]: group["value"] for group in body["groups"] if group["value"]}


@pytest.mark.usefixtures("published")
def test_a_person_counts_once_under_the_gravest_and_every_outcome_counts(api: ApiOf) -> None:
    assert [asked(api, name)["value"] for name in METRICS] == [2, 4, 5]
    assert told(asked(api, "persons_held_to_account", group_by="outcome")) == {
        "justice": 1, "party_discipline": 1, "admonition": 1, "criticism": 1,
    }  # fmt: skip
    assert told(asked(api, "accountability_outcomes", group_by="outcome")) == {
        "justice": 1, "party_discipline": 1, "admonition": 2, "criticism": 1,
    }  # fmt: skip
    assert told(asked(api, "persons_held_to_account", group_by="rank")) == {"division": 1, "section": 2, "other": 1}
    assert told(asked(api, "persons_held_to_account", group_by="month")) == {"2026-10": 1, "2026-11": 3}


def test_seven_provinces_come_out_of_the_registry_as_they_were_printed(city: City, api: ApiOf) -> None:
    rows = zip(
        range(1, 1049), cycle(("县处级", "乡科级")), cycle(("党委", "政府")), cycle(("诫勉", "组织处理")), strict=False
    )
    lines = [f"{number},{rank},{body},{outcome}" for number, rank, body, outcome in rows]
    again = [line.rpartition(",")[0] + ",批评教育" for line in islice(lines, 32)]
    keep(city, "\n".join([HEADER, *lines, *again]))

    assert asked(api, "accountability_outcomes")["value"] == 1080
    assert asked(api, "persons_held_to_account")["value"] == 1048


@pytest.mark.usefixtures("published")
def test_what_was_published_later_or_elsewhere_is_not_counted(api: ApiOf) -> None:
    assert asked(api, "persons_held_to_account", as_of="2026-11-15")["value"] == 1
    assert asked(api, "persons_held_to_account", **{"from": "2026-11-01"})["value"] == 3
    assert asked(api, "persons_held_to_account", source="anyang")["value"] == 0


@pytest.mark.parametrize(("who", "value"), [("discipline", 4), ("leader", 4), ("handler", 0), ("unithead", 0)])
@pytest.mark.usefixtures("published")
def test_only_who_reads_the_notices_counts_them(api: ApiOf, who: str, value: int) -> None:
    assert asked(api, "persons_held_to_account", who)["value"] == value


@pytest.mark.parametrize("query", ["group_by=region", "region_code=321181", "inspection=0"])
def test_what_no_notice_knows_parts_and_narrows_nothing(city: City, api: ApiOf, query: str) -> None:
    answer = api("director2").get(f"/api/v1/metrics?metric=persons_held_to_account&{query}")

    assert answer.status_code == 400


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("dimension", ["", "outcome", "rank", "body", "month"])
@pytest.mark.usefixtures("published")
def test_each_figure_opens_the_notices_with_the_same_number_above_them(api: ApiOf, metric: str, dimension: str) -> None:
    query = {"group_by": dimension} if dimension else {}
    shown = {"accountability_notices": "published", "persons_held_to_account": "persons"}.get(metric, "outcomes")
    body = asked(api, metric, **query)

    for key, value in (told(body) if dimension else {"": body["value"]}).items():
        page = reader("director2").get("/dashboard/rows", {"metric": metric, **query, "key": key}, follow=True)
        assert page.redirect_chain[-1][0].startswith("/accountability/?")
        assert (key, page.context[shown]) == (key, value)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("dance=1", "dance"),
        ("rank=village", "没有这个取值：village"),
        ("rank=section&body=government", "处理方式、级别、单位类型只能选一项"),
    ],
)
def test_the_page_refuses_what_it_cannot_narrow_by(city: City, query: str, words: str) -> None:
    answer = reader("director2").get(f"/accountability/?{query}")

    assert (answer.status_code, answer.context["details"]) == (400, [words])


def test_a_month_that_is_none_is_refused(city: City) -> None:
    rows = "/dashboard/rows?metric=persons_held_to_account&group_by=month&key=soon"

    assert reader("director2").get(rows).status_code == 400


@pytest.mark.usefixtures("published")
def test_the_rectification_report_prints_what_was_published_of_its_source(city: City) -> None:
    with transaction.atomic():
        notice = KeepNotice("演示来源通报", date(2026, 10, 30), table(THREE), source="anyang")
        keep_notice(notice, by=city.actor("director"), at=NOON)
        order = TakeReport("rectification", date(2026, 10, 31), source="anyang")
        report = take_report(order, by=city.actor("director2"), at=on("11-16"))

    lines = next(dict(block["lines"]) for block in report.content["blocks"] if block["title"] == "责任追究")
    assert lines == {"移送责任追究问题": "未公布", "问责人数": "3", "处理人次": "4"}
    assert "问责人数3。" in report.text.body
