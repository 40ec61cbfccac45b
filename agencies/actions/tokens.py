"""API clients and their tokens."""

import hashlib
import ipaddress
import re
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from agencies.actions.approvals import Asked, SecondPersonRequired, ask_approval, use_approval
from agencies.models import GRAVE_SCOPES, Agency, ApiClient, ApiToken, Approval, Role, Scope, SourceSystem
from kernel.actor import Actor
from kernel.errors import BadInput, FieldError
from kernel.events import Named, record
from kernel.ids import name_id, new_id

PREFIX = "qy_"
SYSTEM_NAME = re.compile(r"[^\s/\\]{1,64}")


@dataclass(frozen=True)
class TokenRequest:
    """What a token is asked for: no network means any, no end means until revoked.

    `systems` are the names under which the client's own system sends clues; they are bound to the client for good.
    """

    client: str
    agency: str
    scopes: Sequence[str]
    networks: Sequence[str] = ()
    expires_at: datetime | None = None
    systems: Sequence[str] = ()

    @property
    def takes_two(self) -> bool:
        """Say whether nobody gives such a token alone: it reads what is in the compartment."""
        return not GRAVE_SCOPES.isdisjoint(self.scopes)


def ask_for_token(wish: TokenRequest, why: str, *, by: Actor, at: datetime) -> Approval:
    """Ask for a token that nobody gives alone; who asked collects it once somebody of its agency agreed."""
    _refuse_faults(wish)
    term = wish.expires_at.isoformat() if wish.expires_at else None
    facts = {**asdict(wish), "expires_at": term, "scopes": sorted(set(wish.scopes))}
    asked = Asked(Approval.Act.ISSUE_TOKEN, new_id(), f"{wish.client}（{wish.agency}）", why, facts)
    return ask_approval(asked, by=by, at=at)


def collect_token(approval: Approval, *, by: Actor, at: datetime) -> str:
    """The token that was agreed to, for who asked for it, once."""
    use_approval(Approval.Act.ISSUE_TOKEN, approval.subject_id, by=by, at=at)
    facts = dict(approval.facts)
    expires_at = datetime.fromisoformat(facts.pop("expires_at")) if facts["expires_at"] else facts.pop("expires_at")
    return issue_token(TokenRequest(**facts, expires_at=expires_at), by=by, at=at, agreed=True)


def may_agree_to_token(actor: Actor, approval: Approval) -> bool:
    """Whoever answers for the agency's secrets: the command office's director, or the organ's own people."""
    if actor.agency_id != approval.facts["agency"] or actor.post is None:
        return False
    return actor.post.role in {Role.DIRECTOR, Role.DISCIPLINE}


def issue_token(wish: TokenRequest, *, by: Actor, at: datetime, agreed: bool = False) -> str:
    """Make the client if absent and a new token for it; the token is given back here and never again.

    Refuses with `second_person_required` a token that takes two, unless it was `agreed` to.
    """
    _refuse_faults(wish)
    if wish.takes_two and not agreed:
        raise SecondPersonRequired
    client, _made = ApiClient.objects.get_or_create(name=wish.client, defaults={"agency_id": wish.agency})
    SourceSystem.objects.bulk_create(
        [SourceSystem(name=name, client=client) for name in wish.systems], ignore_conflicts=True
    )
    secret = PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(
        client=client,
        digest=hashlib.sha256(secret.encode()).hexdigest(),
        scopes=sorted(set(wish.scopes)),
        networks=[str(ipaddress.ip_network(network, strict=False)) for network in wish.networks],
        created_at=at,
        expires_at=wish.expires_at,
    )
    facts = {
        "client": client.name,
        "agency": client.agency_id,
        "scopes": sorted(set(wish.scopes)),
        "systems": sorted(wish.systems),
    }
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


def _refuse_faults(wish: TokenRequest) -> None:
    faults = _faults(wish)
    if faults:
        raise BadInput(errors=faults)


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
    faults += _client_faults(wish) + [fault for network in wish.networks for fault in _network_faults(network)]
    return faults + [fault for system in wish.systems for fault in _system_faults(wish, system)]


def _system_faults(wish: TokenRequest, system: str) -> list[FieldError]:
    """A name without blanks or slashes that no other client bears."""
    if not SYSTEM_NAME.fullmatch(system):
        return [FieldError("/systems", "invalid", _("来源系统名称不能含空格或斜线，且不超过64字：%s") % system)]
    if SourceSystem.objects.filter(name=system).exclude(client__name=wish.client).exists():
        return [FieldError("/systems", "taken", _("来源系统名称已属于另一客户端：%s") % system)]
    return []


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
