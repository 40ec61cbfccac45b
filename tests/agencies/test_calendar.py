"""The working calendar: seeded years, the years after them, and the next notice."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from agencies.actions.calendar import load_calendar
from agencies.data import statutory_days
from agencies.errors import FileRefused
from agencies.models import CalendarYear
from agencies.queries.directory import published_years, working_calendar
from kernel.actor import SYSTEM
from kernel.models import Event

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
HEADER = "日期,工作日,名称"
NOTICE_2027 = [f"{row.day.isoformat()},0,{row.name}" for row in statutory_days() if row.day.year == 2027] + [
    "2027-01-03,1,元旦调休",
    "2027-02-09,0,春节",
]


def notice(*lines: str) -> str:
    return "\n".join([HEADER, *(lines or NOTICE_2027)]) + "\n"


def test_every_day_from_2004_to_2026_is_what_another_program_says() -> None:
    calendar = working_calendar()

    days = [date(2004, 1, 1) + timedelta(days=n) for n in range(8401)]

    assert [day for day in days if calendar.is_working(day) != chinese_calendar.is_workday(day)] == []
    assert published_years() == list(range(2004, 2027))


def test_the_swapped_days_of_2026_are_those_of_the_notice() -> None:
    calendar = working_calendar()
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]

    swapped = [f"{day:%m-%d}" for day in days if day.weekday() >= 5 and calendar.is_working(day)]

    assert swapped == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


def test_a_year_without_a_notice_rests_on_weekends_and_statutory_days() -> None:
    calendar = working_calendar()

    resting = [day for day in (date(2027, 2, 1) + timedelta(days=n) for n in range(14)) if not calendar.is_working(day)]

    assert not calendar.is_published(2027)
    assert [day.day for day in resting] == [5, 6, 7, 8, 13, 14]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2027-02-06", "春节"),
        ("2029-02-13", "春节"),
        ("2033-01-31", "春节"),
        ("2034-02-19", "春节"),
        ("2033-09-08", "中秋节"),
        ("2031-10-01", "中秋节、国庆节"),
        ("2028-04-04", "清明节"),
        ("2027-06-09", "端午节"),
    ],
)
def test_lunar_days_stand_where_an_almanac_has_them(day: str, name: str) -> None:
    assert {row.day.isoformat(): row.name for row in statutory_days()}[day] == name


def test_each_year_ahead_has_thirteen_statutory_days() -> None:
    per_year = dict.fromkeys(range(2027, 2051), 0)
    for row in statutory_days():
        per_year[row.day.year] += row.name.count("、") + 1

    assert set(per_year.values()) == {13}


def test_the_next_notice_publishes_its_year_and_raises_the_calendars_version() -> None:
    before = working_calendar()

    years = load_calendar(notice(), source="国办发明电〔2026〕1号", by=SYSTEM, at=AT)

    after = working_calendar()
    assert [(year.year, year.version) for year in years] == [(2027, 1)]
    assert (after.is_published(2027), after.version) == (True, before.version + 1)
    assert (after.is_working(date(2027, 1, 3)), after.is_working(date(2027, 2, 9))) == (True, False)


def test_loading_a_notice_records_one_event_with_its_year_and_version() -> None:
    load_calendar(notice(), source="通知", by=SYSTEM, at=AT)

    event = Event.objects.get(type="calendar.loaded")
    assert (event.data["year"], event.data["version"], event.recorded_at) == (2027, 1, AT)


def test_the_same_file_again_changes_nothing() -> None:
    load_calendar(notice(), source="通知", by=SYSTEM, at=AT)

    load_calendar(notice(), source="通知", by=SYSTEM, at=AT)

    assert CalendarYear.objects.get(pk=2027).version == 1
    assert Event.objects.filter(type="calendar.loaded").count() == 1


def test_a_correction_replaces_the_year_and_raises_its_version() -> None:
    load_calendar(notice(), source="通知", by=SYSTEM, at=AT)

    load_calendar(notice(*NOTICE_2027[:-1]), source="更正", by=SYSTEM, at=AT)

    assert CalendarYear.objects.get(pk=2027).version == 2
    assert working_calendar().is_working(date(2027, 2, 9))


@pytest.mark.parametrize(
    ("lines", "faults"),
    [
        (["2027-13-01,0,元旦"], [(2, "日期")]),
        (["2027-01-01,也许,元旦", "坏,0,元旦"], [(2, "工作日"), (3, "日期")]),
        ([*NOTICE_2027, "2027-01-01,0,元旦"], [(len(NOTICE_2027) + 2, "日期")]),
        ([NOTICE_2027[0]], [(1, "日期")] * 6),
    ],
)
def test_a_bad_notice_is_refused_with_every_line(lines: list[str], faults: list[tuple[int, str]]) -> None:
    with pytest.raises(FileRefused) as refusal:
        load_calendar(notice(*lines), source="通知", by=SYSTEM, at=AT)

    assert [(fault.line, fault.column) for fault in refusal.value.faults] == faults
    assert not CalendarYear.objects.filter(pk=2027).exists()


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", HEADER, f"{HEADER}\n\n"])
def test_a_file_that_is_no_notice_is_refused(text: str) -> None:
    with pytest.raises(FileRefused):
        load_calendar(text, source="通知", by=SYSTEM, at=AT)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_command_reads_a_notice_in_the_encodings_of_offices(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "2027.csv"
    file.write_bytes(notice().encode(encoding))

    call_command("load_calendar", file)

    assert CalendarYear.objects.get(pk=2027).source.startswith("2027.csv #")


def test_the_command_says_in_one_sentence_that_there_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_calendar", tmp_path / "absent.csv")


def test_the_calendar_costs_one_query_once_it_is_known(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    working_calendar()

    with django_assert_num_queries(1):
        working_calendar()
