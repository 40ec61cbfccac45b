"""What a referral and a letter must have before they leave: a number, a discussion, a second hand, a fit addressee."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from agencies.models import Agency, Person
from supervision.models import ADDRESSEES, Direction, Letter, Referral
from tests.cast import NOON, City
from tests.conftest import ApiOf
from tests.supervision.situations import BODIES, PAPER, referral_in
from tests.supervision.test_letters import drafted
from tests.web.readers import reader

GROUNDS = {Direction.DISCIPLINE_TO_HQ: "pollution_clue", Direction.TO_POLICE: "suspected_crime"}
KINDS = [kind.value for kind in Agency.Kind]


def agency_of(kind: str) -> Agency:
    """An agency of that kind in the city."""
    found = Agency.objects.filter(kind=kind, region="321100").order_by("code").first()
    return found or Agency.objects.create(code=f"x-{kind}", name=f"某{kind}", kind=kind, region_id="321100")


def wish(direction: str, addressee: Agency) -> dict[str, Any]:
    """A referral in that direction to that agency."""
    body = {**PAPER, "direction": direction, "addressee": addressee.pk, "concerned_agency": "321181-hb"}
    return body | {"ground": GROUNDS.get(Direction(direction), "duty_neglected"), "region_code": "321181"}


@pytest.mark.parametrize("direction", Direction.values)
@pytest.mark.parametrize("kind", KINDS)
def test_a_referral_goes_only_to_an_organ_of_its_direction(city: City, api: ApiOf, direction: str, kind: str) -> None:
    addressee, fits = agency_of(kind), kind in ADDRESSEES[direction]
    who = "discipline" if direction == Direction.DISCIPLINE_TO_HQ else "director2"
    body = wish(direction, addressee)

    by_page = reader(who).post("/referrals/new", body).status_code
    Referral.objects.all().delete()
    by_rest = api(who).post("/api/v1/referrals", body)

    assert (by_page, by_rest.status_code) == ((302, 201) if fits else (422, 422)), by_rest.json()
    if not fits:
        assert [(one["pointer"], one["code"]) for one in by_rest.json()["errors"]] == [
            ("/addressee", "unfit_addressee")
        ]
        with pytest.raises(IntegrityError, match="no organ of this direction"), transaction.atomic():
            referral_in("drafted", direction=direction, addressee_id=addressee.pk)


@pytest.mark.parametrize("direction", Direction.values)
def test_the_usual_addressee_is_the_citys_organ_of_the_kind(city: City, api: ApiOf, direction: str) -> None:
    who = "discipline" if direction == Direction.DISCIPLINE_TO_HQ else "director2"
    body = wish(direction, agency_of("bureau"))
    body.pop("addressee")

    made = api(who).post("/api/v1/referrals", body)

    assert made.status_code == 201
    assert Referral.objects.get().addressee.kind == ADDRESSEES[direction][0]


@pytest.mark.parametrize(("day", "code"), [("", "required"), ("2999-01-01", "in_the_future")])
def test_a_referral_is_not_approved_undiscussed(city: City, api: ApiOf, day: str, code: str) -> None:
    referral = referral_in("drafted")
    body = {"meeting_on": day} if day else {}

    page = reader("director2").post(f"/referrals/{referral.pk}/actions/approve", body)
    rest = api("director2").post(f"/api/v1/referrals/{referral.pk}/actions/approve", body)

    referral.refresh_from_db()
    assert (page.status_code, rest.status_code, referral.status) == (422, 422 if day else 400, "drafted")
    assert (rest.json()["errors"][0]["pointer"], rest.json()["errors"][0]["code"]) == ("/meeting_on", code)


@pytest.mark.parametrize("number", ["", "   "])
def test_a_referral_is_not_sent_without_its_number(city: City, api: ApiOf, number: str) -> None:
    referral = referral_in("approved")

    page = reader("dispatcher").post(f"/referrals/{referral.pk}/actions/send", {"letter_number": number})
    rest = api("dispatcher").post(f"/api/v1/referrals/{referral.pk}/actions/send", {"letter_number": number})

    referral.refresh_from_db()
    assert (page.status_code, rest.status_code, referral.status) == (422, 422, "approved")
    assert rest.json()["errors"][0]["pointer"] == "/letter_number"
    assert referral.papers.count() == 0


def test_a_letter_is_not_signed_without_its_number(city: City) -> None:
    letter = drafted(city)

    answer = reader("director2").post(f"/letters/{letter.pk}/actions/sign", {"letter_number": " "})

    letter.refresh_from_db()
    assert (answer.status_code, letter.status, letter.files.count()) == (422, "drafted", 0)
    assert "请填写文号后签发" in answer.content.decode()


def test_one_director_alone_carries_no_referral_to_its_sending(city: City, api: ApiOf) -> None:
    client = api("director2")
    made = client.post("/api/v1/referrals", wish("hq_to_discipline", agency_of("discipline"))).json()
    path = f"/api/v1/referrals/{made['id']}/actions"

    own = client.post(f"{path}/approve", BODIES["approve"])

    assert (own.status_code, own.json()["code"]) == (403, "same_person")


def test_whoever_approved_does_not_send(city: City, api: ApiOf) -> None:
    referral = referral_in("drafted", drafted_by=Person.objects.get(username="dispatcher"))
    path = f"/api/v1/referrals/{referral.pk}/actions"

    approved = api("director2").post(f"{path}/approve", BODIES["approve"])
    own = api("director2").post(f"{path}/send", BODIES["send"])
    other = api("dispatcher").post(f"{path}/send", BODIES["send"])

    assert (approved.status_code, own.json().get("code"), other.status_code) == (200, "same_person", 200)


@pytest.mark.parametrize(
    ("status", "changes", "rule"),
    [
        ("approved", {"meeting_on": None}, "referral_approved_was_discussed"),
        ("sent", {"letter_number": ""}, "referral_leaves_with_its_number"),
    ],
)
def test_the_database_refuses_a_referral_that_lacks_it(
    city: City, status: str, changes: dict[str, Any], rule: str
) -> None:
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        referral_in(status, **changes)


def test_the_database_refuses_one_hand_under_draft_and_approval(city: City) -> None:
    person = Person.objects.get(username="director2")

    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        referral_in("approved", drafted_by=person, approved_by=person)


def test_the_database_refuses_a_signed_letter_without_its_number(city: City) -> None:
    letter = drafted(city)
    signer = Person.objects.get(username="director2")

    with pytest.raises(IntegrityError, match="letter_leaves_with_its_number"), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(
            status="signed", signed_at=NOON + timedelta(hours=1), signed_by=signer
        )
