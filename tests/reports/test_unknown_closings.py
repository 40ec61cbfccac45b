"""办结日期不详: a closing of an unknown day is neither late nor of a month, and one that is made here has its day."""

from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone

from cases.actions.clues import Reason
from cases.actions.investigations import close_clue, reopen_clue
from cases.models import Clock, Clue
from cases.models.counted import closing_is_unknown, counted_of
from kernel.verbs import Nothing
from reports.models import RollupMark
from reports.queries.figures import Wanted
from reports.queries.history import history_of
from reports.queries.populations import population
from reports.queries.recount import recount
from reports.queries.rollups import counts_in, rolled_tally
from reports.queries.rows import rows_behind
from reports.queries.tallies import tally
from tests.cases.ledgers import imported, row, written
from tests.cast import City
from tests.conftest import ApiOf
from tests.reports.city import roll_up
from tests.reports.test_unknown_dates import cells, published
from tests.web.readers import reader

BEFORE = "0038_closings_of_unknown_dates_are_counted_apart"
UNKNOWN = {"登记时间": "2021-06-02 18:19", "办结时间": "日期不详"}


def test_a_closing_made_here_after_an_interim_one_of_an_unknown_day_has_its_day(
    city: City, api: ApiOf, tmp_path: Path
) -> None:
    imported(written(tmp_path, row("D1", 办理状态="阶段性办结", **UNKNOWN)))
    now, today = timezone.now(), timezone.localdate()
    with transaction.atomic():
        clue = Clue.objects.select_for_update(of=("self",)).get()
        close_clue(clue, Nothing(), by=city.actor("director2"), at=now)

    in_span = api("director2").get(f"/api/v1/metrics?metric=clues_closed_in_span&from={today}").json()["value"]
    [exported] = cells(reader("director2"), "/clues/export.xlsx?source=old")

    clue.refresh_from_db()
    assert (clue.closing_unknown, clue.marks, in_span) == (False, [], 1)
    assert exported["办结时间"] == f"{timezone.localtime(now):%Y-%m-%d %H:%M}"


@pytest.fixture
def closed_some_day(city: City, tmp_path: Path) -> Clue:
    """A clue with a printed deadline that was closed on a day that nobody knows, beside one closed in time."""
    imported(written(tmp_path, row("D1", **UNKNOWN), row("D2")))
    roll_up()
    return Clue.objects.get(source_external_id="D1")


def test_nobody_says_that_it_was_closed_late(city: City, closed_some_day: Clue, api: ApiOf) -> None:
    clock = Clock.objects.get(subject_id=closed_some_day.pk)
    rate = api("director2").get("/api/v1/metrics?metric=on_time_rate").json()

    assert (closed_some_day.closing_unknown, clock.state, clock.ended_at) == (
        True, Clock.State.CANCELLED, closed_some_day.closed_at,
    )  # fmt: skip
    assert (rate["value"], rate["numerator"], rate["denominator"]) == ("100.00", 1, 1)


@pytest.mark.parametrize("reopened", [False, True], ids=["as it came", "reopened since"])
def test_roll_ups_clues_and_the_log_leave_it_out_of_what_fell_due(
    city: City,
    closed_some_day: Clue,
    reopened: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    if reopened:
        with transaction.atomic():
            clue = Clue.objects.select_for_update(of=("self",)).get(pk=closed_some_day.pk)
            reopen_clue(clue, Reason("反弹"), by=city.actor("director2"), at=timezone.now())
        roll_up()
    now, actor = timezone.now(), city.actor("director2")
    position = RollupMark.objects.get().position
    before = datetime(2026, 1, 1, tzinfo=UTC)

    for as_of in (before, now):
        counted = tally(population(actor, Wanted(), as_of=as_of), []).whole
        behind = rows_behind(population(actor, Wanted(), as_of=as_of), "fell_due").count()
        rolled = rolled_tally(Wanted(), [], as_of=as_of, actor=actor)

        assert rolled is not None
        assert (rolled.whole, recount(as_of=as_of, position=position)) == (counted, counted)
        assert (counted.fell_due, behind) == (1, 1)


@pytest.mark.parametrize(
    ("came_closed", "acts", "unknown"),
    [
        (True, (), True),
        (True, (reopen_clue,), True),
        (False, (), False),
        (False, (close_clue,), False),
        (False, (close_clue, reopen_clue), False),
    ],
    ids=["as it came", "reopened", "open", "closed here", "closed here and reopened"],
)
def test_what_was_known_before_of_a_table_without_dates_is_read_from_instants(
    city: City,
    tmp_path: Path,
    came_closed: bool,  # noqa: FBT001 -- a column of the table
    acts: tuple[Callable[..., Clue], ...],
    unknown: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    imported(published(tmp_path, *(("D1", "D2") if came_closed else ("D1",))), source="inspection")
    clue = Clue.objects.get(source_external_id="D1")
    if acts and not came_closed:
        Clue.objects.update(status="reported", verdict="substantiated")
    for act in acts:
        with transaction.atomic():
            clue = Clue.objects.select_for_update(of=("self",)).get(pk=clue.pk)
            given = Reason("反弹") if act is reopen_clue else Nothing()
            act(clue, given, by=city.actor("director2"), at=timezone.now())
    Clue.objects.update(closing_unknown=False)
    told = {name: value for name, value in counted_of(clue).items() if name != "closing_undated"}

    with connection.cursor() as cursor:
        cursor.execute(import_module(f"cases.migrations.{BEFORE}").KNOWN_BEFORE)

    assert (closing_is_unknown(told), Clue.objects.get(pk=clue.pk).closing_unknown) == (unknown, unknown)


def test_a_closing_made_here_after_a_reopening_is_in_its_month(city: City, closed_some_day: Clue) -> None:
    director = city.actor("director2")
    with transaction.atomic():
        clue = Clue.objects.select_for_update(of=("self",)).get(pk=closed_some_day.pk)
        reopen_clue(clue, Reason("反弹"), by=director, at=timezone.now())
        reopened = _closed_in_months(city)
        Clue.objects.filter(pk=clue.pk).update(status="reported")
        close_clue(Clue.objects.get(pk=clue.pk), Nothing(), by=director, at=timezone.now())

    assert (reopened, _closed_in_months(city)) == (0, 1)


def _closed_in_months(city: City) -> int:
    """What all months of the dashboard have of closings, once the roll-ups know of all."""
    roll_up()
    now, actor = timezone.now(), city.actor("director2")
    counts = counts_in(Wanted(), as_of=now, actor=actor).whole
    return sum(month.closed for month in history_of(Wanted(), counts, as_of=now, actor=actor))
