"""What other systems gave us, day by day, so that both sides can count alike."""

import hashlib
from datetime import datetime, timedelta

from agencies.models import SourceSystem
from cases.models import Clue
from cases.queries.clues import clues_visible_to
from kernel.actor import Actor

A_DAY = timedelta(days=1)


def reconciliation(actor: Actor, *, begin: datetime) -> list[dict[str, object]]:
    """`{source, count, hash}` of the visible clues registered within a day, by source.

    The hash is SHA-256 over a line `external_id version` for each, in the order of the ids' bytes.
    """
    told = clues_visible_to(actor).filter(created_at__gte=begin, created_at__lt=begin + A_DAY).exclude(source_system="")
    by_source: dict[str, list[tuple[str, str]]] = {}
    for system, external_id, version in told.order_by().values_list(
        "source_system", "source_external_id", "source_version"
    ):
        by_source.setdefault(system, []).append((external_id, version))
    return [
        {"source": system, "count": len(given), "hash": _hash_of(given)} for system, given in sorted(by_source.items())
    ]


def _hash_of(given: list[tuple[str, str]]) -> str:
    ordered = sorted(given, key=lambda one: one[0].encode())
    lines = (f"{external_id} {version}" if version else external_id for external_id, version in ordered)
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def clue_of_source(actor: Actor, system: str, external_id: str) -> Clue | None:
    """The visible clue that a system knows by this id."""
    return clues_visible_to(actor).filter(source_system=system, source_external_id=external_id).first()


def may_send_as(actor: Actor, system: str) -> bool:
    """Say whether clues may come under this system's name from the actor.

    A client sends under the names bound to it alone, a person or a ledger under none that is bound to a client.
    """
    bound = SourceSystem.objects.filter(name=system)
    return bound.filter(client=actor.client.pk).exists() if actor.client else not bound.exists()
