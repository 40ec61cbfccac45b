"""The same deed at several doors: whoever may not, may not at any; a new door that lets somebody in has to say why."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from agencies.models import Person, Post
from cases.models import Clock, Clue, LedgerImport
from cases.policies import AS_PRINTED
from kernel.ids import new_id
from kernel.models import Event
from supervision.models import ReferralEvent
from tests.cases.situations import clue_in
from tests.cases.test_task_rest import PLAN
from tests.cast import NOON, City
from tests.conftest import ApiOf
from tests.reports.disclosures import with_publicity
from tests.supervision.situations import PAPER
from tests.walk.test_every_door import ROUTES, address, head_of, names_of, record_of, sent
from tests.web.readers import reader
from tests.web.test_new_clue import NEW

ACCUSED, LEAD = "321112-hb", "321181-hb"


@dataclass(frozen=True)
class Hand:
    """Somebody before all doors, with a clue on which the deed is open."""

    username: str
    clue: Clue
    api: Any

    def page(self, path: str, form: dict[str, Any]) -> Any:
        """A form as its page sends it."""
        return reader(self.username).post(path, form)

    def program(self, path: str, body: dict[str, Any]) -> Any:
        """The same over REST."""
        return self.api(self.username).post(f"/api/v1/{path}", body)


Door = Callable[[Hand], Any]


def verb(name: str, **said: Any) -> dict[str, Door]:
    """The two doors that every verb has."""
    return {
        "clues/<str:pk>/actions/<str:name>": lambda hand: hand.page(f"/clues/{hand.clue.pk}/actions/{name}", said),
        "api/v1/clues/<str:pk>/actions/<str:name>": lambda hand: hand.program(
            f"clues/{hand.clue.pk}/actions/{name}", said
        ),
    }


def ticked(hand: Hand) -> str:
    return f"{hand.clue.pk}:{hand.clue.version}"


def start_on_the_imports_page(hand: Hand) -> Any:
    form = {"since": "2026-11-16", "reason": "恢复办理", "consent": "yes", "ids": ticked(hand)}
    return hand.page(f"/import/{hand.clue.ledger_import_id}/handling", form)


def edit_over_rest(hand: Hand) -> Any:
    etag = hand.api("dispatcher").get(f"/api/v1/clues/{hand.clue.pk}")["ETag"]
    headers = {"If-Match": etag}
    return hand.api(hand.username).patch(f"/api/v1/clues/{hand.clue.pk}", {"address": "新地址"}, headers=headers)


def edit_on_a_page(hand: Hand) -> Any:
    return hand.page(f"/clues/{hand.clue.pk}/edit", {"address": "新地址", "was-address": "", "priority": "general"})


REFERRAL = {**PAPER, "direction": "hq_to_discipline", "concerned_agency": LEAD}
TASK_FORM = {**PLAN, "measures": "封堵排口\n建成管网"}
# Each deed with all its doors, who sees the record and may not, and who may.
DEEDS: dict[str, tuple[dict[str, Door], str, str]] = {
    "clue.dispatched": (
        {
            **verb("dispatch", lead_agency=LEAD),
            "desk/confirm": lambda hand: hand.page("/desk/confirm", {"ids": ticked(hand)}),
        },
        "leader",
        "dispatcher",
    ),
    "clue.handling_started": (
        {
            **verb("start_handling", since="2026-11-16", reason="恢复办理"),
            "import/<str:pk>/handling": start_on_the_imports_page,
        },
        "dispatcher",
        "director",
    ),
    "clue.edited": (
        {"clues/<str:pk>/edit": edit_on_a_page, "api/v1/clues/<str:pk>": edit_over_rest},
        "leader",
        "dispatcher",
    ),
    "referral.drafted": (
        {
            **verb("refer", **REFERRAL),
            "referrals/new": lambda hand: hand.page("/referrals/new", {**REFERRAL, "clue": str(hand.clue.pk)}),
            "api/v1/referrals": lambda hand: hand.program("referrals", {**REFERRAL, "clue": str(hand.clue.pk)}),
        },
        "intake",
        "dispatcher",
    ),
    "task.drafted": (
        {
            **verb("order_task", title="废水直排问题整改"),
            "tasks/new": lambda hand: hand.page("/tasks/new", TASK_FORM),
            "api/v1/tasks": lambda hand: hand.program("tasks", {**PLAN, "clue": str(hand.clue.pk)}),
        },
        "intake",
        "rectifier",
    ),
    "clue.registered": (
        {
            "clues/new": lambda hand: hand.page("/clues/new", NEW),
            "api/v1/clues": lambda hand: hand.program(
                "clues", {"description": "气味", "channel": "grid", "region_code": "321181"}
            ),
            "api/v1/clues/batch": lambda hand: hand.program(
                "clues/batch", {"items": [{"description": "气味", "channel": "grid", "region_code": "321181"}]}
            ),
        },
        "sysadmin",
        "intake",
    ),
}


def standing(city: City, deed: str) -> Clue:
    """A clue on which the deed is open."""
    run = LedgerImport.objects.create(source="old", file_name="台账.csv", started_at=NOON)
    status = "registered" if deed == "clue.dispatched" else "dispatched"
    clue = clue_in(city, status, routing_mode="propose", proposed_lead=LEAD, title="河水发黑", address="")
    if deed == "clue.handling_started":
        Clue.objects.filter(pk=clue.pk).update(ledger_import=run)
        Clock.objects.filter(subject_id=clue.pk, kind="closing").update(policy=AS_PRINTED)
    return Clue.objects.get(pk=clue.pk)


def recorded(deed: str) -> int:
    """How often the deed was done."""
    return Event.objects.filter(type=deed).count() + ReferralEvent.objects.filter(type=deed).count()


EVERY_DOOR = [(deed, door) for deed, (doors, _not, _may) in DEEDS.items() for door in doors]


@pytest.mark.parametrize(("deed", "door"), EVERY_DOOR, ids=[f"{deed}-{door}" for deed, door in EVERY_DOOR])
def test_whoever_may_not_do_it_does_it_at_no_door_and_whoever_may_does(
    city: City, api: ApiOf, deed: str, door: str
) -> None:
    doors, forbidden, allowed = DEEDS[deed]
    clue = standing(city, deed)
    before = recorded(deed)

    refused = doors[door](Hand(forbidden, clue, api))
    after_refusal = recorded(deed)
    done = doors[door](Hand(allowed, clue, api))

    assert after_refusal == before
    assert refused.status_code in {200, 403}
    assert recorded(deed) == before + 1, done.status_code


# A plan written on its own page names no clue.
TIED = [
    (deed, door) for deed, door in EVERY_DOOR if deed not in {"clue.registered", "clue.edited"} and door != "tasks/new"
]


@pytest.mark.parametrize(("deed", "door"), TIED, ids=[f"{deed}-{door}" for deed, door in TIED])
def test_whoever_is_bound_to_the_accused_does_it_at_no_door(city: City, api: ApiOf, deed: str, door: str) -> None:
    bound = Person.objects.get(username="director2")
    Post.objects.create(agency_id=ACCUSED, role="unithead", person=bound)
    clue = standing(city, deed)
    Clue.objects.filter(pk=clue.pk).update(concerns_agency=ACCUSED)
    before = recorded(deed)

    DEEDS[deed][0][door](Hand("director2", clue, api))

    assert recorded(deed) == before


# Doors that a reader without the office's or a unit's work may go through, each with its reason.
THEIR_OWN = {
    "leader": {
        "/clues/new": "whoever has a business post tells of what they saw",
        "/clues/<str:pk>/attachments": "and adds what they photographed",
        "/clues/<str:pk>/actions/<str:name>": "presents, instructs and comments",
        "/desk/confirm": "says of each row that it may not",
        "/reports/check": "checks a text that somebody sent them",
        "/api/v1/clues": "as on the page",
        "/api/v1/clues/batch": "as on the page",
        "/api/v1/sources/<str:system>/clues/<path:external_id>": "refused by whose the system's name is",
        "/api/v1/clues/<str:pk>/attachments": "as on the page",
        "/api/v1/clues/<str:pk>/actions/<str:name>": "as on the page",
        "/tasks/<str:pk>/actions/<str:name>": "comments",
        "/api/v1/tasks/<str:pk>/actions/<str:name>": "as on the page",
        "/api/v1/reports/check": "as on the page",
        "/api/v1/reports/<str:pk>": "refused to everybody: a report is frozen",
    },
    "sysadmin": {
        "/register/calendar": "keeps the registers",
        "/register/people/<str:pk>/password": "keeps the registers",
        "/register/<str:name>/new": "keeps the registers",
        "/register/<str:name>/<str:pk>": "keeps the registers",
        "/ladder/<int:pk>": "keeps the ladder",
        "/ladder/<str:record>/<str:clock>/new": "keeps the ladder",
        "/background/<int:pk>/again": "keeps the program running",
    },
}
OF_EVERYBODY = {
    "/login",
    "/login/code",
    "/logout",
    "/post",
    "/language",
    "/password",
    "/second-factor",
    "/prove",
    "/desk/read",
}


def changing() -> list[tuple[str, str]]:
    """Every route that takes something, with the method by which it does."""
    client = reader("director")
    theirs = [route for route in ROUTES if "^" not in route and route not in OF_EVERYBODY]
    tried = [(route, method) for route in theirs for method in ("post", "put", "patch")]
    return [(route, method) for route, method in tried if sent(client, method, address(route, new_id(), "x"))[0] != 405]


@pytest.mark.parametrize("who", list(THEIR_OWN))
def test_whoever_has_no_part_in_the_work_is_refused_at_every_door_that_changes_something(city: City, who: str) -> None:
    with_publicity(city)
    doors = [door for door in changing() if door[0] not in THEIR_OWN[who]]
    rows = {
        head: record_of(city, head) for head in sorted({head_of(route) for route, _method in doors if "pk>" in route})
    }
    client = reader(who)

    let_in = {
        (route, method, name): status
        for route, method in doors
        for head in [head_of(route) if "pk>" in route else ""]
        for name in (names_of(head, route) if head else ["x"])
        for status in [sent(client, method, address(route, rows[head].pk if head else new_id(), name))[0]]
        if status not in {403, 404, 405}
    }

    assert len(doors) > 60
    assert let_in == {}
