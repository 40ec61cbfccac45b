"""日期不详 is a bucket of its own: what has no date came and ended in no month, and least in that of its import."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from openpyxl import load_workbook

from agencies.queries.directory import working_calendar
from cases.actions.corrections import Correct, correct_clue
from cases.models import Clue
from cases.queries.desk import desk_of, hours_at
from cases.queries.first_times import whole_way
from reports.metrics import METRICS
from reports.queries.answers import answer_to
from reports.queries.figures import Wanted
from reports.queries.history import history_of
from reports.queries.meetings import week_of
from reports.queries.populations import population
from reports.queries.questions import Question
from reports.queries.rollups import counts_in, rolled_tally
from reports.queries.tallies import tally
from tests.cases.ledgers import imported, written
from tests.cases.ledgers import row as ledger_row
from tests.cases.test_ledger_workbooks import PUBLIC
from tests.cast import City, make_clue
from tests.conftest import ApiOf
from tests.reports.city import roll_up
from tests.web.readers import reader


def published(folder: Path, *numbers: str) -> Path:
    """A published table with a row without any date for each number, closed; the last one still open."""
    rows = [PUBLIC | {"受理编号": number} for number in numbers]
    rows[-1] |= {"是否办结": "正在办理", "是否属实": ""}
    with (folder / "public.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(PUBLIC))
        writer.writeheader()
        writer.writerows(rows)
    return folder / "public.csv"


@pytest.fixture
def mixed(city: City, tmp_path: Path) -> City:
    """Three clues of unknown dates, and one of this minute."""
    imported(published(tmp_path, "D1", "D2", "D3"), source="inspection")
    make_clue(city, at=timezone.now())
    roll_up()
    return city


def test_figures_by_month_have_a_bucket_of_unknown_dates_at_every_door(mixed: City, api: ApiOf) -> None:
    this_month = f"{timezone.localdate():%Y-%m}"
    client = reader("director2")

    told = api("director2").get("/api/v1/metrics?metric=clues_received&group_by=month").json()
    board = client.get("/dashboard/by/month").context["board"]
    rows = client.get("/dashboard/rows?metric=clues_received&group_by=month&key=none")

    assert told["value"] == 4
    assert [(one["key"], one["label"], one["value"]) for one in told["groups"]] == [
        (this_month, this_month, 1), ("none", "日期不详", 3),
    ]  # fmt: skip
    assert [(str(label), cells[0].figure.value) for label, cells in board.rows] == [(this_month, 1), ("日期不详", 3)]
    assert (rows.context["count"], len(rows.context["lines"])) == (3, 3)


@pytest.mark.usefixtures("mixed")
def test_roll_ups_and_clues_put_them_into_the_same_bucket(city: City) -> None:
    now, actor = timezone.now(), city.actor("director2")

    rolled = rolled_tally(Wanted(), ["month"], as_of=now, actor=actor)
    counted = tally(population(actor, Wanted(), as_of=now), ["month"])

    assert rolled is not None
    assert rolled.by == counted.by
    assert counted.by["month"]["none"].received == 3


@pytest.mark.usefixtures("mixed")
def test_nothing_of_an_unknown_date_is_received_or_closed_in_a_span_of_days(city: City, api: ApiOf) -> None:
    today = timezone.localdate().isoformat()
    rest = api("director2")

    found = {
        metric: rest.get(f"/api/v1/metrics?metric={metric}&from={today}").json()["value"]
        for metric in ("clues_received", "clues_closed_in_span")
    }
    listed = rest.get(f"/api/v1/clues?received_at_after={today}T00:00:00%2B08:00").json()["results"]
    now = timezone.localtime()
    desk = desk_of(city.actor("dispatcher"), at=now, hours=hours_at(now, working_calendar()))
    week = week_of(city.actor("director2"), at=now, today=now)

    assert found == {"clues_received": 1, "clues_closed_in_span": 0}
    assert len(listed) == 1
    assert next(one.count for one in desk.sections if one.key == "overnight") == 1
    assert [len(part.clues) for part in week.parts[:2]] == [1, 0]


@pytest.mark.usefixtures("mixed")
def test_no_month_of_the_dashboard_has_what_was_only_loaded_in_it(city: City) -> None:
    now, actor = timezone.now(), city.actor("director2")
    counts = counts_in(Wanted(), as_of=now, actor=actor).whole

    months = history_of(Wanted(), counts, as_of=now, actor=actor)

    assert (sum(month.received for month in months), sum(month.closed for month in months)) == (1, 0)


@pytest.mark.usefixtures("mixed")
def test_an_open_clue_of_an_unknown_date_has_no_age() -> None:
    client = reader("director2")

    ages = client.get("/dashboard/outlook").context["ages"]
    rows = client.get("/dashboard/ahead?age=unknown")

    assert {str(one.label): one.count for one in ages if one.count} == {"7天以内": 1, "日期不详": 1}
    assert rows.context["count"] == 1


@pytest.mark.usefixtures("mixed")
def test_rows_pages_and_exports_say_that_the_date_is_unknown() -> None:
    client, clue = reader("director2"), Clue.objects.get(source_external_id="D1")

    shown = [client.get(path).content.decode() for path in (f"/clues/{clue.pk}", "/clues/?source=inspection")]
    exported = list(cells(client, "/clues/export.xlsx?source=inspection"))

    loaded = f"{timezone.localtime(clue.received_at):%Y-%m-%d %H:%M}"
    for page in shown:
        assert "日期不详" in page
    assert loaded not in shown[1]
    assert [(row["登记时间"], row["办结时间"]) for row in exported] == [
        ("日期不详", ""), ("日期不详", "日期不详"), ("日期不详", "日期不详"),
    ]  # fmt: skip


def cells(client: Any, path: str) -> Iterator[dict[str, Any]]:
    """The rows of an exported workbook by their columns; an empty cell is empty text."""
    answer = client.get(path)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    head, *rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)  # type: ignore[union-attr]
    for row in rows:
        yield {str(name): value or "" for name, value in zip(head, row, strict=True)}


OWN = {"登记时间": "2021-06-02 18:19", "办结时间": "日期不详", "办理时限": ""}


@pytest.fixture(params=["a published table with days of receipt", "an office's own ledger"])
def closed_some_day(request: pytest.FixtureRequest, city: City, tmp_path: Path) -> Clue:
    """A clue of a known day of receipt that was closed on a day that nobody knows, and one closed yesterday."""
    if request.param.startswith("an office"):
        imported(written(tmp_path, ledger_row("D1", **OWN)), source="inspection")
    else:
        path = tmp_path / "public.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, [*PUBLIC, "登记时间"])
            writer.writeheader()
            writer.writerow(PUBLIC | {"受理编号": "D1", "登记时间": "2021-06-02 18:19"})
        imported(path, source="inspection")
    came, ended = (f"{timezone.localtime() - timedelta(days=ago):%Y-%m-%d %H:%M}" for ago in (2, 1))
    known = ledger_row("D2", 登记时间=came, 办结时间=ended, 办理时限="")
    imported(written(tmp_path, known, name="known.csv"), source="elsewhere")
    roll_up()
    return Clue.objects.get(source_external_id="D1")


def test_a_closing_of_an_unknown_day_is_in_no_month_and_in_no_span_of_days(
    city: City, api: ApiOf, closed_some_day: Clue
) -> None:
    now, actor = timezone.now(), city.actor("director2")
    today = (timezone.localdate() - timedelta(days=40)).isoformat()
    counts = counts_in(Wanted(), as_of=now, actor=actor).whole

    months = history_of(Wanted(), counts, as_of=now, actor=actor)
    path = f"/api/v1/metrics?metric=clues_closed_in_span&from={today}"
    in_span = api("director2").get(path).json()["value"]
    by_receipt = api("director2").get("/api/v1/metrics?metric=clues_received&group_by=month").json()["groups"]

    assert (closed_some_day.dates_unknown, closed_some_day.closing_unknown) == (False, True)
    assert (counts.closed, sum(month.closed for month in months), in_span) == (2, 1, 1)
    assert "2021-06" in [one["key"] for one in by_receipt]
    assert "none" not in [one["key"] for one in by_receipt]


def test_a_closing_of_an_unknown_day_says_so_and_its_receipt_does_not(closed_some_day: Clue) -> None:
    client = reader("director2")

    page = client.get(f"/clues/{closed_some_day.pk}").content.decode()
    [exported] = cells(client, "/clues/export.xlsx?source=inspection")

    assert closed_some_day.marks == ["closing_unknown"]
    assert "办结日期不详" in page
    assert (exported["登记时间"], exported["办结时间"]) == ("2021-06-02 18:19", "日期不详")
    assert whole_way(closed_some_day) is None


def test_roll_ups_say_the_same_of_closings_of_unknown_days(city: City, closed_some_day: Clue) -> None:
    now, actor = timezone.now(), city.actor("director2")

    rolled = rolled_tally(Wanted(), ["month"], as_of=now, actor=actor)

    assert rolled is not None
    assert rolled.by == tally(population(actor, Wanted(), as_of=now), ["month"]).by
    call_command("check_figures", stdout=io.StringIO())


def test_a_ledger_that_says_so_is_read_as_unknown_again(mixed: City, tmp_path: Path) -> None:
    client = reader("director2")
    rows = list(cells(client, "/clues/export.xlsx?source=inspection"))
    path = tmp_path / "again.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)

    figures, lines = imported(path, source="elsewhere")

    assert (figures["created"], lines) == (3, [])
    assert Clue.objects.filter(source_system="elsewhere", dates_unknown=True).count() == 3


@pytest.mark.usefixtures("mixed")
def test_a_date_that_is_found_out_moves_the_clue_into_its_month(city: City) -> None:
    now = timezone.now()
    with transaction.atomic():
        clue = Clue.objects.select_for_update().get(source_external_id="D3")
        found_out = Correct("received_at", "2026-08-03T10:00:00+08:00", "查明")
        correct_clue(clue, found_out, by=city.actor("dispatcher"), at=now)
    question = Question(METRICS["clues_received"], Wanted(), timezone.now(), city.actor("director2"), ("month",))

    by_month = answer_to(question).by["month"]

    assert (by_month["2026-08"].received, by_month["none"].received) == (1, 2)
