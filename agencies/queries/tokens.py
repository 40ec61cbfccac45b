"""Whose a token is: asked by every request of a program, so in one plain statement."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from agencies.models import Scope

GOOD = """
SELECT token.scopes, token.networks, client.id, client.name, client.agency_id, agency.kind, agency.region_id
FROM agencies_apitoken token
JOIN agencies_apiclient client ON client.id = token.client_id AND client.is_active
JOIN agencies_agency agency ON agency.code = client.agency_id
WHERE token.digest = %s AND token.revoked_at IS NULL AND (token.expires_at IS NULL OR token.expires_at > %s)
"""


@dataclass
class KnownAgency:
    """What rules ask of the agency behind a program."""

    kind: str
    region_id: str


@dataclass
class KnownClient:
    """A program as an actor."""

    pk: int
    name: str
    agency_id: str
    agency: KnownAgency


@dataclass(frozen=True)
class KnownToken:
    """A token that is good now: what it may be used for, from where, and by whom."""

    client: KnownClient
    scopes: list[str]
    networks: list[str]

    @property
    def own_only(self) -> bool:
        """Say whether it submits and follows its own clues, and reads or handles no others."""
        return Scope.CLUES_SUBMIT in self.scopes and not {Scope.CLUES_READ, Scope.CLUES_WRITE}.intersection(self.scopes)


def token_in_force(secret: str, *, at: datetime) -> KnownToken | None:
    """The token with this secret, unless it is unknown, revoked, past its end, or its client switched off."""
    with connection.cursor() as cursor:
        cursor.execute(GOOD, [hashlib.sha256(secret.encode()).hexdigest(), at])
        row = cursor.fetchone()
    if row is None:
        return None
    scopes, networks, pk, name, agency, kind, region = row
    return KnownToken(KnownClient(pk, name, agency, KnownAgency(kind, region)), scopes, networks)
