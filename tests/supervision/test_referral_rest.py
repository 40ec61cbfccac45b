"""Referrals at the REST door: written, read, listed, packed; and what the clue shows of it, which is nothing."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Clue
from kernel.models import Delivery, Event
from supervision.api.outputs import ReferralOut
from supervision.models import Referral
from tests.cases.pictures import photograph
from tests.cast import City, make_clue
from tests.conftest import ApiOf
from tests.supervision.situations import BODIES, PAPER, referral_in, referred_clue


def refer(api: ApiOf, clue: Clue, username: str = "dispatcher", **changes: object) -> Any:
    """The answer to the verb on the clue."""
    return api(username).post(f"/api/v1/clues/{clue.pk}/actions/refer", {**PAPER, **changes})


def test_refer_answers_201_with_the_new_referral_and_where_it_stands(city: City, api: ApiOf) -> None:
    clue = referred_clue(city)

    answer = refer(api, clue)

    told = answer.json()
    assert answer.status_code == 201, told
    assert answer["Location"] == f"/api/v1/referrals/{told['id']}"
    assert {name: told[name] for name in ("status", "direction", "clue", "concerned_agency", "addressee")} == {
        "status": "drafted",
        "direction": "hq_to_discipline",
        "clue": str(clue.pk),
        "concerned_agency": "321181-hb",
        "addressee": "321100-jw",
    }
    assert set(told) == set(ReferralOut().fields)


def test_refer_leaves_nothing_on_the_clue_and_nothing_in_the_public_log(city: City, api: ApiOf) -> None:
    clue = referred_clue(city)
    path = f"/api/v1/clues/{clue.pk}"
    before = [api("dispatcher").get(f"{path}{part}") for part in ("", "/timeline", "/actions")]
    row, events, deliveries = row_of(clue), Event.objects.count(), Delivery.objects.count()

    refer(api, clue)

    after = [api("dispatcher").get(f"{path}{part}") for part in ("", "/timeline", "/actions")]
    assert [one.content for one in after] == [one.content for one in before]
    assert after[0]["ETag"] == before[0]["ETag"]
    assert row_of(clue) == row
    assert (Event.objects.count(), Delivery.objects.count()) == (events, deliveries)


def row_of(clue: Clue) -> Any:
    """Everything that stands in the clue's row."""
    return Clue.objects.filter(pk=clue.pk).values().get()


def test_a_second_open_referral_of_a_clue_on_the_same_ground_is_refused(city: City, api: ApiOf) -> None:
    clue = referred_clue(city)
    refer(api, clue)

    again, other = refer(api, clue), refer(api, clue, ground="false_rectification")

    assert (again.status_code, again.json()["code"]) == (409, "referral_exists")
    assert other.status_code == 201


@pytest.mark.parametrize("username", ["intake", "handler", "unithead", "director"])
def test_refer_is_for_those_of_the_office_who_have_no_tie(city: City, api: ApiOf, username: str) -> None:
    clue = referred_clue(city)

    answer = refer(api, clue, username)

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    names = [line["name"] for line in api(username).get(f"/api/v1/clues/{clue.pk}/actions").json()["results"]]
    assert "refer" not in names


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"direction": "discipline_to_hq"}, "/direction"),
        ({"ground": "pollution_clue"}, "/ground"),
        ({"direction": "to_police", "ground": "suspected_crime", "addressee": "321100-hb"}, "/addressee"),
    ],
)
def test_a_paper_that_fits_nowhere_is_refused_at_its_field(
    city: City, api: ApiOf, changes: dict[str, Any], pointer: str
) -> None:
    answer = refer(api, referred_clue(city), **changes)

    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert Referral.objects.count() == 0


def test_a_clue_without_a_lead_needs_the_agency_named(city: City, api: ApiOf) -> None:
    answer = refer(api, make_clue(city))

    assert [error["pointer"] for error in answer.json()["errors"]] == ["/concerned_agency"]


def test_the_same_key_gives_the_same_referral_again(city: City, api: ApiOf) -> None:
    clue, client = referred_clue(city), api("dispatcher")
    path = f"/api/v1/clues/{clue.pk}/actions/refer"

    first, second = (client.post(path, PAPER, headers={"Idempotency-Key": "refer-1"}) for _time in range(2))

    assert (first.json()["id"], second.status_code) == (second.json()["id"], 201)
    assert second["Idempotent-Replayed"] == "true"


def test_what_the_discipline_organ_refers_becomes_a_clue_that_units_read_as_from_above(city: City, api: ApiOf) -> None:
    organ, office = api("discipline"), api("dispatcher")
    body = {**PAPER, "direction": "discipline_to_hq", "ground": "pollution_clue", "region_code": "321181"}
    path = f"/api/v1/referrals/{organ.post('/api/v1/referrals', body).json()['id']}"
    assert office.get(path).status_code == 404
    api("discipline3").post(f"{path}/actions/approve", {"meeting_on": "2026-11-16"})
    organ.post(f"{path}/actions/send", {"letter_number": "镇纪〔2026〕1号"})

    received = office.post(f"{path}/actions/receive", {"receipt_number": "GJB-1"}).json()

    clue = Clue.objects.get(pk=received["clue"])
    assert (clue.channel, clue.status, clue.region_id) == ("discipline_transfer", "registered", "321181")
    assert str(PAPER["subject_summary"]) in clue.description


def test_the_outcome_stands_there_after_the_release_alone(city: City, api: ApiOf) -> None:
    referral, organ = referral_in("received"), api("discipline")
    before = api("director2").get(f"/api/v1/referrals/{referral.pk}").json()["outcome"]

    organ.post(f"/api/v1/referrals/{referral.pk}/actions/release", BODIES["release"])

    after = api("director2").get(f"/api/v1/referrals/{referral.pk}").json()["outcome"]
    assert before is None
    assert after == {
        "result": "disposed",
        "persons": 6,
        "organisations": 0,
        "scope": "秸秆焚烧一案",
        "date": "2026-11-20",
    }


def test_the_list_is_paged_filtered_and_costs_the_same_at_one_and_at_ten_rows(city: City, api: ApiOf) -> None:
    referral_in("sent")
    client = api("dispatcher")
    at_one = queries_of(client)
    for _number in range(9):
        referral_in("received")

    at_ten = queries_of(client)

    assert at_one == at_ten
    page = client.get("/api/v1/referrals?page_size=4&status=received").json()
    assert (len(page["results"]), page["previous"], bool(page["next"])) == (4, None, True)
    assert client.get("/api/v1/referrals?colour=red").json()["code"] == "invalid"


def queries_of(client: Any) -> int:
    """How many queries a list takes."""
    client.get("/api/v1/referrals")
    with CaptureQueriesContext(connection) as queries:
        client.get("/api/v1/referrals")
    return len(queries)


def add(client: Any, referral: Referral, **changes: object) -> Any:
    """The answer to a photograph put to a referral."""
    file = SimpleUploadedFile("现场.jpg", photograph(), "image/jpeg")
    return client.post(f"/api/v1/referrals/{referral.pk}/materials", {"file": file, **changes}, format="multipart")


def test_materials_are_cleaned_hashed_listed_and_packed(city: City, api: ApiOf) -> None:
    referral, office = referral_in("drafted"), api("dispatcher")
    told = add(office, referral).json()
    Referral.objects.filter(pk=referral.pk).update(
        approved_at=referral.created_at, meeting_on=referral.created_at.date()
    )

    archive = office.get(f"/api/v1/referrals/{referral.pk}/package")

    with zipfile.ZipFile(io.BytesIO(archive.content)) as package:
        assert package.namelist() == ["清单.txt", "SHA256SUMS", "01-现场.jpg"]
        assert package.read("SHA256SUMS").decode() == f"{told['sha256']}  01-现场.jpg\n"
        assert b"Exif" not in package.read("01-现场.jpg")
        assert str(PAPER["facts"]) in package.read("清单.txt").decode("utf-8-sig")
    assert office.get(f"/api/v1/referrals/{referral.pk}/package").content == archive.content


@pytest.mark.parametrize(
    ("status", "kind", "expected"),
    [("approved", "material", 409), ("approved", "scan", 201), ("received", "scan", 409), ("drafted", "letter", 400)],
)
def test_a_paper_takes_files_only_while_it_may(city: City, api: ApiOf, status: str, kind: str, expected: int) -> None:
    assert add(api("dispatcher"), referral_in(status), kind=kind).status_code == expected
