"""Every status and every verb of a referral, against a second table written by hand, and what the database refuses."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from supervision.models import Referral, ReferralEvent, ReferralStatus
from supervision.rules import PERMISSIONS
from supervision.verbs import REFERRAL_VERBS
from supervision.workflow import REFERRAL
from tests.cast import City
from tests.conftest import ApiOf
from tests.supervision.situations import BODIES, receive, referral_in, referred_clue

# Where each verb leads from each status it starts from.
TABLE = {
    "edit": {"drafted": "drafted", "returned": "returned"},
    "approve": {"drafted": "approved"},
    "send": {"approved": "sent"},
    "receive": {"sent": "received"},
    "return": {"sent": "returned"},
    "resend": {"returned": "sent"},
    "release": {"received": "released"},
    "withdraw": {"drafted": "withdrawn", "approved": "withdrawn", "sent": "withdrawn", "returned": "withdrawn"},
}
DOERS = {"receive": "discipline", "return": "discipline", "release": "discipline"}


def test_table_rules_and_verbs_name_the_same() -> None:
    assert set(TABLE) == set(REFERRAL_VERBS) == set(REFERRAL.lines)
    assert {f"supervision.{verb}_referral" for verb in TABLE} == {
        one for one in PERMISSIONS if one.endswith("_referral")
    }


@pytest.mark.parametrize("status", ReferralStatus.values)
@pytest.mark.parametrize("verb", TABLE)
def test_a_verb_leads_where_the_table_says_or_is_refused(city: City, api: ApiOf, status: str, verb: str) -> None:
    referral = referral_in(status)
    path = f"/api/v1/referrals/{referral.pk}/actions/{verb}"

    answer = api(DOERS.get(verb, "director2")).post(path, BODIES.get(verb, {}))

    unseen = verb in DOERS and status in {"drafted", "approved", "withdrawn"}
    expected = 200 if status in TABLE[verb] else 404 if unseen else 409
    assert answer.status_code == expected, answer.json()
    referral.refresh_from_db()
    assert referral.status == TABLE[verb].get(status, status)


def test_a_refused_transition_names_the_status_and_what_is_open(city: City, api: ApiOf) -> None:
    referral = referral_in("received")

    answer = api("discipline").post(f"/api/v1/referrals/{referral.pk}/actions/receive", BODIES["receive"]).json()

    assert (answer["code"], answer["current_status"]) == ("transition_not_allowed", "received")
    assert answer["allowed"] == ["release"]


@pytest.mark.parametrize("missing", ["facts", "excuses"])
def test_no_paper_is_approved_without_facts_and_the_excuses_heard(city: City, api: ApiOf, missing: str) -> None:
    bare: dict[str, Any] = {missing: "  "}
    referral = referral_in("drafted", **bare)

    answer = api("director2").post(f"/api/v1/referrals/{referral.pk}/actions/approve", BODIES["approve"])

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{missing}"]


def test_a_second_receipt_for_one_referral_is_refused_by_the_database(city: City) -> None:
    referral = referral_in("received")

    with pytest.raises(IntegrityError), transaction.atomic():
        receive(referral)


def test_one_receipt_number_receipts_one_referral_alone(city: City, api: ApiOf) -> None:
    first, second = referral_in("sent"), referral_in("sent")
    body, client = {"receipt_number": "JW-7"}, api("discipline")
    client.post(f"/api/v1/referrals/{first.pk}/actions/receive", body)

    answer = client.post(f"/api/v1/referrals/{second.pk}/actions/receive", body)

    assert (answer.status_code, answer.json()["code"]) == (422, "receipt_exists")
    second.refresh_from_db()
    assert second.status == "sent"


def test_the_database_refuses_a_second_open_referral_of_a_clue_on_the_same_ground(city: City) -> None:
    clue = referred_clue(city)
    referral_in("withdrawn", clue=clue)
    referral_in("sent", clue=clue)

    with pytest.raises(IntegrityError, match="one_open_referral"), transaction.atomic():
        referral_in("drafted", clue=clue)


@pytest.mark.parametrize(
    "changes",
    [
        {"concerned_agency_id": None},
        {"approved_at": None},
        {"facts": ""},
        {"result": "disposed"},
        {"persons": 3},
    ],
)
def test_the_database_refuses_a_referral_that_cannot_be(city: City, changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        referral_in("sent", **changes)


def test_the_compartments_log_refuses_to_be_changed(city: City, api: ApiOf) -> None:
    api("director2").post(f"/api/v1/referrals/{referral_in('drafted').pk}/actions/approve", BODIES["approve"])
    event = ReferralEvent.objects.get(type="referral.approved")

    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        ReferralEvent.objects.filter(pk=event.pk).update(type="referral.sent")
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        event.delete()


def test_a_returned_paper_is_mended_and_sent_again_until_it_is_received(city: City, api: ApiOf) -> None:
    referral = referral_in("sent")
    path = f"/api/v1/referrals/{referral.pk}/actions"
    office, organ = api("director2"), api("discipline")

    organ.post(f"{path}/return", BODIES["return"])
    api("dispatcher").post(f"{path}/edit", BODIES["edit"])
    office.post(f"{path}/resend", {})
    organ.post(f"{path}/receive", BODIES["receive"])

    referral = Referral.objects.get(pk=referral.pk)
    assert (referral.status, referral.facts, referral.receipt.number) == (
        "received",
        BODIES["edit"]["facts"],
        "JW2026-001",
    )
    told = ReferralEvent.objects.filter(subject_id=referral.pk).order_by("version").values_list("type", flat=True)
    assert [name.removeprefix("referral.") for name in told] == ["returned", "edited", "resent", "received"]
