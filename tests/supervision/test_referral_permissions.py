"""Every verb of a referral and every caller, against a matrix written by hand and the manual's table."""

from pathlib import Path

import pytest
from rest_framework.test import APIClient

from agencies.models import Person, Post, Role
from supervision.models import OrganSphere, Referral
from supervision.rules import PERSON_ONLY
from supervision.verbs import REFERRAL_VERBS
from tests.cases.situations import program_of
from tests.cast import City
from tests.conftest import ApiOf
from tests.supervision.situations import BODIES, STARTS, referral_in

CALLERS = ("intake", "dispatcher", "director2", "discipline", "program of the office", "program of the organ")
# y: yes; -: 403 forbidden; p: 403 person_required; 0: 404; in the order of CALLERS.
MATRIX = {
    "edit": "-yy0y0",
    "approve": "--y0p0",
    "send": "-yy0y0",
    "receive": "---y-y",
    "return": "---y-y",
    "resend": "--y-pp",
    "release": "---y-y",
    "withdraw": "--y0y0",
}
MARKS = {(200, None): "y", (403, "forbidden"): "-", (403, "person_required"): "p", (404, "not_found"): "0"}
SCOPES = ("referrals:read", "referrals:write")
OUTSIDERS = ("handler", "unithead", "leader", "sysadmin", "colleague", "discipline2", "stationed", "jwauditor")


def client_of(caller: str, api: ApiOf) -> APIClient:
    """The REST client of a person of the cast or of a program."""
    programs = {"program of the office": "321100-hq", "program of the organ": "321100-jw"}
    return program_of(programs[caller], *SCOPES) if caller in programs else api(caller)


def test_the_matrix_and_the_verbs_name_the_same() -> None:
    assert set(MATRIX) == set(REFERRAL_VERBS)
    assert {verb for verb, marks in MATRIX.items() if "p" in marks} == PERSON_ONLY & set(MATRIX)


@pytest.mark.parametrize("verb", MATRIX)
def test_each_caller_may_do_what_the_matrix_says_and_no_more(city: City, api: ApiOf, verb: str) -> None:
    found = ""
    for caller in CALLERS:
        referral = referral_in(STARTS[verb])
        body = {**BODIES.get(verb, {}), **({"receipt_number": caller} if verb == "receive" else {})}
        answer = client_of(caller, api).post(f"/api/v1/referrals/{referral.pk}/actions/{verb}", body)
        found += MARKS.get((answer.status_code, answer.json().get("code")), f"?{answer.status_code}")

    assert found == MATRIX[verb]


def test_the_manual_shows_the_same_table() -> None:
    manual = (Path(__file__).resolve().parents[2] / "docs/permissions-referrals.md").read_text()
    marks = {"y": "√", "-": "—", "p": "限本人", "0": "—"}

    for verb, row in MATRIX.items():
        cells = " | ".join(marks[mark] for mark in row)
        assert f"| {REFERRAL_VERBS[verb].label} | `{verb}` | {cells} |" in manual


@pytest.mark.parametrize("username", OUTSIDERS)
def test_to_everybody_else_there_is_no_referral(city: City, api: ApiOf, username: str) -> None:
    referral, client = referral_in("sent"), api(username)

    answers = {
        path: client.get(f"/api/v1/referrals/{referral.pk}{path}").status_code for path in ("", "/actions", "/package")
    }

    assert set(answers.values()) == {404}
    listed = client.get("/api/v1/referrals")
    assert listed.status_code == 404 or listed.json()["results"] == []


@pytest.mark.parametrize("scopes", [SCOPES, ("clues:read",)])
def test_to_another_agencys_program_the_address_leads_nowhere_whatever_its_token_says(
    city: City, scopes: tuple[str, ...]
) -> None:
    client = program_of("321181-hb", *scopes)

    hidden = client.get(f"/api/v1/referrals/{referral_in('sent').pk}")
    missing = client.get("/api/v1/referrals/0191d1f2-0000-4000-8000-000000000000")

    assert hidden.status_code == client.get("/api/v1/referrals").status_code == 404
    assert without_id(hidden.json()) == without_id(missing.json())


def without_id(problem: dict[str, object]) -> dict[str, object]:
    """A refusal without the id of its request."""
    return {name: value for name, value in problem.items() if name != "request_id"}


def test_whoever_has_a_tie_to_the_agency_neither_sees_nor_decides(city: City, api: ApiOf) -> None:
    referral = referral_in("drafted")

    answers = [
        api("director").get(f"/api/v1/referrals/{referral.pk}").status_code,
        api("director").post(f"/api/v1/referrals/{referral.pk}/actions/approve", BODIES["approve"]).status_code,
    ]

    assert answers == [404, 404]
    assert api("director").get("/api/v1/referrals").json()["results"] == []
    assert api("director2").get(f"/api/v1/referrals/{referral.pk}").status_code == 200


@pytest.mark.parametrize(("ended", "expected"), [("2026-10-01", 404), ("2020-10-01", 200)])
def test_a_post_given_up_lately_still_ties(city: City, api: ApiOf, ended: str, expected: int) -> None:
    person = Person.objects.get(username="director2")
    Post.objects.create(person=person, agency_id="321181", role=Role.LEADER, valid_from="2018-01-01", valid_to=ended)

    answer = api("director2").get(f"/api/v1/referrals/{referral_in('sent').pk}")

    assert answer.status_code == expected


def test_whoever_stands_in_for_a_post_there_is_tied_too(city: City, api: ApiOf) -> None:
    Post.objects.filter(person__username="unithead").update(substitute=Person.objects.get(username="dispatcher"))

    assert api("dispatcher").get(f"/api/v1/referrals/{referral_in('sent').pk}").status_code == 404


def seen_by(api: ApiOf, username: str) -> set[str]:
    """The numbers that somebody's list holds."""
    return {row["number"] for row in api(username).get("/api/v1/referrals").json()["results"]}


def test_a_districts_organ_sees_what_concerns_its_own_district(city: City, api: ApiOf) -> None:
    own = referral_in("sent", concerned_agency_id="321112-hb")
    addressed = referral_in("sent", addressee_id="321112-jw", concerned_agency_id="321112")
    other = referral_in("sent")

    assert seen_by(api, "discipline2") == {own.number, addressed.number}
    assert seen_by(api, "discipline") == {own.number, addressed.number, other.number}


def test_a_stationed_group_sees_what_concerns_the_agency_it_watches(city: City, api: ApiOf) -> None:
    OrganSphere.objects.create(organ_id="321100-jw-hb", agency_id="321100-hb")
    watched = referral_in("sent")
    other = referral_in("sent", concerned_agency_id="321181")

    assert seen_by(api, "stationed") == {watched.number}
    assert Referral.objects.filter(pk=other.pk).exists()


def test_what_a_superior_organ_was_sent_is_not_for_a_district_to_receive(city: City, api: ApiOf) -> None:
    referral = referral_in("sent", concerned_agency_id="321112-hb")

    answer = api("discipline2").post(f"/api/v1/referrals/{referral.pk}/actions/receive", BODIES["receive"])

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(("status", "count"), [("drafted", 0), ("approved", 0), ("sent", 1)])
def test_the_organ_sees_a_referral_only_from_its_sending(city: City, api: ApiOf, status: str, count: int) -> None:
    referral_in(status)

    assert len(seen_by(api, "discipline")) == count


@pytest.mark.parametrize("direction", ["to_police", "to_procuratorate"])
def test_what_goes_to_police_or_procuratorate_is_not_the_discipline_organs(
    city: City, api: ApiOf, direction: str
) -> None:
    addressee = {"to_police": "321100-ga", "to_procuratorate": "321100-jcy"}[direction]
    referral = referral_in("sent", direction=direction, ground="suspected_crime", addressee_id=addressee)

    assert seen_by(api, "discipline") == set()
    received = api("dispatcher").post(f"/api/v1/referrals/{referral.pk}/actions/receive", BODIES["receive"])
    assert received.json()["receipt_number"] == "JW2026-001"
