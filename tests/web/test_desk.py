"""The 08:00 screen: what stands where, and proposals confirmed in bulk."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from agencies.queries.directory import working_calendar
from cases.models import Clue, Notice
from cases.queries.desk import desk_of, hours_at
from kernel.models import Event
from tests.cases.situations import clue_in
from tests.cast import City, make_clue
from tests.web.readers import HTMX, reader
from tests.workers import drain

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def seen(clue: Clue) -> str:
    """A row of the desk as its tick-box sends it."""
    return f"{clue.pk}:{Clue.objects.get(pk=clue.pk).version}"


def counts_of(city: City, username: str, *, at: datetime = MONDAY) -> dict[str, int]:
    """How much stands in each list of somebody's desk."""
    hours = hours_at(at, working_calendar())
    desk = desk_of(city.actor(username), at=at, hours=hours)
    return {section.key: section.count for section in desk.sections if section.count}


def test_monday_morning_shows_what_came_since_friday_evening(city: City) -> None:
    make_clue(city, at=MONDAY - timedelta(hours=60))
    make_clue(city, at=MONDAY - timedelta(hours=80))

    assert counts_of(city, "dispatcher") == {"undispatched": 2, "overnight": 1}


def test_each_clue_stands_where_it_presses(city: City) -> None:
    clue_in(city, "dispatched")
    clue_in(city, "reported")
    clue_in(city, "investigating", due_at=MONDAY - timedelta(hours=1))
    clue_in(city, "signed", due_at=MONDAY + timedelta(hours=3), extension_asked_days=5)
    clue_in(city, "signed", due_at=MONDAY + timedelta(days=3))

    expected = {"unsigned": 1, "reported": 1, "overdue": 1, "today": 1, "week": 1, "extensions": 1}
    assert counts_of(city, "dispatcher") == expected


def test_a_contested_clue_stands_apart_from_one_that_was_recalled(city: City) -> None:
    for username, verb in (("handler", "contest"), ("dispatcher", "recall")):
        clue = clue_in(city, "dispatched")
        reader(username).post(f"/clues/{clue.pk}/actions/{verb}", {"reason": "不属本单位职责"})

    assert counts_of(city, "dispatcher") == {"contested": 1, "undispatched": 1}


def test_an_inspection_order_shows_the_minutes_that_are_left(city: City) -> None:
    client = reader("intake")
    form = {"description": "督察交办件", "channel": "inspection", "region_code": "321112"}
    client.post("/clues/new", form | {"priority": "key", "legal_path": "env_business"})

    shown = client.get("/desk").content.decode()

    assert "转办 剩 59 分钟" in shown or "转办 剩 60 分钟" in shown


def test_a_unit_sees_its_own_desk_and_nobody_elses(city: City) -> None:
    clue_in(city, "dispatched")

    assert counts_of(city, "handler") == {"unsigned": 1}
    assert counts_of(city, "colleague") == {}


def test_proposals_are_confirmed_in_bulk_each_with_its_own_result(city: City) -> None:
    ordinary = make_clue(city, channel="call")
    unread = make_clue(city, channel="letter")
    drain()
    client = reader("dispatcher")

    answer = client.post("/desk/confirm", {"ids": [seen(ordinary), seen(unread), "nonsense"]}, headers=HTMX)

    assert [bool(outcome.refusal) for outcome in answer.context["outcomes"]] == [False, True, True]
    assert Clue.objects.get(pk=ordinary.pk).routing_mode == "confirmed"
    assert Clue.objects.get(pk=unread.pk).status == "registered"


def test_a_proposal_confirmed_twice_is_dispatched_once(city: City) -> None:
    clue = make_clue(city, channel="call")
    drain()
    client = reader("dispatcher")

    for _ in range(2):
        answer = client.post("/desk/confirm", {"ids": [seen(clue)]})

    assert answer.context["refused"] == 1
    assert Event.objects.filter(subject_id=clue.pk, type="clue.dispatched").count() == 1


def test_a_verb_from_the_desk_tells_which_row_is_done(city: City) -> None:
    clue = clue_in(city, "dispatched")

    answer = reader("handler").post(f"/clues/{clue.pk}/actions/sign", {"desk": "1"}, headers=HTMX)

    assert answer["HX-Trigger"] == f'{{"row-done": "{clue.pk}"}}'


def test_notices_stand_on_the_desk_of_the_post_until_they_are_read(city: City) -> None:
    make_clue(city)
    drain()
    client = reader("unithead")

    shown = client.get("/desk").context["notices"]
    client.post("/desk/read", {"notice": [one["notice"].pk for one in shown]})

    assert [str(one["label"]) for one in shown] == ["新转办，请签收"]
    assert client.get("/desk").context["notices"] == []
    assert Notice.objects.filter(read_at__isnull=True).count() == 0
