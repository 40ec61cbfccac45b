"""Tokens for other bureaus' programs."""

import hashlib
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from agencies.actions.tokens import TokenRequest, issue_token
from agencies.models import ApiClient, ApiToken
from kernel.actor import SYSTEM
from kernel.errors import BadInput
from kernel.models import Event
from tests.cast import City

AT = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)


def wish(**changes: object) -> TokenRequest:
    values: dict[str, object] = {"client": "12345热线", "agency": "321100-hq", "scopes": ["clues:write", "clues:read"]}
    return TokenRequest(**{**values, **changes})  # type: ignore[arg-type]


def test_only_the_hash_of_a_token_is_kept(city: City) -> None:
    secret = issue_token(wish(), by=SYSTEM, at=AT)

    token = ApiToken.objects.get()
    assert token.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert (token.scopes, token.networks, token.created_at) == (["clues:read", "clues:write"], [], AT)
    assert secret not in str(Event.objects.get(type="token.issued").data)


def test_two_tokens_of_one_client_are_good_at_once(city: City) -> None:
    first, second = issue_token(wish(), by=SYSTEM, at=AT), issue_token(wish(), by=SYSTEM, at=AT)

    assert first != second
    assert ApiToken.objects.filter(client__name="12345热线", revoked_at__isnull=True).count() == 2


def test_a_network_is_kept_as_its_network(city: City) -> None:
    issue_token(wish(networks=["10.1.2.3/8", "2001:db8::/32"]), by=SYSTEM, at=AT)

    assert ApiToken.objects.get().networks == ["10.0.0.0/8", "2001:db8::/32"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"scopes": ["clues:delete"]}, "/scopes"),
        ({"scopes": []}, "/scopes"),
        ({"agency": "nowhere"}, "/agency"),
        ({"client": " "}, "/client"),
        ({"networks": ["everywhere"]}, "/networks"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_and_nothing_made(
    city: City, changes: dict[str, object], pointer: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        issue_token(wish(**changes), by=SYSTEM, at=AT)

    assert [error.pointer for error in refusal.value.errors] == [pointer]
    assert not ApiClient.objects.exists()


def test_a_client_belongs_to_one_agency_and_may_be_switched_off(city: City) -> None:
    issue_token(wish(), by=SYSTEM, at=AT)

    with pytest.raises(BadInput, match="invalid"):
        issue_token(wish(agency="321181-hb"), by=SYSTEM, at=AT)
    ApiClient.objects.update(is_active=False)
    with pytest.raises(BadInput, match="invalid"):
        issue_token(wish(), by=SYSTEM, at=AT)


def test_the_command_prints_the_token_alone_on_its_last_line(city: City) -> None:
    out = StringIO()

    call_command("issue_token", client="网格平台", agency="321100-hq", scope=["clues:write"], days=30, stdout=out)

    secret = out.getvalue().splitlines()[-1]
    token = ApiToken.objects.get(digest=hashlib.sha256(secret.encode()).hexdigest())
    assert token.expires_at is not None
    assert token.expires_at - token.created_at == timedelta(days=30)


def test_a_token_may_be_good_until_revoked(city: City) -> None:
    call_command("issue_token", client="网格平台", agency="321100-hq", scope=["clues:read"], days=0, stdout=StringIO())

    assert ApiToken.objects.get().expires_at is None


def test_the_command_says_everything_that_is_wrong(city: City) -> None:
    with pytest.raises(CommandError, match=r"/scopes: .*delete\n/agency: .*nowhere"):
        call_command("issue_token", client="网格平台", agency="nowhere", scope=["clues:delete"])


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"scopes": ["everything"]}, "api_token_scopes_are_known"),
        ({"scopes": []}, "api_token_scopes_are_known"),
        ({"digest": "plain"}, "api_token_digest_is_sha256"),
        ({"expires_at": AT - timedelta(days=1)}, "api_token_expires_after_it_is_made"),
    ],
)
def test_the_database_refuses_a_token_that_cannot_be(city: City, changes: dict[str, object], constraint: str) -> None:
    issue_token(wish(), by=SYSTEM, at=AT)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ApiToken.objects.update(**changes)
