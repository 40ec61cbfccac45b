"""The ladder is kept by the office's director or the system administrator, and stays climbable whatever they save."""

import re
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kernel.models import Event
from supervision.models import LadderStep, RungKind
from tests.cast import City
from tests.web.readers import reader

NEW = "/ladder/clue/closing/new"


@pytest.fixture
def director(city: City) -> Client:
    """The director's browser."""
    return reader("director2")


def step(after_days: int, drafts: str, *, is_active: bool = True) -> dict[str, Any]:
    """A rung as its form sends it."""
    return {"after_days": after_days, "drafts": drafts, **({"is_active": "on"} if is_active else {})}


def rungs(clock: str = "closing") -> list[tuple[int, int, str]]:
    """The rungs in use: place, day, what is drafted."""
    steps = LadderStep.objects.filter(record="clue", clock=clock, is_active=True)
    return [(one.position, one.after_days, one.drafts) for one in steps]


def rung(drafts: str) -> LadderStep:
    """The rung on the usual ladder that drafts this."""
    return LadderStep.objects.get(record="clue", clock="closing", drafts=drafts)


@pytest.mark.parametrize("name", ["director2", "sysadmin"])
def test_a_rung_between_two_others_takes_its_place_by_its_day(city: City, name: str) -> None:
    answer = reader(name).post(NEW, step(8, "supervision_letter"))

    assert (answer.status_code, answer.headers["Location"]) == (302, "/ladder/")
    assert rungs() == [
        (1, -3, "reminder_letter"),
        (2, 1, "warning_letter"),
        (3, 5, "supervision_letter"),
        (4, 8, "supervision_letter"),
        (5, 15, "interview"),
        (6, 30, "referral"),
    ]


def test_a_change_is_an_event_that_names_what_stood_there_and_what_stands_now(director: Client) -> None:
    director.post(f"/ladder/{rung('warning_letter').pk}", step(2, "warning_letter"))

    event = Event.objects.get(type="ladder_step.changed")
    assert event.data == {
        "ladder": "clue:closing",
        "after_days": 2,
        "drafts": "warning_letter",
        "is_active": True,
        "before": {"after_days": 1, "drafts": "warning_letter", "is_active": True},
    }


def test_saving_a_rung_as_it_is_records_nothing(director: Client) -> None:
    director.post(f"/ladder/{rung('warning_letter').pk}", step(1, "warning_letter"))

    assert not Event.objects.filter(type="ladder_step.changed").exists()


def test_a_rung_out_of_use_stands_behind_the_others_and_comes_back(director: Client) -> None:
    address = f"/ladder/{rung('warning_letter').pk}"

    director.post(address, step(1, "warning_letter", is_active=False))
    without = rungs()
    director.post(address, step(1, "warning_letter"))

    assert [drafts for _place, _day, drafts in without] == [
        "reminder_letter", "supervision_letter", "interview", "referral",
    ]  # fmt: skip
    assert [place for place, _day, _drafts in without] == [1, 2, 3, 4]
    assert rungs()[1] == (2, 1, "warning_letter")


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (step(0, "warning_letter"), "到期之前只能起草提示函"),
        (step(-5, "supervision_letter"), "到期之前只能起草提示函"),
        (step(5, "supervision_letter"), "同一天已有另一级"),
        (step(10, "reminder_letter"), "须逐级升级"),
        (step(3, "interview"), "须逐级升级"),
        (step(45, "referral"), "其后不再升级"),
        (step(45, "interview"), "其后不再升级"),
        (step(400, "interview"), "365"),
        (step(8, "principal_letter"), "principal_letter"),
    ],
)
def test_a_rung_that_breaks_the_ladder_is_refused_beside_its_field(
    director: Client, sent: dict[str, Any], told: str
) -> None:
    before = rungs()

    answer = director.post(NEW, sent)

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert rungs() == before


def test_the_database_itself_refuses_a_rung_of_no_kind_and_a_threat_before_the_day(city: City) -> None:
    for drafts, day in (("principal_letter", 3), ("warning_letter", 0)):
        with pytest.raises(IntegrityError), transaction.atomic():
            LadderStep.objects.create(record="clue", clock="leg", position=9, after_days=day, drafts=drafts)


def test_another_clock_may_have_a_ladder_of_its_own(director: Client) -> None:
    director.post("/ladder/clue/leg/new", step(-1, RungKind.REMINDER_LETTER))

    assert rungs("leg") == [(1, -1, "reminder_letter")]
    assert len(rungs()) == 5


@pytest.mark.parametrize("path", ["/ladder/999999", "/ladder/clue/nonsense/new", "/ladder/task/closing/new"])
def test_a_ladder_that_is_not_there_is_not_found(director: Client, path: str) -> None:
    assert director.get(path).status_code == 404


@pytest.mark.parametrize("name", ["dispatcher", "auditor", "unithead", "discipline"])
def test_nobody_else_changes_a_rung(city: City, name: str) -> None:
    client, pk = reader(name), rung("warning_letter").pk

    answers = [client.post(path, step(2, "warning_letter")).status_code for path in (f"/ladder/{pk}", NEW)]

    assert answers == [403, 403]
    assert rung("warning_letter").after_days == 1


def test_the_menu_leads_there_whoever_keeps_it_alone(city: City) -> None:
    shown = {name: 'href="/ladder/"' in reader(name).get("/desk").content.decode() for name in
             ("director2", "sysadmin", "dispatcher", "auditor")}  # fmt: skip

    assert shown == {"director2": True, "sysadmin": True, "dispatcher": False, "auditor": False}


def test_the_page_shows_the_rungs_as_they_are_climbed(director: Client) -> None:
    shown = director.get("/ladder/").content.decode()

    assert re.findall("到期[前后] [0-9]+ 天", shown) == [
        "到期前 3 天", "到期后 1 天", "到期后 5 天", "到期后 15 天", "到期后 30 天",
    ]  # fmt: skip


def test_the_ladders_cost_the_same_queries_at_one_rung_and_at_ten(director: Client) -> None:
    costs = []
    for day in (-9, *range(-29, -19)):
        director.post("/ladder/clue/leg/new", step(day, "reminder_letter"))
        with CaptureQueriesContext(connection) as queries:
            director.get("/ladder/")
        costs.append(len(queries))

    assert set(costs) == {costs[0]}
