"""The reporter's seal: two people where somebody in office is accused, a fresh code otherwise, none with a tie."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from agencies.actions.second_factors import begin_second_factor, confirm_second_factor
from agencies.models import Approval, Person
from agencies.totp import PERIOD, code_at
from cases.actions.registration import ReporterEntry
from cases.models import Clue
from kernel.keys import key_ring
from kernel.models import Event
from tests.cast import City, make_clue
from tests.conftest import ApiOf
from tests.web.readers import reader

TOLD = ReporterEntry("演示举报人", "13800000000", is_named=True)
WHY = {"reason": "回访需要"}


def act(api: ApiOf, who: str, clue: Clue, verb: str, **body: Any) -> Any:
    """The verb's answer."""
    return api(who).post(f"/api/v1/clues/{clue.pk}/actions/{verb}", {**WHY, **body})


def accusing(city: City, **facts: Any) -> Clue:
    """A complaint about the bureau of 丹徒."""
    return make_clue(city, reporter=TOLD, **({"concerns_agency": city.agencies["321112-hb"]} | facts))


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"concerns_agency": None, "legal_path": "petition"},
        {"concerns_agency": None, "channel": "discipline_transfer"},
    ],
    ids=["an agency", "a petition", "from the discipline organ"],
)
def test_nobody_opens_alone_who_complained_about_somebody_in_office(city: City, api: ApiOf, facts: Any) -> None:
    answer = act(api, "director2", accusing(city, **facts), "reveal_reporter")

    assert (answer.status_code, answer.json()["code"]) == (403, "second_person_required")
    assert not Event.objects.filter(type="clue.reporter_revealed").exists()


def test_one_asks_another_agrees_and_the_seal_opens_once(city: City, api: ApiOf) -> None:
    clue = accusing(city)
    asked = act(api, "intake", clue, "request_reveal")
    approval = Approval.objects.get()
    own_hand = reader("intake").post(f"/approvals/{approval.pk}/agree", WHY)
    agreed = reader("director2").post(f"/approvals/{approval.pk}/agree", WHY)

    opened, again = act(api, "intake", clue, "reveal_reporter"), act(api, "intake", clue, "reveal_reporter")

    assert (asked.status_code, own_hand.status_code, agreed.status_code) == (200, 403, 302)
    assert opened.json()["reporter"]["name"] == TOLD.name
    assert (again.status_code, again.json()["code"]) == (403, "second_person_required")
    told = list(Event.objects.filter(type__startswith="approval.").order_by("id").values_list("type", flat=True))
    assert told == ["approval.requested", "approval.approved", "approval.used"]


def test_an_agreement_is_the_askers_alone_and_good_for_a_day(city: City, api: ApiOf) -> None:
    clue = accusing(city)
    act(api, "intake", clue, "request_reveal")
    reader("director2").post(f"/approvals/{Approval.objects.get().pk}/agree", WHY)

    another = act(api, "director2", clue, "reveal_reporter").status_code
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        late = act(api, "intake", clue, "reveal_reporter").status_code

    assert (another, late) == (403, 403)


@pytest.mark.parametrize("who", ["director", "handler", "auditor", "dispatcher"])
def test_neither_who_has_a_tie_nor_who_may_not_open_it_agrees(city: City, api: ApiOf, who: str) -> None:
    act(api, "intake", accusing(city), "request_reveal")
    approval = Approval.objects.get()

    answer = reader(who).post(f"/approvals/{approval.pk}/agree", WHY)

    assert answer.status_code == 404
    assert Approval.objects.get().status == "requested"


def test_who_has_a_tie_neither_asks_nor_opens(city: City, api: ApiOf) -> None:
    clue = accusing(city)

    answers = [act(api, "director", clue, verb).json()["code"] for verb in ("request_reveal", "reveal_reporter")]

    assert answers == ["forbidden", "forbidden"]


def test_an_ordinary_seal_takes_a_fresh_code_of_whoever_has_a_second_factor(city: City, api: ApiOf) -> None:
    clue, intake = make_clue(city, reporter=TOLD), Person.objects.get(username="intake")
    with transaction.atomic():
        secret = begin_second_factor(intake, ring=key_ring())
        confirm_second_factor(intake, code_now(secret), ring=key_ring(), at=timezone.now())

    browser, address = reader("intake"), f"/clues/{clue.pk}/actions/reveal_reporter"
    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
        sent_away = browser.post(address, WHY)
        proofs = [browser.post("/prove", {"code": code, "next": address}) for code in ("000000", code_now(secret))]
        opened = browser.post(address, WHY)
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        stale = browser.post(address, WHY)

    assert act(api, "intake", clue, "reveal_reporter").json()["code"] == "fresh_code_required"
    assert sent_away["Location"] == stale["Location"] == f"/prove?next={quote(address, safe='')}"
    assert ([proof.status_code for proof in proofs], proofs[1]["Location"]) == ([422, 302], address)
    assert TOLD.name in opened.content.decode()


def test_codes_are_not_guessed_inside_a_session_either(city: City) -> None:
    intake, browser = Person.objects.get(username="intake"), reader("intake")
    with transaction.atomic():
        secret = begin_second_factor(intake, ring=key_ring())
        confirm_second_factor(intake, code_now(secret), ring=key_ring(), at=timezone.now())

    answers = [browser.post("/prove", {"code": "000000"}).status_code for _turn in range(7)]

    assert answers == [422] * 5 + [429] * 2


def code_now(secret: bytes) -> str:
    """The code that the phone shows now."""
    return code_at(secret, int(timezone.now().timestamp()) // PERIOD)


def test_an_ordinary_seal_needs_no_request(city: City, api: ApiOf) -> None:
    clue = make_clue(city, reporter=TOLD)

    asked, opened = act(api, "intake", clue, "request_reveal"), act(api, "intake", clue, "reveal_reporter")

    assert (asked.status_code, asked.json()["errors"][0]["code"], opened.status_code) == (422, "not_needed", 200)


def test_the_auditor_counts_who_opened_how_many_on_which_day(city: City, api: ApiOf) -> None:
    for _time in range(2):
        act(api, "intake", make_clue(city, reporter=TOLD), "reveal_reporter")

    page = reader("auditor").get("/log").content.decode()

    assert "查看举报人次数" in page
    assert '演示intake</td><td class="qy-num">2' in page.replace("\n", "").replace("          ", "")
