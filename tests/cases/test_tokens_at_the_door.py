"""What a token opens, and what shuts it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from agencies.actions.tokens import TokenRequest, issue_token
from agencies.models import ApiClient, ApiToken, Person
from kernel.actor import SYSTEM
from kernel.models import Event
from tests.cases.situations import clue_in, program_of
from tests.cast import NOON, City, make_clue
from tests.conftest import ApiOf

NEW = {"description": "夜间异味扰民", "channel": "hotline_12345", "region_code": "321181"}
CLUES = "/api/v1/clues"


def test_a_token_reads_and_writes_what_its_scopes_say(city: City) -> None:
    reader, writer, counter = (
        program_of("321100-hq", scope) for scope in ("clues:read", "clues:write", "reports:read")
    )
    metrics = "/api/v1/metrics?metric=clues_received"

    seen = [
        [client.get(CLUES).status_code, client.post(CLUES, NEW).status_code, client.get(metrics).status_code]
        for client in (reader, writer, counter)
    ]

    assert seen == [[200, 403, 403], [403, 201, 403], [403, 403, 200]]
    assert reader.post(CLUES, NEW).json()["code"] == "scope_missing"


@pytest.mark.parametrize(
    "fault",
    [
        {"expires_at": NOON + timedelta(seconds=1)},
        {"revoked_at": NOON},
        {"networks": ["10.0.0.0/8"]},
        {"digest": "0" * 64},
    ],
    ids=["expired", "revoked", "from another network", "unknown"],
)
def test_a_token_that_is_no_longer_good_is_401(city: City, fault: dict[str, object]) -> None:
    client = program_of("321100-hq")
    good = client.get(CLUES).status_code

    ApiToken.objects.update(**fault)

    response = client.get(CLUES)
    assert (good, response.status_code, response.json()["code"]) == (200, 401, "not_authenticated")
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_client_that_was_switched_off_is_401(city: City) -> None:
    client = program_of("321100-hq")
    ApiClient.objects.update(is_active=False)

    assert client.get(CLUES).status_code == 401


def test_a_token_is_good_in_its_term_and_from_its_networks(city: City) -> None:
    client = program_of("321100-hq")
    later = timezone.now() + timedelta(days=1)
    ApiToken.objects.update(networks=["127.0.0.0/8", "2001:db8::/32"], expires_at=later)

    local, remote = client.get(CLUES), client.get(CLUES, REMOTE_ADDR="10.0.0.1")

    assert (local.status_code, remote.status_code) == (200, 401)
    assert client.get(CLUES, REMOTE_ADDR="2001:db8::1").status_code == 200


def test_two_tokens_of_one_client_open_the_same_door(city: City) -> None:
    first, second = program_of("321100-hq"), program_of("321100-hq")

    assert [client.get(CLUES).status_code for client in (first, second)] == [200, 200]


def test_a_program_that_files_a_clue_reads_it_back_and_other_programs_do_not(city: City) -> None:
    hotline, other = program_of("321112-hb"), program_of("321181-hb")
    clue = hotline.post(CLUES, {**NEW, "title": "标题", "reporter": {"name": "张三", "is_named": True}}).json()

    mine, theirs = hotline.get(f"{CLUES}/{clue['id']}"), other.get(f"{CLUES}/{clue['id']}")

    assert (mine.json()["description"], mine.json()["title"]) == ("夜间异味扰民", "标题")
    assert mine.json()["reporter"] == {"is_named": True, "sealed": True}
    assert theirs.status_code == 404


def test_what_a_program_does_is_recorded_in_its_name(city: City) -> None:
    program_of("321100-hq").post(CLUES, NEW)

    event = Event.objects.get(type="clue.registered")
    assert (event.client_id, event.person_id, event.agency_id) == (ApiClient.objects.get().pk, None, "321100-hq")


def test_a_session_does_not_help_a_broken_token(city: City, api: ApiOf) -> None:
    client = api("intake")
    client.credentials(HTTP_AUTHORIZATION="Bearer qy_wrong")

    assert client.get(CLUES).status_code == 401


def test_a_browser_without_the_csrf_token_changes_nothing(city: City) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(Person.objects.get(username="intake"))

    response = client.post(CLUES, NEW, format="json")

    assert (response.status_code, response.json()["code"]) == (403, "forbidden")


def test_the_leads_program_signs_and_reports(city: City) -> None:
    client = program_of("321181-hb")
    path = f"{CLUES}/{clue_in(city, 'dispatched').pk}/actions"
    report = {"verdict": "unsubstantiated", "findings": "未发现", "measures": "无"}

    answers = [client.post(f"{path}/{verb}", body) for verb, body in
               (("sign", {}), ("investigate", {}), ("report", report))]  # fmt: skip

    assert [answer.json()["status"] for answer in answers] == ["signed", "investigating", "reported"]
    assert answers[0].json()["handler"] is None


def test_the_secret_is_nowhere_in_the_database(city: City) -> None:
    secret = issue_token(TokenRequest("网格", "321100-hq", ["clues:read"]), by=SYSTEM, at=NOON)
    make_clue(city)

    row = ApiToken.objects.values().get()
    assert secret not in str(row)
    assert secret not in str(list(Event.objects.values("data")))
