"""Units that a ledger names and nobody knew: their clues go to an agency, but for those that a person looks at."""

from collections.abc import Callable
from datetime import datetime

from agencies.models import Agency
from cases.actions.clues import SENT
from cases.actions.dispatches import NOT_TO_THE_CONCERNED, concerned_units
from cases.actions.ledger_changes import mask_for_units
from cases.models import Clue
from cases.queries.named_units import ELSEWHERE, NAMED, naming
from kernel.actor import Actor
from kernel.events import record


def match_unit(name: str, agency: Agency, *, source: str, by: Actor, at: datetime, looked: bool = False) -> int:
    """Give the imported clues of a unit nobody knew to an agency, personal marks masked; says how many.

    One that speaks of the agency, or is open and lies outside its region, is left and says why; `looked` gives those
    that were left before as well. Nobody gets a clue that concerns them.
    """
    waiting = Clue.objects.filter(source_system=source, ledger_unit=name, lead_agency__isnull=True)
    named, given = naming({agency.pk}), 0
    for clue in waiting.order_by("pk").select_for_update(of=("self",)):
        concerned = agency.pk in concerned_units(clue)
        why = "" if looked and clue.routing_reason and not concerned else _why_left(clue, named, concerned=concerned)
        if why:
            _leave(clue, why, by=by, at=at)
        else:
            _give(clue, agency, by=by, at=at)
            given += 1
    return given


def _why_left(clue: Clue, named: Callable[[Clue], list[str]], *, concerned: bool) -> str:
    if concerned:
        return str(NOT_TO_THE_CONCERNED)
    names = named(clue)
    if names:
        return NAMED % "、".join(names)
    return str(ELSEWHERE) if clue.is_open and clue.outside_region_km is not None else ""


def _leave(clue: Clue, why: str, *, by: Actor, at: datetime) -> None:
    if clue.routing_reason == why:
        return
    clue.routing_reason, clue.version, clue.updated_at = why, clue.version + 1, at
    clue.save(update_fields=["routing_reason", "version", "updated_at"])
    record(clue, "clue.unit_left", by=by, at=at, data={"unit": clue.ledger_unit})


def _give(clue: Clue, agency: Agency, *, by: Actor, at: datetime) -> None:
    passed = mask_for_units(clue, by=by)
    clue.lead_agency, clue.routing_reason, clue.version, clue.updated_at = agency, "", clue.version + 1, at
    clue.save(update_fields=["lead_agency", "routing_reason", "version", "updated_at", "search", *SENT])
    record(clue, "clue.unit_matched", by=passed, at=at, data={"unit": clue.ledger_unit, "lead_agency": agency.pk})
