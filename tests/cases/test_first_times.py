"""When a clue's steps were first taken: stamped once, whatever happens in later cycles."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import time_machine
from django.apps import apps
from django.db import connection, transaction

from cases.actions.clues import Reason
from cases.models import Clue
from cases.queries.first_times import first_steps, whole_way
from cases.verbs import CLUE_VERBS
from cases.workflow import FIRST_TIMES
from tests.cases.ledgers import imported, row, written
from tests.cases.situations import input_of
from tests.cast import NOON, City, make_clue
from tests.web.readers import reader

HOUR = timedelta(hours=1)
WAY = {
    "present": "intake", "dispatch": "dispatcher", "sign": "handler", "investigate": "handler", "report": "unithead",
    "close": "director2",
}  # fmt: skip
COLUMNS = ("first_signed_at", "first_investigated_at", "first_reported_at", "first_closed_at")


def walked(city: City, clue: Clue, *, verbs: dict[str, str], hour: int) -> Clue:
    """One verb an hour, each by somebody who may."""
    for turn, (verb, who) in enumerate(verbs.items(), hour):
        with transaction.atomic():
            row_ = Clue.objects.select_for_update(of=("self",)).get(pk=clue.pk)
            CLUE_VERBS[verb].do(row_, input_of(verb, city), by=city.actor(who), at=NOON + turn * HOUR)
    return Clue.objects.get(pk=clue.pk)


def stamps_of(clue: Clue) -> dict[str, Any]:
    """Its first times by verb."""
    return {verb: getattr(clue, column) for verb, column in FIRST_TIMES.items()}


def test_each_step_is_stamped_once_and_a_later_cycle_moves_none(city: City) -> None:
    clue = walked(city, make_clue(city), verbs=WAY, hour=1)
    first = stamps_of(clue)

    with transaction.atomic():
        CLUE_VERBS["reopen"].do(clue, Reason("反弹"), by=city.actor("director2"), at=NOON + 10 * HOUR)
    again = walked(city, clue, verbs={verb: who for verb, who in WAY.items() if verb != "present"}, hour=11)

    assert first == {verb: NOON + turn * HOUR for turn, verb in enumerate(WAY, 1)}
    assert stamps_of(again) == first
    assert (again.cycle, again.closed_at) == (2, NOON + 15 * HOUR)


def test_a_steps_time_runs_from_the_step_before_it(city: City) -> None:
    clue = walked(city, make_clue(city), verbs=WAY, hour=1)

    assert [(step.verb, step.took) for step in first_steps(clue)] == [(verb, HOUR) for verb in WAY]
    assert whole_way(clue) == 6 * HOUR


def test_a_presenting_after_the_dispatch_makes_no_time_run_backwards(city: City) -> None:
    late = {"dispatch": WAY["dispatch"], "present": WAY["present"]}

    clue = walked(city, make_clue(city), verbs=late, hour=1)

    assert [(step.verb, step.took) for step in first_steps(clue)] == [("present", 2 * HOUR), ("dispatch", 0 * HOUR)]


def test_a_row_of_an_old_ledger_knows_its_closing_alone(city: City, tmp_path: Path) -> None:
    imported(written(tmp_path, row("A1")))

    clue = Clue.objects.get()
    assert [getattr(clue, name) for name in COLUMNS] == [None, None, None, clue.closed_at]


def test_rows_of_before_are_filled_from_their_events(city: City) -> None:
    clue = walked(city, make_clue(city), verbs=WAY, hour=1)
    before = stamps_of(clue)
    Clue.objects.update(**dict.fromkeys(COLUMNS))
    fill: Callable[..., None] = import_module("cases.migrations.0018_first_times_of_clues").fill_from_events

    with connection.schema_editor() as editor:
        fill(apps, editor)

    assert stamps_of(Clue.objects.get(pk=clue.pk)) == before


def test_the_page_and_the_slip_say_how_long_each_step_took(city: City) -> None:
    with time_machine.travel(NOON - HOUR):
        clue = make_clue(city, at=NOON)
    walked(city, clue, verbs=WAY, hour=1)

    page = reader("director2").get(f"/clues/{clue.pk}").content.decode()
    slip = reader("director2").get(f"/clues/{clue.pk}/papers/dispatch").content.decode()

    assert "流程用时" in page
    assert "全程 6 小时" in page
    assert "签收 11-16 15:00（60 分钟）" in slip
