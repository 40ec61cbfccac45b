"""Idempotency: the key is written first, inside the transaction of the effect."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import OperationalError, connection

from kernel.errors import BadInput, Conflict, FieldError, KeyReused
from kernel.models import IdempotentAnswer
from kernel.shortages import LOCK_NOT_AVAILABLE, code_of

# One round trip: wait two seconds at most for whoever holds the key, take it if it is free or forgotten, wait as ever.
TAKE = """
WITH patience AS MATERIALIZED (SELECT set_config('lock_timeout', '2s', true))
INSERT INTO kernel_idempotentanswer AS known (caller, key, fingerprint, resource, created_at)
SELECT %s, %s, %s, '', %s FROM patience
ON CONFLICT (caller, key) DO UPDATE
SET fingerprint = excluded.fingerprint, status = NULL, resource = '', created_at = excluded.created_at
WHERE known.created_at < excluded.created_at - interval '7 days'
RETURNING set_config('lock_timeout', '0', true)
"""
FINISH = "UPDATE kernel_idempotentanswer SET status = %s, resource = %s WHERE caller = %s AND key = %s"
LONGEST_KEY = 255


@dataclass(frozen=True)
class Attempt:
    """A caller's key with the fingerprint of what was asked under it."""

    caller: str
    key: str
    fingerprint: bytes

    def begin(self, *, at: datetime) -> IdempotentAnswer | None:
        """Take the key, or give back the answer it already had; needs the effect's transaction."""
        with connection.cursor() as cursor:
            try:
                cursor.execute(TAKE, [self.caller, self.key, self.fingerprint, at])
            except OperationalError as error:
                if code_of(error) == LOCK_NOT_AVAILABLE:
                    raise Conflict from None
                raise
            if cursor.rowcount:
                return None
        known = IdempotentAnswer.objects.get(caller=self.caller, key=self.key)
        if bytes(known.fingerprint) != self.fingerprint:
            raise KeyReused
        return known

    def finish(self, *, status: int, resource: str) -> None:
        """Keep what the effect answered: its status and where its resource is."""
        with connection.cursor() as cursor:
            cursor.execute(FINISH, [status, resource, self.caller, self.key])


def attempt(caller: str, key: str, *asked: bytes) -> Attempt:
    """The attempt under a key of 1–255 visible characters."""
    if not (1 <= len(key) <= LONGEST_KEY and all("!" <= letter <= "~" for letter in key)):
        raise BadInput(errors=[FieldError("", "idempotency_key_invalid", "Idempotency-Key: 1–255 visible characters")])
    return Attempt(caller, key, sha256(b"\0".join(asked)).digest())
