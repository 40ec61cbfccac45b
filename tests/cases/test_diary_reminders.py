"""The evening's reminder of an empty diary: once a day, to who keeps it, and not where the decision spares days off."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction

from agencies.models import Post, Reminder, Role
from agencies.queries.directory import working_calendar
from cases.actions.diaries import WriteEntry
from cases.actions.diary_reminders import remind_of_diaries
from cases.actions.reminders import draft_reminders
from cases.actions.satchels import AcceptItems, OpenSatchel
from cases.models import Notice, Satchel
from cases.tasks import remind_empty_diaries
from cases.verbs import SATCHEL_VERBS
from kernel.models import Event
from tests.cases.tasks import do, task_in
from tests.cast import City
from tests.web.readers import reader
from tests.workers import drain

# A Monday evening at six; the Saturday after it is a day off.
EVENING = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
MORNING = EVENING - timedelta(hours=9)
DAY = timedelta(days=1)


def opened(city: City, **decision: Any) -> Satchel:
    """A satchel of two sites, opened this morning."""
    task = task_in(city, "in_progress", at=MORNING)
    signed = OpenSatchel("演示市领导", "演示〔2026〕9号", date(2026, 11, 16), date(2026, 12, 15), **decision)
    made: Any = do(city, task, "open_satchel", signed, at=MORNING)
    return Satchel.objects.get(pk=made.pk)


def act(city: City, satchel: Satchel, verb: str, what: object, *, at: datetime) -> None:
    """The verifier does it."""
    with transaction.atomic():
        row = Satchel.objects.select_for_update(of=("self",)).get(pk=satchel.pk)
        SATCHEL_VERBS[verb].do(row, what, by=city.actor("verifier"), at=at)


def reminded(at: datetime = EVENING) -> int:
    """How many satchels were reminded of."""
    with transaction.atomic():
        return remind_of_diaries(calendar=working_calendar(), at=at)


def test_an_empty_day_is_told_once_to_the_posts_that_keep_the_diary(city: City) -> None:
    satchel = opened(city)

    counts = [reminded(), reminded(EVENING + timedelta(hours=1))]
    drain()

    told = Event.objects.get(type="satchel.diary_due")
    assert (counts, told.subject_id, told.data) == ([1, 0], satchel.pk, {"day": "2026-11-16", "sites": 1})
    assert set(Notice.objects.filter(kind="satchel.diary_due").values_list("post", flat=True)) == {
        "321100-hb:handler", "321100-hb:inspector",
    }  # fmt: skip
    assert reminded(EVENING + DAY) == 1


def test_who_wrote_so_far_is_told_from_then_on(city: City) -> None:
    satchel = opened(city)
    with transaction.atomic():
        SATCHEL_VERBS["write_entry"].do(satchel, WriteEntry("水清"), by=city.actor("handler"), at=MORNING)

    reminded(EVENING + DAY)
    drain()

    assert {notice.post.split(":")[0] for notice in Notice.objects.filter(kind="satchel.diary_due")} == {"321181-hb"}


def test_a_day_with_all_its_entries_is_not_reminded_of(city: City) -> None:
    satchel = opened(city, sites=("南岸", "北岸"))
    act(city, satchel, "write_entry", WriteEntry("水清", site="南岸"), at=MORNING)
    act(city, satchel, "write_entry", WriteEntry("水清", site="北岸"), at=MORNING)

    assert reminded() == 0


@pytest.mark.parametrize(("decision", "count"), [({}, 1), ({"rests_on_days_off": True}, 0)])
def test_a_day_off_is_spared_where_the_decision_says_so(city: City, decision: dict[str, bool], count: int) -> None:
    opened(city, **decision)

    assert reminded(EVENING + 5 * DAY) == count
    assert reminded(EVENING + 7 * DAY) == 1


def test_a_satchel_that_is_over_or_cleared_is_not_reminded_of(city: City) -> None:
    opened(city)
    cleared = opened(city)
    act(city, cleared, "accept_items", AcceptItems(date(2026, 12, 15)), at=MORNING)

    assert reminded() == 1
    assert reminded(EVENING + 40 * DAY) == 0


def test_a_turn_of_yesterday_that_comes_late_reminds_of_nothing(city: City) -> None:
    opened(city)

    with time_machine.travel(EVENING + DAY):
        remind_empty_diaries(EVENING)
        late = Event.objects.filter(type="satchel.diary_due").count()
        remind_empty_diaries(EVENING + DAY)

    assert (late, Event.objects.filter(type="satchel.diary_due").count()) == (0, 1)


def test_it_stands_on_the_desk_and_in_the_one_reminder_of_the_day(city: City) -> None:
    satchel = opened(city)
    reminded()
    drain()

    with time_machine.travel(EVENING):
        desk = reader("verifier").get("/desk").content.decode()

    assert Post.objects.filter(agency="321100-hb", role=Role.HANDLER, person__username="verifier").exists()
    assert "今天的整改日记还没有写" in desk
    assert f"/satchels/{satchel.pk}" in desk
    draft_reminders(at=EVENING)
    assert Reminder.objects.get(person__username="verifier").day == date(2026, 11, 16)
    assert draft_reminders(at=EVENING) == 0
