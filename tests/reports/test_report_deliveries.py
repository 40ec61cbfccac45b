"""Delivery: chosen posts find an issued report in their inbox, and a receipt says who opened it when."""

from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction

from cases.actions.notices import tell_posts
from cases.models import Notice
from kernel.models import Event
from reports.models import ReportReceipt, ReportRecipient
from tests.cast import City
from tests.conftest import ApiOf
from tests.reports.city import make_counted_city, on
from tests.web.readers import reader

LATER = on("11-16", "00:01:00")
PATH = "/api/v1/reports/recipients"
UNIT = "321181-hb:unithead"


def ask(api: ApiOf, path: str, who: str = "director2", **body: object) -> tuple[int, dict[str, Any]]:
    """The answer to a POST."""
    with time_machine.travel(LATER, tick=False):
        response = api(who).post(path, body)
    return response.status_code, response.json()


@pytest.fixture
def report(city: City, api: ApiOf) -> str:
    """October's report, for the head of a unit, not yet issued: its id."""
    make_counted_city(city)
    ask(api, PATH, kind="monthly", posts=[UNIT])
    return str(ask(api, "/api/v1/reports", kind="monthly", day="2026-10-15")[1]["id"])


def issued(api: ApiOf, pk: str) -> None:
    """The director issues it, and the worker delivers."""
    ask(api, f"/api/v1/reports/{pk}/actions/issue")
    tell_posts(Event.objects.get(type="report_text.issued"), at=LATER)


def test_an_issued_report_lies_before_the_chosen_posts(api: ApiOf, report: str) -> None:
    before = api("unithead").get(f"/api/v1/reports/{report}").status_code

    issued(api, report)
    tell_posts(Event.objects.get(type="report_text.issued"), at=LATER)

    assert before == 404
    assert list(Notice.objects.filter(kind="report_text.issued").values_list("post", flat=True)) == [UNIT]
    desk = reader("unithead").get("/desk").content.decode()
    assert "新印发的报告，请查阅" in desk
    assert f'href="/reports/{report}"' in desk


def test_a_receipt_says_who_first_opened_it_and_when(api: ApiOf, report: str) -> None:
    issued(api, report)
    with time_machine.travel(on("11-16", "09:00:00"), tick=False):
        reader("unithead").get(f"/reports/{report}")
    with time_machine.travel(on("11-17", "09:00:00"), tick=False):
        reader("unithead").get(f"/reports/{report}")

    told = api("director2").get(f"/api/v1/reports/{report}/receipts").json()["results"]
    assert [(one["post"], one["opened_by"], one["opened_at"][:16]) for one in told] == [
        (UNIT, "unithead", "2026-11-16T09:00")
    ]
    assert Event.objects.filter(type="report_receipt.opened").count() == 1
    assert "演示unithead" in reader("director2").get(f"/reports/{report}").content.decode()


def test_nobody_else_leaves_a_receipt_or_reads_it(api: ApiOf, report: str) -> None:
    issued(api, report)

    assert api("colleague").get(f"/api/v1/reports/{report}").status_code == 404
    assert api("leader").get(f"/api/v1/reports/{report}").status_code == 200
    assert ReportReceipt.objects.get().opened_at is None
    assert api("leader").get(f"/api/v1/reports/{report}/receipts").status_code == 403


def test_a_receipt_once_opened_never_changes(api: ApiOf, report: str) -> None:
    issued(api, report)
    reader("unithead").get(f"/reports/{report}")

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        ReportReceipt.objects.update(opened_at=LATER)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        ReportReceipt.objects.all().delete()


def test_choosing_again_replaces_the_posts_and_delivers_nothing_back(api: ApiOf, report: str) -> None:
    issued(api, report)

    ask(api, PATH, kind="monthly", posts=["321100:leader"])

    assert list(ReportRecipient.objects.values_list("post", flat=True)) == ["321100:leader"]
    assert list(ReportReceipt.objects.values_list("post", flat=True)) == [UNIT]
    event = Event.objects.filter(type="report_recipients.chosen").latest("id")
    assert (event.data["before"], event.data["posts"]) == ([UNIT], ["321100:leader"])


@pytest.mark.parametrize(
    ("who", "body", "status", "code"),
    [
        ("director2", {"kind": "monthly", "posts": ["321181-hb:nobody"]}, 400, "does_not_exist"),
        ("director2", {"kind": "yearly", "posts": []}, 400, "invalid_choice"),
        ("director2", {"kind": "mechanism", "posts": [UNIT]}, 422, "outside_the_two_organs"),
        ("dispatcher", {"kind": "monthly", "posts": []}, 403, ""),
    ],
)
def test_recipients_that_cannot_be_are_refused(
    city: City, api: ApiOf, who: str, body: dict[str, Any], status: int, code: str
) -> None:
    answer, problem = ask(api, PATH, who, **body)

    assert (answer, [error["code"] for error in problem.get("errors", [])]) == (status, [code] if code else [])
    assert not ReportRecipient.objects.exists()


def test_the_mechanisms_report_stays_with_the_two_organs_whoever_received_it(city: City, api: ApiOf) -> None:
    chosen = ask(api, PATH, kind="mechanism", posts=["321100-jw:discipline", "321100-hq:director"])
    pk = str(ask(api, "/api/v1/reports", kind="mechanism", day="2026-10-15")[1]["id"])
    issued(api, pk)

    assert chosen[0] == 200
    assert api("discipline").get(f"/api/v1/reports/{pk}").status_code == 200
    assert api("director").get(f"/api/v1/reports/{pk}").status_code == 404


def test_the_page_offers_posts_to_tick_and_keeps_those_that_were_ticked(city: City) -> None:
    browser = reader("director2")

    offered = browser.get("/reports/recipients/weekly").content.decode()
    answer = browser.post(
        "/reports/recipients/weekly", {"kind": "weekly", "posts": [UNIT, "321100:leader"], "once": "b" * 20}
    )

    assert "镇江市丹阳生态环境局 单位负责人" in offered
    assert answer.status_code == 302
    assert list(ReportRecipient.objects.values_list("post", flat=True)) == ["321100:leader", UNIT]
    assert "镇江市丹阳生态环境局 单位负责人" in browser.get("/reports/settings").content.decode()
    assert browser.get("/reports/recipients/yearly").status_code == 404
