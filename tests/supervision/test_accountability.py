"""Accountability as it was published: persons once, outcomes each, and no names."""

import io
from datetime import date
from itertools import cycle, islice
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from rustpy_xlsxwriter import FastExcel

from kernel.errors import BadInput
from kernel.models import Event
from kernel.uploads import Upload
from supervision.actions.accountability import KeepNotice, NoticeExists, keep_notice, read_outcomes
from supervision.models import AccountabilityNotice, AccountablePerson, PublishedOutcome
from supervision.queries.accountability import notices_visible_to, outcomes_by, persons_by, published_by
from tests.cast import NOON, City
from tests.web.readers import reader

HEADER = "序号,级别,单位类型,处理方式"
TODAY = date(2026, 11, 16)
THREE = (
    f"{HEADER}\n1,县处级,政府,诫勉\n1,县处级,政府,党纪处分\n2,乡科级,职能部门,批评教育\n3,其他,国有企业,移送司法机关"
)


def table(text: str) -> Upload:
    """A table as it arrives."""
    return Upload(io.BytesIO(text.encode()), len(text), Path())


def keep(city: City, text: str, *, title: str = "第一份通报", on: date = TODAY) -> AccountabilityNotice:
    """A notice that the office writes down."""
    return keep_notice(KeepNotice(title, on, table(text)), by=city.actor("director"), at=NOON)


def test_a_person_with_two_outcomes_is_one_person_under_the_graver(city: City) -> None:
    keep(city, THREE)
    notices = published_by(city.actor("leader"), on=TODAY)

    persons, outcomes = persons_by(notices, "outcome"), outcomes_by(notices, "outcome")

    assert {key: count for key, count in persons.items() if count} == {
        "justice": 1,
        "party_discipline": 1,
        "criticism": 1,
    }
    assert {key: count for key, count in outcomes.items() if count} == {
        "justice": 1,
        "party_discipline": 1,
        "admonition": 1,
        "criticism": 1,
    }


def test_seven_provinces_met_1080_outcomes_and_1048_persons(city: City) -> None:
    outcomes = ("党纪处分", "政务处分", "诫勉", "组织处理")
    ranks, bodies = ("厅局级", "县处级", "乡科级", "其他"), ("党委", "政府", "职能部门", "国有企业")
    rows = zip(range(1, 1049), cycle(ranks), cycle(bodies), cycle(outcomes), strict=False)
    lines = [f"{number},{rank},{body},{outcome}" for number, rank, body, outcome in rows]
    again = [line.rpartition(",")[0] + ",批评教育" for line in islice(lines, 32)]
    keep(city, "\n".join([HEADER, *lines, *again]), title="七省（市）督察问责情况")

    notices = published_by(city.actor("director"), on=TODAY)

    for dimension in ("outcome", "rank", "body"):
        assert sum(persons_by(notices, dimension).values()) == 1048
        assert sum(outcomes_by(notices, dimension).values()) == 1080
    assert Event.objects.get(type="accountability_notice.kept").data == {"persons": 1048, "outcomes": 1080}


def test_several_outcomes_may_stand_in_one_cell(city: City) -> None:
    keep(city, f"{HEADER}\n1,县处级,政府,诫勉、党纪处分")

    assert (AccountablePerson.objects.count(), PublishedOutcome.objects.count()) == (1, 2)


def test_what_was_published_later_counts_later(city: City) -> None:
    keep(city, THREE)

    before = published_by(city.actor("director"), on=date(2026, 11, 15))

    assert sum(persons_by(before, "rank").values()) == 0


@pytest.mark.parametrize(
    ("text", "pointers"),
    [
        ("序号,级别\n1,县处级", ["/file"]),
        (HEADER, ["/file"]),
        (f"{HEADER}\n甲,县处级,政府,诫勉", ["/line/2/序号"]),
        (f"{HEADER}\n1,村级,政府,点名", ["/line/2/级别", "/line/2/处理方式"]),
        (f"{HEADER}\n1,县处级,政府,诫勉\n1,乡科级,政府,党纪处分", ["/file"]),
        (f"{HEADER}\n1,县处级,政府,诫勉\n1,县处级,政府,诫勉", ["/file"]),
    ],
)
def test_a_table_that_cannot_be_counted_says_where(city: City, text: str, pointers: list[str]) -> None:
    with pytest.raises(BadInput) as refusal:
        keep(city, text)

    assert [error.pointer for error in refusal.value.errors] == pointers
    assert not AccountabilityNotice.objects.exists()


def test_a_notice_is_written_down_once_and_not_before_its_day(city: City) -> None:
    keep(city, THREE)

    with pytest.raises(NoticeExists):
        keep(city, THREE)
    with pytest.raises(BadInput):
        keep(city, THREE, title="明天的通报", on=date(2026, 11, 17))


def test_the_database_counts_nobody_twice(city: City) -> None:
    notice = keep(city, THREE)

    with pytest.raises(IntegrityError), transaction.atomic():
        AccountablePerson.objects.create(notice=notice, number=1, rank="section", body="government")


def test_a_handling_unit_reads_none_of_it(city: City) -> None:
    keep(city, THREE)

    seen = {who: notices_visible_to(city.actor(who)).count() for who in ("director", "discipline", "leader", "handler")}

    assert seen == {"director": 1, "discipline": 1, "leader": 1, "handler": 0}


def test_the_page_takes_a_table_and_shows_its_totals(city: City) -> None:
    client = reader("dispatcher")
    token = client.get("/accountability/new").context["token"]
    file = SimpleUploadedFile("人员.csv", THREE.encode())
    answer = client.post(
        "/accountability/new", {"form_token": token, "title": "通报", "published_on": "2026-11-16", "file": file}
    )

    shown = client.get("/accountability/").content.decode()

    assert answer["Location"] == "/accountability/"
    assert "<b>3</b><span>问责人数（人）" in shown
    assert "<b>4</b><span>处理人次" in shown


def test_totals_of_a_day_to_come_are_refused(city: City) -> None:
    assert reader("dispatcher").get("/accountability/?as_of=2099-01-01").status_code == 400


def test_a_workbook_is_read_as_a_csv_is(city: City) -> None:
    file = io.BytesIO()
    rows = [dict(zip(HEADER.split(","), line.split(","), strict=True)) for line in THREE.split("\n")[1:]]
    FastExcel(file).sheet("人员", rows).save()
    file.seek(0)

    assert read_outcomes(file) == read_outcomes(io.BytesIO(THREE.encode()))
