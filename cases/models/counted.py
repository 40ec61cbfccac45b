"""What figures count of a clue as it stands; each of its events says it, so that the log alone gives every figure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cases.models.codes import ClueStatus

if TYPE_CHECKING:
    from cases.models.clue import Clue

# What each cycle has of its own.
OF_A_CYCLE = {"due": "due_at", "closed": "closed_at", "interim": "interim_closed_at", "refused": "not_accepted_at"}


def counted_of(clue: "Clue") -> dict[str, object]:
    """Its dimensions and instants, UTC; `earlier` are the cycles that a reopening ended, the oldest first.

    Of an `undated` one nobody knows when it was received, of a `closing_undated` one when it was first closed: the
    instant of its import stands for that.
    """
    facts: dict[str, object] = {
        "received": written(clue.received_at),
        "region": clue.region_id,
        "lead": clue.lead_agency_id,
        "channel": clue.channel,
        "types": list(clue.pollution_types),
        "source": clue.source_system,
        "batch": str(clue.batch_id) if clue.batch_id else None,
        "dispatched": written(clue.dispatched_at),
        "verdict": clue.verdict,
        "imported": clue.ledger_import_id is not None,
        "void": clue.status == ClueStatus.VOID,
        "merged": clue.status == ClueStatus.MERGED,
        "part": clue.split_from_id is not None,
        "undated": clue.dates_unknown,
        "closing_undated": clue.closing_unknown,
        "case": clue.case,
        **cycle_of(clue),
        "earlier": clue.earlier,
    }
    return {name: value for name, value in facts.items() if value}


def cycle_of(clue: "Clue") -> dict[str, str | None]:
    """The instants of the present cycle; an interim closing that a reopening undid is of the one before."""
    facts = {name: getattr(clue, column) for name, column in OF_A_CYCLE.items()}
    began = began_at(clue)
    if began and facts["interim"] and facts["interim"] < began:
        facts["interim"] = None
    return {name: written(instant) for name, instant in facts.items() if instant}


def began_at(clue: "Clue") -> datetime | None:
    """When a reopening began the present cycle; None in the first."""
    return datetime.fromisoformat(clue.earlier[-1]["until"]) if clue.earlier else None


def ended_cycle(clue: "Clue", *, at: datetime) -> dict[str, str | None]:
    """The present cycle as a reopening ends it."""
    return {**cycle_of(clue), "until": written(at)}


def closing_is_unknown(told: Mapping[str, Any]) -> bool:
    """Say whether nobody knows when a clue of which the log says this was first closed.

    Before the log said so, the instant of an import stood for both days of what had none.
    """
    if told.get("closing_undated"):
        return True
    cycles = (*told.get("earlier", ()), told)
    closings = [one[name] for name in ("closed", "interim") for one in cycles if name in one]
    return bool(told.get("undated")) and closings[:1] == [told["received"]]


def written(instant: datetime | None) -> str | None:
    """An instant as the log writes it."""
    return instant.astimezone(UTC).isoformat() if instant else None
