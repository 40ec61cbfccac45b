"""Units that a ledger names and nobody knew: their clues go to an agency, but for those that a person looks at."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from agencies.models import Agency
from agencies.queries.agencies import agencies_below
from cases.actions.clues import SENT
from cases.actions.ledger_changes import mask_for_units
from cases.models import Clue
from cases.queries.named_units import naming
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
        concerned = _concerns(clue, agency)
        why = "" if looked and clue.routing_reason and not concerned else _why_left(clue, named, concerned=concerned)
        if why:
            _leave(clue, why, by=by, at=at)
        else:
            _give(clue, agency, by=by, at=at)
            given += 1
    return given


def _concerns(clue: Clue, agency: Agency) -> bool:
    return clue.concerns_agency_id is not None and agency.pk in agencies_below(clue.concerns_agency_id)


def _why_left(clue: Clue, named: Callable[[Clue], list[str]], *, concerned: bool) -> str:
    if concerned:
        return _("不得转办给被反映单位或其下属单位")
    names = named(clue)
    if names:
        return _("点名了承办单位（%s），请人工决定") % "、".join(names)
    return _("地点与区划不符，请人工核对") if clue.is_open and clue.outside_region_km is not None else ""


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
