"""Referrals as pages: the register, the organ's desk, the papers, and every verb as at the REST door."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from supervision.models import Reading, Referral, ReferralEvent
from supervision.verbs import REFERRAL_VERBS
from tests.cases.pictures import photograph
from tests.cast import City
from tests.conftest import ApiOf
from tests.supervision.crawl import normalised
from tests.supervision.situations import BODIES, PAPER, STARTS, referral_in, referred_clue
from tests.supervision.test_referral_workflow import DOERS
from tests.web.readers import form_of, reader

OWN = {"id", "number", "created_at", "updated_at", "drafted_by_id", "approved_by_id"}


def row_of(referral: Referral) -> dict[str, object]:
    """What stands in the row; of instants only whether they are there."""
    values = dict(Referral.objects.filter(pk=referral.pk).values().get())
    return {n: v is not None if n.endswith("_at") else v for n, v in values.items() if n not in OWN}


def told_of(referral: Referral) -> list[object]:
    """The events of a referral."""
    return list(
        ReferralEvent.objects.filter(subject_id=referral.pk).values_list("type", "from_status", "to_status", "post")
    )


@pytest.mark.parametrize("verb", REFERRAL_VERBS)
def test_a_verb_leaves_the_same_through_page_and_rest(city: City, api: ApiOf, verb: str) -> None:
    by_page, by_rest = referral_in(STARTS[verb]), referral_in(STARTS[verb])
    doer, body = DOERS.get(verb, "director2"), BODIES.get(verb, {})

    page = reader(doer).post(f"/referrals/{by_page.pk}/actions/{verb}", form_of(body))
    other = {**body, "receipt_number": "JW-2"} if verb == "receive" else body
    rest = api(doer).post(f"/api/v1/referrals/{by_rest.pk}/actions/{verb}", other)

    assert (page.status_code, rest.status_code) == (302, 200), page.content.decode()
    assert row_of(by_page) == row_of(by_rest)
    assert told_of(by_page) == told_of(by_rest)


def test_the_desk_of_the_organ_has_its_four_shelves(city: City) -> None:
    for status in ("drafted", "sent", "sent", "received", "returned", "released"):
        referral_in(status)

    shown = reader("discipline").get("/referrals/").content.decode()

    for label, count in (("待接收", 2), ("已接收", 2), ("已退回", 1), ("待反馈", 1), ("全部", 5)):
        assert f'{label} <span class="qy-num">{count}</span>' in shown
    assert "受理" not in shown
    assert "立案" not in shown


def test_a_list_costs_the_same_at_one_and_at_ten_rows(city: City) -> None:
    client = reader("dispatcher")
    referral_in("received")
    at_one = cost_of(client)
    for _number in range(9):
        referral_in("received")

    assert cost_of(client) == at_one <= 10


def cost_of(client: Client) -> int:
    """How many queries the register takes."""
    client.get("/referrals/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/referrals/").status_code == 200
    return len(queries)


def test_a_referral_is_written_on_its_own_page(city: City) -> None:
    clue = referred_clue(city)
    body = {**PAPER, "direction": "hq_to_discipline", "clue": str(clue.pk), "concerned_agency": "321181-hb"}

    answer = reader("dispatcher").post("/referrals/new", body)

    referral = Referral.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/referrals/{referral.pk}")
    assert referral.clue_id == clue.pk


def test_a_bad_form_comes_back_with_what_was_written(city: City) -> None:
    answer = reader("dispatcher").post("/referrals/new", {**PAPER, "clue": "nonsense", "direction": "to_police"})

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert str(PAPER["facts"]) in shown
    assert Referral.objects.count() == 0


def test_refer_on_the_page_of_a_clue_leads_to_the_new_referral(city: City) -> None:
    clue, client = referred_clue(city), reader("dispatcher")

    answer = client.post(f"/clues/{clue.pk}/actions/refer", {**PAPER, "direction": "hq_to_discipline"})

    assert answer["Location"] == f"/referrals/{Referral.objects.get().pk}"
    assert "移送" in client.get(f"/clues/{clue.pk}").content.decode()


def test_files_are_put_to_a_referral_and_come_back_as_one_archive(city: City) -> None:
    referral, client = referral_in("drafted"), reader("dispatcher")
    file = SimpleUploadedFile("现场.jpg", photograph(), "image/jpeg")

    client.post(f"/referrals/{referral.pk}/materials", {"file": file})

    archive = client.get(f"/referrals/{referral.pk}/package.zip")
    names = zipfile.ZipFile(io.BytesIO(archive.content)).namelist()
    assert names == ["清单.txt", "SHA256SUMS", "01-现场.jpg"]
    assert archive["Content-Disposition"] == f'attachment; filename="{referral.number}.zip"'


def test_receipt_and_chain_of_hands_are_printed_for_both_organs(city: City) -> None:
    referral = referral_in("received")

    for username in ("dispatcher", "discipline"):
        receipt = reader(username).get(f"/referrals/{referral.pk}/receipt").content.decode()
        assert f"R{referral.number}" in receipt
        assert reader(username).get(f"/referrals/{referral.pk}/hands").status_code == 200


def test_before_it_is_received_there_is_no_receipt_to_print(city: City) -> None:
    assert reader("discipline").get(f"/referrals/{referral_in('sent').pk}/receipt").status_code == 404


def test_what_the_writers_did_among_themselves_is_not_shown_to_the_organ(city: City, api: ApiOf) -> None:
    referral = referral_in("drafted")
    path = f"/api/v1/referrals/{referral.pk}/actions"
    for who, verb in (("director2", "approve"), ("dispatcher", "send")):
        api(who).post(f"{path}/{verb}", BODIES[verb])

    shown = {
        name: reader(name).get(f"/referrals/{referral.pk}").content.decode() for name in ("director2", "discipline")
    }

    assert "<strong>审批</strong>" in shown["director2"]
    assert "<strong>审批</strong>" not in shown["discipline"]
    assert "<strong>送达</strong>" in shown["discipline"]


def test_what_the_organ_reads_stands_in_its_own_log_and_nowhere_the_office_can_see(city: City, api: ApiOf) -> None:
    referral, office = referral_in("received"), reader("director2")
    before = [plain(office, path) for path in (f"/referrals/{referral.pk}", "/referrals/", "/desk")]

    for path in ("", "/package.zip", "/receipt"):
        reader("discipline").get(f"/referrals/{referral.pk}{path}")
    api("discipline").get("/api/v1/referrals")

    assert list(Reading.objects.order_by("at").values_list("what", "subject_ids")) == [
        ("referral", [referral.pk]),
        ("package", [referral.pk]),
        ("receipt", [referral.pk]),
        ("list", [referral.pk]),
    ]
    assert [plain(office, path) for path in (f"/referrals/{referral.pk}", "/referrals/", "/desk")] == before
    assert not ReferralEvent.objects.filter(subject_id=referral.pk).exists()


def plain(client: Client, path: str) -> str:
    """A page without its tokens and the minute of its making."""
    return normalised(client.get(path).content)


def test_the_office_reads_no_log_and_the_organs_auditor_reads_only_their_own(city: City) -> None:
    reader("discipline").get("/referrals/")
    reader("discipline2").get("/referrals/")

    own = reader("jwauditor").get("/referrals/readings").content.decode()

    assert reader("director2").get("/referrals/readings").status_code == 404
    assert "321100-jw:discipline" in own
    assert "321112-jw:discipline" not in own
