"""Two languages: pages and answers follow their reader, papers and ledgers speak Chinese to everybody."""

import io
import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import translation
from docx import Document

from reports.actions.reports import TakeReport, take_report
from reports.models import ReportFile
from supervision.actions.referral_papers import freeze_paper
from supervision.exports import package_of
from supervision.models import LetterKind, ReferralPaper
from tests.cases.situations import clue_in
from tests.cast import NOON, City
from tests.conftest import ApiOf
from tests.reports.city import ZONE, on
from tests.supervision.situations import referral_in
from tests.web.readers import reader

HAN = re.compile(r"[\u4e00-\u9fff]")


def english_reader(username: str) -> Client:
    """A browser in which this person has chosen English."""
    client = reader(username)
    client.post("/language", {"language": "en"})
    return client


@pytest.mark.parametrize(
    ("language", "heading"), [("", "工作台"), ("zh-hans", "工作台"), ("en", "Desk"), ("xx", "工作台")]
)
def test_a_page_speaks_chinese_until_its_reader_chooses_english(city: City, language: str, heading: str) -> None:
    client = reader("director")
    client.post("/language", {"language": language})

    shown = client.get("/desk").content.decode()

    assert f"<h1>{heading}</h1>" in shown
    assert f'<html lang="{"en" if language == "en" else "zh-hans"}"' in shown


def test_a_browser_that_would_like_english_is_not_asked_on_pages(city: City) -> None:
    shown = reader("director").get("/desk", HTTP_ACCEPT_LANGUAGE="en").content.decode()

    assert "<h1>工作台</h1>" in shown
    assert 'value="en"' in shown


def test_english_can_be_chosen_before_signing_in(db: None) -> None:
    client = Client()

    offered = client.get("/login").content.decode()
    led_to = client.post("/language", {"language": "en", "next": "/login"})["Location"]

    assert 'name="language" value="en"' in offered
    assert "Sign in" in client.get(led_to).content.decode()


def test_a_program_is_refused_in_its_own_language_under_one_code(city: City, api: ApiOf) -> None:
    path = f"/api/v1/clues/{uuid4()}"

    chinese, english = (
        api("intake").get(path, HTTP_ACCEPT_LANGUAGE=language).json() for language in ("zh-hans", "en-GB,en;q=0.8")
    )

    assert (chinese["code"], chinese["detail"]) == ("not_found", "没有找到该记录")
    assert (english["code"], english["detail"]) == ("not_found", "Record not found")


def test_the_open_verbs_and_every_fault_are_told_in_english(city: City, api: ApiOf) -> None:
    path, english = f"/api/v1/clues/{clue_in(city, 'registered').pk}/actions", "en"

    verbs = api("intake").get(path, HTTP_ACCEPT_LANGUAGE=english).json()["results"]
    fault = (
        api("intake")
        .post(f"{path}/reject", {"reason_code": "out_of_remit", "x": 1}, HTTP_ACCEPT_LANGUAGE=english)
        .json()
    )

    assert ("reject", "Reject") in {(verb["name"], verb["label"]) for verb in verbs}
    assert [(error["code"], error["detail"]) for error in fault["errors"]] == [("unknown_field", "No such field")]


def test_the_lists_of_values_name_each_value_in_both_languages(city: City, api: ApiOf) -> None:
    lists = {one["list"]: one["values"] for one in api("intake").get("/api/v1/codes").json()["results"]}

    assert {"code": "letter", "name": "来信", "name_en": "Letter"} in lists["channel"]
    assert not any(HAN.search(value["name_en"]) for values in lists.values() for value in values)


@pytest.mark.parametrize("paper", ["registration", "presentation", "dispatch"])
def test_a_slip_reads_the_same_whatever_language_its_printer_works_in(city: City, paper: str) -> None:
    path = f"/clues/{clue_in(city, 'dispatched').pk}/papers/{paper}"

    slips = [sheet_of(client.get(path).content.decode()) for client in (reader("intake"), english_reader("intake"))]

    assert slips[0] == slips[1]
    assert "环境问题线索" in slips[1]


@pytest.mark.parametrize("path", ["/reports/supervision", "/reports/meeting", "/handover"])
def test_a_list_for_a_meeting_reads_the_same_in_either_language(city: City, path: str) -> None:
    clue_in(city, "investigating", due_at=NOON)

    lists = [sheet_of(client.get(path).content.decode()) for client in (reader("director"), english_reader("director"))]

    assert lists[0] == lists[1]


def sheet_of(page: str) -> str:
    """The part of a page that is the paper."""
    return page.partition('<div lang="zh-hans">')[2].partition("打印时间")[0]


def test_the_ledger_is_the_same_file_in_either_language(city: City) -> None:
    clue_in(city, "investigating")

    files = [
        b"".join(client.get("/clues/export.csv").streaming_content)  # type: ignore[attr-defined]
        for client in (reader("director"), english_reader("director"))
    ]

    assert files[0] == files[1]
    assert "线索编号" in files[0].decode("utf-8-sig")


def in_language(language: str, make: Any) -> Any:
    """What is made while somebody works in this language."""
    with translation.override(language), transaction.atomic():
        return make()


def test_a_report_says_the_same_in_whatever_language_it_was_taken(city: City) -> None:
    def taken(source: str) -> Any:
        order = TakeReport("monthly", date(2026, 10, 15), source=source)
        return take_report(order, by=city.actor("director"), at=on("11-16", "00:01:00"))

    chinese, english = in_language("zh-hans", lambda: taken("甲")), in_language("en", lambda: taken("乙"))

    assert {**chinese.content, "scope": ""} == {**english.content, "scope": ""}
    assert printed(chinese) == [line.replace("乙", "甲") for line in printed(english)]


def printed(report: Any) -> list[str]:
    """The lines of the report's document."""
    document = Document(io.BytesIO(bytes(ReportFile.objects.get(report=report, type="docx").content)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in document.paragraphs), *cells]


def test_a_referral_leaves_in_chinese_whoever_sends_it(city: City) -> None:
    referral = referral_in("sent")

    packages = {
        language: in_language(
            language, lambda: package_of(referral, root=settings.MEDIA_ROOT, zone=ZONE)
        )
        for language in ("zh-hans", "en")
    }  # fmt: skip
    in_language("en", lambda: freeze_paper(referral, LetterKind.REFERRAL_LETTER, at=NOON))

    letter = Document(io.BytesIO(bytes(ReferralPaper.objects.get(referral=referral, form="docx").content)))
    assert packages["zh-hans"] == packages["en"]
    assert "责任主体未依法依规履行职责" in "".join(paragraph.text for paragraph in letter.paragraphs)
