"""Which clues a rule dispatches alone, which it proposes, and which wait for a person."""

from typing import Any

import pytest

from agencies.models import Region, RoutingRule
from cases.actions.dispatches import Dispatch, dispatch_clue
from cases.actions.registration import ReporterEntry
from cases.actions.routing import route_clue, route_clue_by_id
from cases.models import Clue
from kernel.ids import new_id
from kernel.models import Event
from tests.cases.situations import clue_in
from tests.cast import NOON, City, make_clue
from tests.conftest import ApiOf
from tests.workers import drain

RULE = "丹阳大气自动转办"


def routed(city: City, **facts: Any) -> tuple[str, str, str | None]:
    """What the worker made of a fresh clue: its status, the mode, and who leads or should."""
    clue = make_clue(city, **facts)
    drain()
    clue = Clue.objects.get(pk=clue.pk)
    return clue.status, clue.routing_mode, clue.lead_agency_id or clue.proposed_lead_id


def test_the_worker_dispatches_an_ordinary_clue_and_the_clue_says_which_rule_did_it(city: City, api: ApiOf) -> None:
    clue = make_clue(city)
    drain()

    body = api("intake").get(f"/api/v1/clues/{clue.pk}").json()

    assert (body["status"], body["lead_agency"]) == ("dispatched", "321181-hb")
    assert (body["routing"]["mode"], body["routing"]["rule"]) == ("dispatch", RULE)
    assert RULE in body["routing"]["reason"]
    assert {clock["kind"] for clock in body["clocks"]} == {"closing", "contest", "leg"}


PROPOSED = ("registered", "propose", "321181-hb")
WAITS = ("registered", "", None)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ("dispatched", "dispatch", "321181-hb")),
        ({"channel": "grid"}, ("dispatched", "dispatch", "321181-hb")),
        ({"channel": "media"}, PROPOSED),
        ({"pollution_types": ("water",)}, PROPOSED),
        ({"pollution_types": ("air", "water")}, PROPOSED),
        ({"pollution_types": ()}, PROPOSED),
        ({"channel": "letter"}, PROPOSED),
        ({"channel": "inspection"}, PROPOSED),
        ({"channel": "discipline_transfer"}, PROPOSED),
        ({"priority": "key"}, PROPOSED),
        ({"legal_path": "petition"}, PROPOSED),
        ({"description": "请回电13912345678，异味"}, PROPOSED),
    ],
    ids=str,
)
def test_a_rule_goes_alone_only_where_nothing_needs_eyes(city: City, facts: Any, expected: tuple[str, ...]) -> None:
    assert routed(city, **facts) == expected


def test_a_complaint_about_an_agency_is_left_to_people(city: City) -> None:
    assert routed(city, concerns_agency=city.agencies["321112-hb"]) == WAITS


def test_where_no_rule_is_competent_the_clue_waits(city: City) -> None:
    assert routed(city, region=Region.objects.get(code="321112")) == WAITS


def test_even_a_rule_for_every_channel_never_goes_alone_on_a_citizens_own_hand(city: City) -> None:
    RoutingRule.objects.update(channels=[], pollution_types=[], mode="dispatch")

    modes = {channel: routed(city, channel=channel)[1] for channel in ("letter", "visit", "web", "wechat", "call")}

    assert modes == {"letter": "propose", "visit": "propose", "web": "propose", "wechat": "propose", "call": "dispatch"}


def test_a_reporters_own_name_in_the_text_asks_for_eyes(city: City) -> None:
    told = ReporterEntry("王老五", "13912345678", is_named=True)

    assert routed(city, description="王老五反映异味", reporter=told) == PROPOSED


def test_a_proposal_is_confirmed_by_dispatching_to_whom_it_names(city: City, api: ApiOf) -> None:
    clue = make_clue(city, channel="media")
    drain()

    body = api("dispatcher").post(f"/api/v1/clues/{clue.pk}/actions/dispatch", {"lead_agency": "321181-hb"}).json()

    assert (body["routing"]["mode"], body["routing"]["rule"]) == ("confirmed", "丹阳其他建议转办")
    assert body["routing"]["proposed_lead"] is None


def test_somebody_elses_choice_is_by_hand_and_names_no_rule(city: City, api: ApiOf) -> None:
    clue = make_clue(city, channel="media")
    drain()

    body = api("dispatcher").post(f"/api/v1/clues/{clue.pk}/actions/dispatch", {"lead_agency": "321112-hb"}).json()

    assert (body["routing"]["mode"], body["routing"]["rule"]) == ("manual", None)


@pytest.mark.parametrize("verb", ["recall", "contest"])
def test_what_was_taken_or_given_back_is_not_routed_again(city: City, api: ApiOf, verb: str) -> None:
    clue = make_clue(city)
    drain()
    who = "dispatcher" if verb == "recall" else "handler"
    api(who).post(f"/api/v1/clues/{clue.pk}/actions/{verb}", {"reason": "转错"})

    route_clue_by_id(clue.pk, at=NOON)
    drain()

    assert Clue.objects.get().status == "registered"
    assert Event.objects.filter(type="clue.dispatched").count() == 1


def test_a_rule_changed_later_does_not_change_what_was_said(city: City) -> None:
    clue = make_clue(city)
    drain()
    RoutingRule.objects.filter(name=RULE).update(name="改名")

    assert RULE in Clue.objects.get(pk=clue.pk).routing_reason


def test_routing_twice_dispatches_once(city: City) -> None:
    clue = make_clue(city)

    for _turn in range(2):
        route_clue(clue, at=NOON)

    assert Event.objects.filter(type="clue.dispatched").count() == 1


def test_a_person_who_was_faster_than_the_rule_keeps_the_upper_hand(city: City) -> None:
    clue = make_clue(city)
    dispatch_clue(clue, Dispatch(city.agencies["321112-hb"]), by=city.actor("dispatcher"), at=NOON)

    drain()

    assert Clue.objects.get().lead_agency_id == "321112-hb"


def test_a_rules_helpers_come_with_it_and_the_lead_is_not_among_them(city: City) -> None:
    rule = RoutingRule.objects.get(name=RULE)
    rule.co_agencies.set([city.agencies["321112-hb"], city.agencies["321181-hb"]])

    clue = make_clue(city)
    drain()

    assert list(clue.co_handlings.values_list("agency_id", flat=True)) == ["321112-hb"]


def test_a_clue_that_is_gone_is_no_error(db: None) -> None:
    route_clue_by_id(new_id(), at=NOON)


def test_an_imported_clue_is_not_routed(city: City) -> None:
    clue = clue_in(city, "registered")

    drain()

    assert Clue.objects.get(pk=clue.pk).routing_mode == ""
