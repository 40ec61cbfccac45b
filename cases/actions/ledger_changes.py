"""A changed ledger row, applied on consent: old values stand in remarks."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from cases.actions.clues import SENT
from cases.actions.dispatches import handling_agencies_of, relieved_since
from cases.actions.registration import Entry, Office, clue_rows, search_of
from cases.ledgers.leaving import MASKS
from cases.measures import columns_of
from cases.models import Clock, Clue, CoHandling, PublicFacts
from cases.queries.identities import identities_of
from kernel.actor import SYSTEM, Actor
from kernel.events import record
from kernel.outgoing import Identity, let_out

TOLD = (
    "description", "handling_summary", "channel", "pollution_types", "region", "address", "lon", "lat", "coord_sys",
    "wgs84_lon", "wgs84_lat", "outside_region_km", "subject_name", "subject_uscc", "search",
)  # fmt: skip
HANDLED = (
    "status", "verdict", "findings", "measures", "lead_agency", "ledger_unit", "due_at", "closed_at", "first_closed_at",
    "interim_closed_at", "historical_overdue", "closing_unknown",
)  # fmt: skip


def apply_changes(  # noqa: PLR0913 -- what, from which row, how it differs, and who consents
    clue: Clue, entry: Entry, *, digest: str, changed: Mapping[str, list[str]], office: Office, by: Actor, at: datetime
) -> Actor:
    """Take over what the file tells; its handling too, as long as nobody handled the clue here.

    Whatever a unit reads of it then is masked; gives the actor with what was.
    """
    fresh = clue_rows(entry, serial=0, by=by, at=at, office=office)
    before = handling_agencies_of(clue)
    untouched = not clue.handler_id and not clue.dispatched_at
    taken = (*TOLD, *(HANDLED if untouched else ()))
    for name in taken:
        setattr(clue, name, getattr(fresh.clue, name))
    if _handling_then(clue, entry) if untouched else before:
        told = Identity(entry.reporter.name, entry.reporter.phone)
        by = mask_for_units(clue, [name for name in SENT if name in taken], [told], by=by)
    clue.ledger_digest, clue.version, clue.updated_at = digest, clue.version + 1, at
    clue.save()
    if published := public_facts_of(clue, entry):
        published.save()
    if untouched:
        _replace_handling(clue, entry, fresh.clocks)
    remarks = {column: old for column, (old, _new) in changed.items() if old}
    facts = {"columns": sorted(changed), **relieved_since(before, clue)}
    record(clue, "clue.ledger_updated", by=by, at=at, data=facts, remarks=remarks)
    return by


def _handling_then(clue: Clue, entry: Entry) -> bool:
    return bool(clue.lead_agency_id or (entry.printed and entry.printed.helpers))


def mask_for_units(clue: Clue, names: Iterable[str] = SENT, told: Iterable[Identity] = (), *, by: Actor) -> Actor:
    """Mask personal marks in what a unit reads of these texts, those who told it too; the caller saves them.

    Gives the actor with what the event is to tell of it.
    """
    texts = {f"/{name}": getattr(clue, name) for name in names}
    masks, passed = let_out(texts, by=by.answering(MASKS), identities=lambda: [*identities_of(SYSTEM, clue), *told])
    for place, text in masks.items():
        setattr(clue, place[1:], text)
    clue.search = search_of(clue)
    return passed


def public_facts_of(clue: Clue, entry: Entry) -> PublicFacts | None:
    """The unsaved row of what a published table printed about the clue; None for an office's own ledger."""
    told = entry.printed.published if entry.printed else None
    if told is None:
        return None
    areas = list(told.further_areas)
    return PublicFacts(clue=clue, further_areas=areas, batch_label=told.batch_label, **columns_of(told.measures))


def _replace_handling(clue: Clue, entry: Entry, clocks: list[Clock]) -> None:
    Clock.objects.filter(subject_id=clue.id).delete()
    for clock in clocks:
        clock.subject_id = clue.id
        clock.save(force_insert=True)
    helpers = entry.printed.helpers if entry.printed else ()
    CoHandling.objects.filter(clue=clue).delete()
    CoHandling.objects.bulk_create([CoHandling(clue=clue, agency=agency) for agency in helpers])
