"""A changed ledger row, applied on consent: old values stand in remarks."""

from collections.abc import Mapping
from datetime import datetime

from cases.actions.dispatches import handling_agencies_of, relieved_since
from cases.actions.registration import Entry, Office, clue_rows
from cases.measures import columns_of
from cases.models import Clock, Clue, CoHandling, PublicFacts
from kernel.actor import Actor
from kernel.events import record

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
) -> Clue:
    """Take over what the file tells; its handling too, as long as nobody handled the clue here."""
    fresh = clue_rows(entry, serial=0, by=by, at=at, office=office)
    before = handling_agencies_of(clue)
    untouched = not clue.handler_id and not clue.dispatched_at
    for name in (*TOLD, *(HANDLED if untouched else ())):
        setattr(clue, name, getattr(fresh.clue, name))
    clue.ledger_digest, clue.version, clue.updated_at = digest, clue.version + 1, at
    clue.save()
    if published := public_facts_of(clue, entry):
        published.save()
    if untouched:
        _replace_handling(clue, entry, fresh.clocks)
    remarks = {column: old for column, (old, _new) in changed.items() if old}
    facts = {"columns": sorted(changed), **relieved_since(before, clue)}
    record(clue, "clue.ledger_updated", by=by, at=at, data=facts, remarks=remarks)
    return clue


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
