"""Section readings: a failing section drafts its pair, a second failing month asks for an inspection."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import transaction

from kernel.errors import BadInput
from supervision.actions.sections import Outcome, read_sections, take_in_sections
from supervision.models import Letter, Proposal, SectionReading
from tests.cast import City
from tests.web.readers import reader

HEAD = "断面编码,断面名称,水体,责任政府,考核目标,月份,水质类别"
NOW = datetime(2020, 7, 1, tzinfo=UTC)


def table(*rows: str) -> bytes:
    """A file with these months and classes of one section, or whole rows."""
    lines = [row if "," in row and row.count(",") > 1 else f"S01,城南,九曲河,321181,Ⅲ,{row}" for row in rows]
    return "\n".join([HEAD, *lines]).encode()


def load(city: City, *rows: str) -> Outcome:
    """Take the table in."""
    with transaction.atomic():
        return take_in_sections(read_sections(table(*rows)), by=city.actor("dispatcher"), at=NOW)


def test_a_section_turning_worse_than_five_drafts_the_pair_from_one_trigger(city: City) -> None:
    load(city, "2020-03,Ⅲ类", "2020-04,劣Ⅴ类")

    letters = list(Letter.objects.order_by("kind"))
    assert [letter.kind for letter in letters] == ["principal_letter", "warning_letter"]
    assert len({letter.trigger for letter in letters}) == 1
    assert {letter.status for letter in letters} == {"drafted"}
    assert [letter.addressed_to for letter in letters] == ["丹阳市党委、政府主要领导", "丹阳市人民政府"]
    assert all("劣Ⅴ类" in letter.body for letter in letters)
    assert Proposal.objects.count() == 0


def test_the_pair_leaves_the_house_by_a_signature_alone(city: City) -> None:
    load(city, "2020-04,劣V")
    warning = Letter.objects.get(kind="warning_letter")
    leader = reader("leader")
    assert leader.get(f"/letters/{warning.pk}").status_code == 404

    reader("director2").post(f"/letters/{warning.pk}/actions/sign", {"letter_number": "演〔2026〕3号"})

    assert leader.get(f"/letters/{warning.pk}").status_code == 200
    assert Letter.objects.get(kind="principal_letter").status == "drafted"


@pytest.mark.parametrize(
    ("months", "letters", "proposals"),
    [
        (("2020-04,Ⅲ",), 0, 0),
        (("2020-04,Ⅳ",), 2, 0),
        (("2020-04,Ⅳ", "2020-05,Ⅳ"), 2, 1),
        (("2020-04,Ⅳ", "2020-05,劣Ⅴ"), 4, 1),
        (("2020-04,Ⅳ", "2020-05,Ⅲ", "2020-06,Ⅳ"), 4, 0),
        (("2020-04,Ⅳ", "2020-06,Ⅳ"), 4, 0),
    ],
)
def test_what_each_course_of_months_drafts_and_proposes(
    city: City, months: tuple[str, ...], letters: int, proposals: int
) -> None:
    load(city, *months)

    assert (Letter.objects.count(), Proposal.objects.count()) == (letters, proposals)


def test_the_second_failing_month_stands_on_the_desk_as_a_proposal(city: City) -> None:
    load(city, "2020-04,劣Ⅴ", "2020-05,劣Ⅴ")

    shown = reader("director2").get("/proposals/").content.decode()

    assert "城南断面连续两个月未达标，建议开展专项检查" in shown


def test_the_same_table_again_changes_nothing(city: City) -> None:
    load(city, "2020-04,劣Ⅴ", "2020-05,劣Ⅴ")

    again = load(city, "2020-04,劣Ⅴ", "2020-05,劣Ⅴ")

    assert again == Outcome(read=2, created=0, unchanged=2, failing=0)
    assert (Letter.objects.count(), Proposal.objects.count()) == (2, 1)


@pytest.mark.parametrize(
    "row",
    ["2020-04,七类", "2020-13,Ⅲ", ",Ⅲ", "S02,城北,河,不存在的政府,Ⅲ,2020-04,Ⅲ", "S02,,河,321181,Ⅲ,2020-04,Ⅲ"],
)
def test_a_bad_row_refuses_the_whole_table_with_its_line(city: City, row: str) -> None:
    with pytest.raises(BadInput) as refusal:
        load(city, "2020-03,Ⅱ", row)

    assert all(error.pointer.startswith("/line/3/") for error in refusal.value.errors)
    assert SectionReading.objects.count() == 0


def test_a_month_that_has_not_come_is_refused(city: City) -> None:
    with pytest.raises(BadInput):
        load(city, "2020-08,Ⅲ")


def test_the_page_takes_a_table_in_and_shows_the_months(city: City) -> None:
    client = reader("dispatcher")

    answer = client.post("/sections/", {"file": SimpleUploadedFile("断面.csv", table("2020-04,劣Ⅴ"))})

    assert answer["Location"] == "/sections/"
    shown = client.get("/sections/").content.decode()
    assert "劣Ⅴ类" in shown
    assert "2020-04" in shown


def test_the_page_says_what_is_wrong_with_a_table(city: City) -> None:
    answer = reader("dispatcher").post("/sections/", {"file": SimpleUploadedFile("断面.csv", "甲,乙\n1,2".encode())})

    assert answer.status_code == 422
    assert "缺少列" in answer.content.decode()


def test_the_command_reads_a_spreadsheets_own_encoding(city: City, tmp_path: Path) -> None:
    path = tmp_path / "断面.csv"
    path.write_bytes(table("2020-04,劣Ⅴ").decode().encode("gb18030"))

    call_command("import_sections", str(path))

    assert Letter.objects.count() == 2


def test_the_command_refuses_a_file_that_is_not_there(city: City, tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("import_sections", str(tmp_path / "nothing.csv"))
