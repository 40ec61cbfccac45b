"""Warnings: each level is said once, the oldest first, and to the right posts."""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions.clocks import sweep_clocks
from cases.actions.clues import Reason, void_clue
from cases.actions.extensions import (
    RequestExtension,
    approve_extension_clue,
    request_extension_clue,
)
from cases.actions.investigations import close_clue
from cases.actions.notices import tell_posts
from cases.actions.registration import PrintedFacts
from cases.models import Clock, ClockWarning, Clue, Notice
from kernel.models import Event
from kernel.verbs import Nothing
from tests.cases.situations import clue_in
from tests.cast import NOON, City, make_clue
from tests.workers import drain

AUGUST = datetime(2026, 8, 3, 4, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def clock_of(clue: Clue, kind: str) -> Clock:
    """The clue's latest clock of a kind."""
    return Clock.objects.filter(subject_id=clue.pk, kind=kind).latest("started_at")


def said() -> list[tuple[str, str]]:
    """Every warning on the log: clock and level, in the order in which they were said."""
    events = Event.objects.filter(type="clue.clock_warned").order_by("id")
    return [(event.data["clock"], event.data["level"]) for event in events]


def test_each_level_is_said_once_at_its_minute(city: City) -> None:
    make_clue(city, channel="inspection")

    heard = []
    for minutes in (29, 30, 31, 44, 45, 46, 59, 60, 61, 61):
        before = len(said())
        sweep_clocks(at=NOON + minutes * MINUTE)
        heard.append(len(said()) - before)

    assert heard == [0, 1, 0, 0, 1, 0, 0, 1, 0, 0]
    assert said() == [("dispatch", "blue"), ("dispatch", "yellow"), ("dispatch", "red")]
    assert Clock.objects.get(kind="dispatch").state == "breached"


def test_ten_clocks_cost_as_many_statements_as_one(city: City) -> None:
    def swept(at: datetime) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert sweep_clocks(at=at)
        return len(asked)

    make_clue(city, channel="inspection")
    one = swept(NOON + 30 * MINUTE)
    for _clue in range(9):
        make_clue(city, channel="inspection")

    assert swept(NOON + 45 * MINUTE) == one


def test_after_an_outage_the_oldest_is_said_first_whosever_it_is(city: City) -> None:
    make_clue(city, channel="inspection", at=NOON)
    make_clue(city, channel="inspection", at=NOON + 10 * MINUTE)

    while sweep_clocks(at=NOON + 3 * 60 * MINUTE, limit=1):
        pass

    fell_due = [event.data["fell_due_at"] for event in Event.objects.filter(type="clue.clock_warned").order_by("id")]
    assert len(fell_due) == 6
    assert fell_due == sorted(fell_due)


def test_the_sweep_said_twice_changes_nothing(city: City) -> None:
    make_clue(city, channel="inspection")
    sweep_clocks(at=NOON + 70 * MINUTE)
    before = list(Clock.objects.order_by("id").values()), list(ClockWarning.objects.values()), Event.objects.count()

    looked_at = sweep_clocks(at=NOON + 70 * MINUTE)

    after = list(Clock.objects.order_by("id").values()), list(ClockWarning.objects.values()), Event.objects.count()
    assert (looked_at, after) == (0, before)


def test_a_level_that_was_passed_is_not_said_again_because_the_end_moved(city: City) -> None:
    clue = clue_in(city, "investigating", at=AUGUST)
    first = clock_of(clue, "closing")
    sweep_clocks(at=AUGUST + 34 * DAY)
    request_extension_clue(clue, RequestExtension(30, "需检测"), by=city.actor("handler"), at=AUGUST + 60 * DAY)
    approve_extension_clue(clue, Nothing(), by=city.actor("director"), at=AUGUST + 60 * DAY)

    sweep_clocks(at=AUGUST + 200 * DAY)

    assert clock_of(clue, "closing").pk == first.pk
    assert said() == [("closing", "blue"), ("closing", "yellow"), ("closing", "red")]


def test_an_imported_clue_is_never_warned_about(city: City) -> None:
    due = NOON - 30 * DAY
    printed = PrintedFacts("investigating", due_at=due, lead=city.agencies["321181-hb"])
    clue = make_clue(city, received_at=NOON - 90 * DAY, printed=printed)

    sweep_clocks(at=NOON + 365 * DAY)

    clock = clock_of(clue, "closing")
    assert (said(), clock.policy, clock.due_at, clock.state) == ([], "原台账时限", due, "breached")
    assert clue.marks == ["historical_overdue"]


def test_what_has_ended_is_silent(city: City) -> None:
    voided, closed = clue_in(city, "dispatched", at=AUGUST), clue_in(city, "reported", at=AUGUST)
    void_clue(voided, Reason("测试件"), by=city.actor("director"), at=AUGUST + DAY)
    close_clue(closed, Nothing(), by=city.actor("director"), at=AUGUST + DAY)

    sweep_clocks(at=AUGUST + 365 * DAY)

    states = [clock_of(clue, "closing").state for clue in (voided, closed)]
    assert (said(), states) == ([], ["cancelled", "met"])


def test_a_warning_reaches_the_unit_and_a_red_one_the_office_too(city: City) -> None:
    clue_in(city, "investigating", at=AUGUST)
    sweep_clocks(at=AUGUST + 80 * DAY)

    drain()

    told = {(notice.kind, notice.post) for notice in Notice.objects.filter(kind__startswith="clue.clock")}
    unit, office = "321181-hb:unithead", "321100-hq:dispatcher"
    assert told == {
        ("clue.clock_warned:blue", unit),
        ("clue.clock_warned:yellow", unit),
        ("clue.clock_warned:red", unit),
        ("clue.clock_warned:red", office),
    }


def test_a_notice_stands_in_an_inbox_once_however_often_it_is_delivered(city: City) -> None:
    make_clue(city, channel="inspection")
    sweep_clocks(at=NOON + 61 * MINUTE)
    drain()

    for event in Event.objects.filter(type="clue.clock_warned"):
        tell_posts(event, at=NOON)

    assert Notice.objects.filter(kind__startswith="clue.clock_warned").count() == 3
