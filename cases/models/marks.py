"""Short remarks that lists and answers show beside a clue."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cases.models.clue import Clue


def marks_of(clue: "Clue") -> list[str]:
    """The marks that stand, by their names."""
    marks = {
        "historical_overdue": clue.historical_overdue,
        "extension_requested": clue.extension_asked_days is not None,
        "write_off_requested": clue.write_off_asked_agency_id is not None,
        "repeat": clue.repeats > 0,
        "dates_unknown": clue.dates_unknown,
        "closing_unknown": clue.closing_unknown and not clue.dates_unknown,
        "source_updated": clue.source_updated_at is not None,
        "location_outside_region": clue.outside_region_km is not None,
        "unmatched_unit": bool(clue.ledger_unit) and clue.lead_agency_id is None,
    }
    return [name for name, stands in marks.items() if stands]
