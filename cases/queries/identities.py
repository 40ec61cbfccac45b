"""Whose names the gate looks for in words about a clue: those who told it, or one that was joined with it."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q

from agencies.rules import is_command_office
from cases.models import Clue, Reporter
from cases.queries.clues import has_tie
from cases.sealing import open_identity
from kernel.actor import Actor
from kernel.events import did
from kernel.keys import key_ring
from kernel.outgoing import Identity

REVEALED = ("clue.reporter_revealed",)


def identities_of(actor: Actor, clue: Clue | None) -> list[Identity]:
    """Those of the clue, for the office's own gate and for the program itself.

    A unit's words, and those of somebody with a tie, are not compared: a refusal would tell them who it was.
    """
    if clue is None or (actor.agency_id is not None and (not is_command_office(actor) or has_tie(actor, clue))):
        return []
    own = [pk for pk in (clue.pk, clue.split_from_id) if pk]
    joined = Clue.objects.filter(Q(pk__in=own) | Q(duplicate_of=clue)).order_by().values_list("pk", flat=True)
    # Looked up one after the other: of both together PostgreSQL may make one that reads all reporters through.
    told = Reporter.objects.filter(clue__in=list(joined), identity__isnull=False)
    return list(_opened(told.order_by("pk"), actor))


def identities_of_clues(clues: Collection[UUID]) -> dict[UUID, Identity]:
    """Those of many clues, for a gate that shows nobody where a name stands."""
    ring = key_ring()
    found = {}
    for told in Reporter.objects.filter(clue__in=clues, identity__isnull=False):
        identity = open_identity(told.clue_id, bytes(told.identity or b""), ring=ring)
        found[told.clue_id] = Identity(identity.get("name", ""), identity.get("phone", ""))
    return found


def _opened(told: Iterable[Reporter], actor: Actor) -> Iterable[Identity]:
    ring = key_ring()
    for one in told:
        identity = open_identity(one.clue_id, bytes(one.identity or b""), ring=ring)
        known = did(actor, one.clue_id, REVEALED)
        yield Identity(identity.get("name", ""), identity.get("phone", ""), known=known)
