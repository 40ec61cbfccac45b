"""How programs and browsers prove who they are at the REST door."""

import ipaddress
from typing import Any, cast

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from agencies.queries.tokens import KnownClient, KnownToken, token_in_force
from kernel.actor import Actor
from kernel.addresses import address_of
from kernel.errors import Forbidden
from kernel.page_request import PageRequest

KEYWORD = "Bearer"


class Program:
    """A signed-in API client, as DRF expects a user to look."""

    is_authenticated = True
    is_active = True

    def __init__(self, client: KnownClient) -> None:
        self.client = client
        self.pk = client.pk

    def __str__(self) -> str:
        return self.client.name


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`: only the hash is known here."""

    def authenticate(self, request: Request) -> tuple[Program, KnownToken] | None:
        """The client and its token; None without the header, a refusal for anything else in it."""
        header = request.headers.get("Authorization")
        if header is None:
            return None
        keyword, _blank, secret = header.partition(" ")
        token = token_in_force(secret.strip(), at=timezone.now()) if keyword.lower() == KEYWORD.lower() else None
        if token is None or not _comes_from(token, request):
            raise AuthenticationFailed(_("令牌无效、已过期或来源网络不符"))
        asked = cast("PageRequest", request._request)  # noqa: SLF001 -- one actor for page and API
        asked.actor = Actor(client=token.client, own_only=token.own_only)
        return Program(token.client), token

    def authenticate_header(self, request: Request) -> str:
        """What a 401 says."""
        return f'{KEYWORD} realm="qingyuan"'


class NotYet(Forbidden):
    """The session is bound until its person has a password of their own and has proven themselves twice."""

    code = "sign_in_unfinished"
    detail = _lazy("请先在网页上修改初始密码或完成二次验证")


class BrowserAuthentication(SessionAuthentication):
    """The session cookie with its CSRF token."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """The session's person, unless something still binds the session."""
        found = super().authenticate(request)
        if found is not None and getattr(request._request, "detour", None):  # noqa: SLF001 -- set where the actor is
            raise NotYet
        return found

    def authenticate_header(self, request: Request) -> str:
        """What a 401 says."""
        return f'{KEYWORD} realm="qingyuan"'


def _comes_from(token: KnownToken, request: PageRequest | Request) -> bool:
    if not token.networks:
        return True
    try:
        address = ipaddress.ip_address(address_of(request.META, trusted=settings.TRUSTED_PROXIES))
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(network) for network in token.networks)
