"""Idempotency: the key is written first, inside the transaction of the effect."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import OperationalError, connection

from kernel.errors import BadInput, Conflict, FieldError, KeyReused
from kernel.models import IdempotentAnswer

INSERT = """
INSERT INTO kernel_idempotentanswer (caller, key, fingerprint, resource, created_at) VALUES (%s, %s, %s, '', %s)
ON CONFLICT DO NOTHING
"""
LONGEST_KEY = 255
FORGOTTEN = "DELETE FROM kernel_idempotentanswer WHERE caller = %s AND key = %s AND created_at < %s - interval '7 days'"


@dataclass(frozen=True)
class Attempt:
    """A caller's key with the fingerprint of what was asked under it."""

    caller: str
    key: str
    fingerprint: bytes

    def begin(self, *, at: datetime) -> IdempotentAnswer | None:
        """Take the key, or give back the answer it already had; needs the effect's transaction."""
        with connection.cursor() as cursor:
            cursor.execute(FORGOTTEN, [self.caller, self.key, at])
            try:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
                cursor.execute(INSERT, [self.caller, self.key, self.fingerprint, at])
                taken = bool(cursor.rowcount)
                cursor.execute("SET LOCAL lock_timeout = DEFAULT")
            except OperationalError:
                raise Conflict from None
        if taken:
            return None
        known = IdempotentAnswer.objects.get(caller=self.caller, key=self.key)
        if bytes(known.fingerprint) != self.fingerprint:
            raise KeyReused
        return known

    def finish(self, *, status: int, resource: str) -> None:
        """Keep what the effect answered: its status and where its resource is."""
        IdempotentAnswer.objects.filter(caller=self.caller, key=self.key).update(status=status, resource=resource)


def attempt(caller: str, key: str, *asked: bytes) -> Attempt:
    """The attempt under a key of 1–255 visible characters."""
    if not (1 <= len(key) <= LONGEST_KEY and all("!" <= letter <= "~" for letter in key)):
        raise BadInput(errors=[FieldError("", "idempotency_key_invalid", "Idempotency-Key: 1–255 visible characters")])
    return Attempt(caller, key, sha256(b"\0".join(asked)).digest())
