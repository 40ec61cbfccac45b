"""Tokens: the security administrator alone issues and revokes them, and sees how their programs are doing."""

import re

import pytest
from rest_framework.test import APIClient

from agencies.models import ApiToken
from kernel.models import Event
from tests.cases.situations import program_of
from tests.cast import City
from tests.web.readers import reader

WISH = {"client": "12345热线", "agency": "321100-hq", "scopes": ["clues:read", "changes:read"], "days": "30"}


def test_a_token_is_shown_once_and_works_and_is_recorded(city: City) -> None:
    page = reader("secadmin").post("/tokens", WISH).content.decode()

    [secret] = re.findall(r"qy_[A-Za-z0-9_-]{43}", page)
    program = APIClient(headers={"Authorization": f"Bearer {secret}"})
    assert program.get("/api/v1/changes").status_code == 200
    assert secret not in reader("secadmin").get("/tokens").content.decode()
    event = Event.objects.get(type="token.issued")
    assert (event.person_id, secret in str(event.data)) == (city.actor("secadmin").person.pk, False)  # type: ignore[union-attr]


def test_a_revoked_token_is_shut_at_once_and_revoking_it_again_changes_nothing(city: City) -> None:
    program = program_of("321100-hq")
    token, client = ApiToken.objects.get(), reader("secadmin")

    answers = [client.post(f"/tokens/{token.pk}/revoke").status_code for _turn in range(2)]

    assert answers == [302, 302]
    assert program.get("/api/v1/clues").status_code == 401
    assert Event.objects.filter(type="token.revoked").count() == 1


def test_the_page_tells_how_a_program_is_doing(city: City) -> None:
    program = program_of("321100-hq", "changes:read")
    program.get("/api/v1/changes")
    program.get("/api/v1/changes", {"cursor": "nonsense"})
    program.get("/api/v1/clues")

    page = reader("secadmin").get("/tokens").content.decode()

    assert "今日请求 3 次" in page
    assert "失败 2" in page
    assert "变更已跟上" in page


def test_the_same_form_sent_twice_issues_one_token(city: City) -> None:
    client = reader("secadmin")
    form = {**WISH, "once": "0123456789abcdef"}

    first, again = client.post("/tokens", form), client.post("/tokens", form)

    assert (first.status_code, again.status_code, ApiToken.objects.count()) == (200, 302, 1)


@pytest.mark.parametrize(
    "fault", [{"scopes": []}, {"scopes": ["all"]}, {"agency": "nowhere"}, {"networks": "everywhere"}, {"days": "0"}]
)
def test_a_wish_with_a_fault_is_refused_beside_its_field(city: City, fault: dict[str, object]) -> None:
    answer = reader("secadmin").post("/tokens", {**WISH, **fault})

    assert (answer.status_code, ApiToken.objects.count()) == (422, 0)
    assert "invalid-feedback" in answer.content.decode()


@pytest.mark.parametrize("username", ["sysadmin", "auditor", "director", "handler"])
def test_nobody_else_reads_or_issues_tokens(city: City, username: str) -> None:
    client = reader(username)

    assert [client.get("/tokens").status_code, client.post("/tokens", WISH).status_code] == [403, 403]
    assert not ApiToken.objects.exists()
