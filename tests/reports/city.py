"""A city small enough to count by hand, as of the evening of 31 October 2026."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from agencies.models import Region
from cases.models import Clue
from kernel.actor import SYSTEM
from kernel.events import record
from kernel.seals import seal_events
from reports.actions.rollups import follow_log
from tests.cast import City, make_clue

ZONE = ZoneInfo("Asia/Shanghai")
AIR, BOTH = ("air",), ("air", "water")


def on(day: str, time: str = "12:00:00") -> datetime:
    """An instant of 2026 by the clock on the wall."""
    return datetime.fromisoformat(f"2026-{day} {time}").replace(tzinfo=ZONE)


def due(day: str) -> datetime:
    """The end of a day."""
    return on(day, "23:59:59")


# What stood on 31 October:  received 9 = closed 4 (A B K L) + interim 1 (F) + open 3 (C D I) + not accepted 1 (E)
ROWS: dict[str, dict[str, Any]] = {
    "A": {"at": "09-01", "due": "10-01", "status": "closed", "closed_at": "09-20", "verdict": "substantiated"},
    "B": {"at": "08-01", "due": "10-01", "status": "closed", "closed_at": "10-15", "verdict": "partly_substantiated",
          "region": "321112", "types": BOTH, "lead": "321112-hb"},
    "C": {"at": "08-01", "due": "10-01", "status": "dispatched", "channel": "inspection", "minutes": 60},
    "D": {"at": "10-20", "due": "12-20", "status": "dispatched", "channel": "inspection", "minutes": 61},
    "E": {"at": "10-01", "due": "10-20", "status": "not_accepted", "not_accepted_at": "10-05", "lead": None},
    "F": {"at": "09-01", "due": "10-15", "status": "interim_closed", "interim_closed_at": "10-01",
          "verdict": "mostly_substantiated"},
    "G": {"at": "09-01", "due": "10-01", "status": "void", "lead": None},
    "H": {"at": "09-01", "due": "10-01", "status": "merged", "lead": None},
    "I": {"at": "09-15", "due": "10-20", "status": "closed", "closed_at": "11-05", "verdict": "unsubstantiated"},
    "J": {"at": "11-02", "due": "11-05", "status": "registered", "lead": None},
    "K": {"at": "10-05", "due": "12-05", "status": "closed", "closed_at": "10-10", "verdict": "undetermined"},
    "L": {"at": "09-05", "due": "11-05", "status": "closed", "closed_at": "09-25", "verdict": "unsubstantiated",
          "channel": "discipline_transfer", "written_off_at": "10-01"},
}  # fmt: skip
INSTANTS = ("closed_at", "interim_closed_at", "not_accepted_at", "written_off_at")


def make_counted_city(city: City) -> dict[str, Clue]:
    """The clues of ROWS by their letter, source `counted`."""
    return {letter: _made(city, letter, facts) for letter, facts in ROWS.items()}


def _made(city: City, letter: str, facts: dict[str, Any]) -> Clue:
    received = on(facts["at"])
    clue = make_clue(
        city,
        at=received,
        channel=facts.get("channel", "hotline_12345"),
        region=Region.objects.get(code=facts.get("region", "321181")),
        pollution_types=facts.get("types", AIR),
    )
    columns: dict[str, Any] = {name: on(facts[name]) for name in INSTANTS if name in facts}
    dispatched = {"dispatched_at": received + timedelta(minutes=facts["minutes"])} if "minutes" in facts else {}
    if "interim_closed_at" in facts:
        columns["planned_finish"] = due("12-31").date()
    Clue.objects.filter(pk=clue.pk).update(
        status=facts["status"],
        duplicate_of=Clue.objects.get(source_external_id="A") if facts["status"] == "merged" else None,
        due_at=due(facts["due"]),
        verdict=facts.get("verdict", ""),
        lead_agency=facts.get("lead", "321181-hb"),
        source_system="counted",
        source_external_id=letter,
        **columns,
        **dispatched,
    )
    return tell(Clue.objects.filter(pk=clue.pk))[0]


def tell(clues: QuerySet[Clue]) -> list[Clue]:
    """Let the log say how these clues stand, whose columns a test set by hand."""
    staged = list(clues)
    with transaction.atomic():
        for clue in staged:
            record(clue, "clue.counted", by=SYSTEM, at=clue.created_at)
    return staged


def roll_up() -> None:
    """Seal what was told and take it into the roll-ups."""
    while seal_events():
        pass
    while follow_log(at=on("12-31"), limit=5):
        pass
