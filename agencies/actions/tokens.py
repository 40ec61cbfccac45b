"""API clients and their tokens."""

import hashlib
import ipaddress
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from agencies.models import Agency, ApiClient, ApiToken, Scope
from kernel.actor import Actor
from kernel.errors import BadInput, FieldError
from kernel.events import Named, record
from kernel.ids import name_id

PREFIX = "qy_"


@dataclass(frozen=True)
class TokenRequest:
    """What a token is asked for: no network means any, no end means until revoked."""

    client: str
    agency: str
    scopes: Sequence[str]
    networks: Sequence[str] = ()
    expires_at: datetime | None = None


def issue_token(wish: TokenRequest, *, by: Actor, at: datetime) -> str:
    """Make the client if absent and a new token for it; the token is given back here and never again."""
    faults = _faults(wish)
    if faults:
        raise BadInput(errors=faults)
    client, _made = ApiClient.objects.get_or_create(name=wish.client, defaults={"agency_id": wish.agency})
    secret = PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(
        client=client,
        digest=hashlib.sha256(secret.encode()).hexdigest(),
        scopes=sorted(set(wish.scopes)),
        networks=[str(ipaddress.ip_network(network, strict=False)) for network in wish.networks],
        created_at=at,
        expires_at=wish.expires_at,
    )
    facts = {"client": client.name, "agency": client.agency_id, "scopes": sorted(set(wish.scopes))}
    record(Named("api_client", name_id("api_client", client.name)), "token.issued", by=by, at=at, data=facts)
    return secret


def revoke_token(token: ApiToken, *, by: Actor, at: datetime) -> ApiToken:
    """Shut a token for good; one that is shut already stays as it is."""
    if token.revoked_at is not None:
        return token
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    facts = {"client": token.client.name, "agency": token.client.agency_id, "token": token.digest[:8]}
    record(Named("api_client", name_id("api_client", token.client.name)), "token.revoked", by=by, at=at, data=facts)
    return token


def _faults(wish: TokenRequest) -> list[FieldError]:
    """All that is wrong with the wish."""
    faults = [
        FieldError("/scopes", "unknown", _("没有这种权限：%s") % scope)
        for scope in wish.scopes
        if scope not in Scope.values
    ]
    if not wish.scopes:
        faults.append(FieldError("/scopes", "required", _("至少需要一种权限")))
    if not Agency.objects.filter(pk=wish.agency).exists():
        faults.append(FieldError("/agency", "unknown", _("没有这个机构：%s") % wish.agency))
    return faults + _client_faults(wish) + [fault for network in wish.networks for fault in _network_faults(network)]


def _client_faults(wish: TokenRequest) -> list[FieldError]:
    client = ApiClient.objects.filter(name=wish.client).first()
    if not wish.client.strip():
        return [FieldError("/client", "required", _("客户端须有名称"))]
    if client is not None and client.agency_id != wish.agency:
        return [FieldError("/agency", "conflict", _("该客户端属于另一机构：%s") % client.agency_id)]
    if client is not None and not client.is_active:
        return [FieldError("/client", "inactive", _("该客户端已停用"))]
    return []


def _network_faults(network: str) -> list[FieldError]:
    try:
        ipaddress.ip_network(network, strict=False)
    except ValueError:
        return [FieldError("/networks", "invalid", _("不是网段：%s") % network)]
    return []
