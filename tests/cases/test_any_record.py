"""Clocks and notices of records that are no clue."""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from cases.actions.clocks import end_clock, running_clocks, set_clock_row, sweep_clocks
from cases.actions.notices import tell_posts
from cases.models import Clock, Notice
from cases.policies import RECTIFICATION
from kernel.actor import SYSTEM
from kernel.events import Named, record
from kernel.ids import new_id
from kernel.models import Event
from tests.cast import NOON, City

LETTER = Named("letter", new_id())
IMPORT = Named("ledger_import", new_id())
DUE = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)


def started(at: datetime = NOON) -> Clock:
    """A clock of a letter that runs to the end of the year."""
    clock = set_clock_row(LETTER, Clock.Kind.RECTIFICATION, RECTIFICATION, since=at, due_at=DUE)
    clock.save(force_insert=True)
    return clock


def test_a_set_day_warns_a_month_and_a_week_before_and_at_its_end(city: City) -> None:
    started()

    with transaction.atomic():
        sweep_clocks(at=DUE + timedelta(seconds=1))

    said = [
        (event.data["level"], event.data["fell_due_at"][:10]) for event in Event.objects.filter(subject_id=LETTER.id)
    ]
    assert said == [("blue", "2026-12-01"), ("yellow", "2026-12-24"), ("red", "2026-12-31")]
    assert set(Event.objects.filter(subject_id=LETTER.id).values_list("type", flat=True)) == {"letter.clock_warned"}


def test_a_level_that_lay_behind_when_the_clock_began_is_not_said(city: City) -> None:
    started(DUE - timedelta(days=10))

    with transaction.atomic():
        sweep_clocks(at=DUE - timedelta(days=6))

    assert [event.data["level"] for event in Event.objects.filter(subject_id=LETTER.id)] == ["yellow"]


def test_a_clock_of_another_record_ends_by_its_own_record_alone(city: City) -> None:
    started()

    with transaction.atomic():
        end_clock(Named("clue", LETTER.id), Clock.Kind.RECTIFICATION, at=NOON)
    still_running = running_clocks(LETTER).count()
    with transaction.atomic():
        end_clock(LETTER, Clock.Kind.RECTIFICATION, at=NOON)

    assert (still_running, running_clocks(LETTER).count()) == (1, 0)
    assert Clock.objects.get(subject_id=LETTER.id).state == Clock.State.MET


def test_an_event_of_any_record_stands_once_in_each_inbox(city: City) -> None:
    with transaction.atomic():
        event = record(IMPORT, "ledger_import.withdrawn", by=SYSTEM, at=NOON)

    told = [tell_posts(event, at=NOON) for _again in range(2)]

    notice = Notice.objects.get(event_id=event.id)
    assert told[0] == 1
    assert (notice.subject_type, notice.subject_id, notice.kind) == (
        "ledger_import",
        IMPORT.id,
        "ledger_import.withdrawn",
    )
