"""Steps: from what the log says of a clue to the instants at which it enters and leaves the counts."""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from functools import cache
from typing import Any, NamedTuple

from cases.models.counted import closing_is_unknown
from reports.metrics import ROLLED
from reports.queries.figures import ACCEPTANCE, HOUR, SUBSTANTIATED, conditions

TICK = timedelta(microseconds=1)
FACTS = (
    "closed", "interim_closed", "not_accepted", "in_time", "fell_due", "late", "undetermined", "substantiated", "order",
    "prompt", "registered", "term_over", "taken_up", "taken_up_in_time", "part", "merged",
    "day_unknown",
)  # fmt: skip
VERDICTS = frozenset(verdict.value for verdict in SUBSTANTIATED)
UNDETERMINED = frozenset({"", "undetermined"})
WHOLE = "="
Vector = tuple[int, ...]


class Profile(NamedTuple):
    """Among which clues a clue is counted, the scope "" being all, and under which keys, as `dimension=key`."""

    scopes: tuple[str, ...]
    keys: tuple[str, ...]


class Steps(NamedTuple):
    """From each instant on, the mask of the counts in which the clue takes part, until the next.

    While it is overdue, `dues` tells its last day in time as an ordinal; otherwise 0.
    """

    profile: Profile
    instants: tuple[datetime, ...]
    masks: tuple[int, ...]
    dues: tuple[int, ...]

    def at(self, instant: datetime) -> tuple[int, int]:
        """The mask and the due day at an instant; nothing before the clue was received."""
        found = (0, 0)
        for begins, mask, due in zip(self.instants, self.masks, self.dues, strict=True):
            if begins > instant:
                break
            found = mask, due
        return found


class Cycle(NamedTuple):
    """One run through the workflow: its deadline and ends, and when a reopening ended it."""

    due: datetime | None
    closed: datetime | None
    interim: datetime | None
    refused: datetime | None
    until: datetime | None

    def instants(self) -> list[datetime]:
        """When anything changes in it; overdue is later than due."""
        told = [instant for instant in self if instant]
        return [*told, self.due + TICK] if self.due else told


def steps_of(told: Mapping[str, Any], zone: tzinfo) -> Steps:
    """The steps of a clue of which the log says this; none where it counts nowhere."""
    received = datetime.fromisoformat(told["received"])
    profile = _profile(told, received.astimezone(zone))
    if told.get("void"):
        return Steps(profile, (), (), ())
    cycles = [_cycle(one) for one in (*told.get("earlier", ()), told)]
    beginning = _beginning(told, received, cycles[0].refused)
    unknown = _bit("day_unknown") if closing_is_unknown(told) else 0
    turns = {received, *beginning.instants(), *(one for cycle in cycles for one in cycle.instants())}
    found: list[tuple[datetime, int, int]] = []
    for instant in sorted(turn for turn in turns if turn >= received):
        cycle = _running(cycles, instant)
        first = unknown if cycle is cycles[0] else 0
        mask = mask_of(_facts(cycle, instant) | beginning.facts(instant) | first)
        due = cycle.due.astimezone(zone).toordinal() if cycle.due and mask & OVERDUE else 0
        if not found or (mask, due) != found[-1][1:]:
            found.append((instant, mask, due))
    instants, masks, dues = zip(*found, strict=True)
    return Steps(profile, instants, masks, dues)


def _profile(told: Mapping[str, Any], received: datetime) -> Profile:
    """The whole is a dimension of its own, with one key."""
    keys = [
        WHOLE,
        f"region={told['region']}",
        f"agency={told.get('lead', '')}",
        f"channel={told['channel']}",
        # A month in which nobody knows that it came is not its month.
        "month=" if told.get("undated") else f"month={received.year:04}-{received.month:02}",
        *[f"pollution_type={kind}" for kind in told.get("types", ())],
    ]
    county = told["region"][:6]
    # A case apart is in no scope but its own.
    scopes = [] if "case" in told else [""] if county.endswith("00") else ["", f"region:{county}"]
    if "source" in told:
        scopes.append(f"source:{told['source']}")
    if "batch" in told:
        scopes.append(f"batch:{told['batch']}")
        keys.append(f"batch={told['batch']}")
    return Profile(tuple(scopes), tuple(keys))


def _cycle(told: Mapping[str, Any]) -> Cycle:
    return Cycle(*(_instant(told, name) for name in ("due", "closed", "interim", "refused", "until")))


def _instant(told: Mapping[str, Any], name: str) -> datetime | None:
    text = told.get(name)
    return datetime.fromisoformat(text) if text else None


def _running(cycles: list[Cycle], instant: datetime) -> Cycle:
    """The cycle that runs at an instant."""
    return next((cycle for cycle in cycles if cycle.until is None or cycle.until > instant), cycles[-1])


def _bit(name: str) -> int:
    return 1 << FACTS.index(name)


CLOSED, INTERIM, REFUSED = _bit("closed"), _bit("interim_closed"), _bit("not_accepted")
IN_TIME, FELL_DUE, LATE = _bit("in_time"), _bit("fell_due"), _bit("late")
ORDER, PROMPT, REGISTERED = _bit("order"), _bit("prompt"), _bit("registered")
TERM_OVER, TAKEN_UP, IN_TERM = _bit("term_over"), _bit("taken_up"), _bit("taken_up_in_time")
OVERDUE = 1 << ROLLED.index("overdue")


def _facts(cycle: Cycle, instant: datetime) -> int:
    """The facts about the clue at an instant that its cycle tells, as bits."""
    bits = CLOSED if cycle.closed and cycle.closed <= instant else 0
    bits |= INTERIM if cycle.interim and cycle.interim <= instant else 0
    bits |= REFUSED if cycle.refused and cycle.refused <= instant else 0
    if cycle.due:
        bits |= IN_TIME if cycle.closed and cycle.closed <= cycle.due else 0
        bits |= FELL_DUE if cycle.due <= instant else 0
        bits |= LATE if cycle.due < instant else 0
    return bits


class Beginning(NamedTuple):
    """What no reopening changes: the facts that always hold, and how soon the clue was taken up."""

    always: int
    dispatched: datetime | None
    prompt: bool
    taken_up: datetime | None
    term: datetime | None

    def instants(self) -> list[datetime]:
        """When anything changes in it."""
        return [instant for instant in (self.dispatched, self.taken_up, self.term) if instant]

    def facts(self, instant: datetime) -> int:
        """The facts about the clue at an instant that its beginning tells, as bits."""
        bits = self.always
        if self.prompt and self.dispatched and self.dispatched <= instant:
            bits |= PROMPT
        if self.term:
            bits |= TERM_OVER if self.term <= instant else 0
            if self.taken_up and self.taken_up <= instant:
                bits |= TAKEN_UP | (IN_TERM if self.taken_up <= self.term else 0)
        return bits


def _beginning(told: Mapping[str, Any], received: datetime, refused: datetime | None) -> Beginning:
    """The term to take a clue up binds for clues registered here; from a ledger nobody knows when it was."""
    verdict, dispatched, registered = told.get("verdict", ""), _instant(told, "dispatched"), "imported" not in told
    always = _bit("undetermined") if verdict in UNDETERMINED else 0
    always |= _bit("substantiated") if verdict in VERDICTS else 0
    always |= (_bit("part") if told.get("part") else 0) | (_bit("merged") if told.get("merged") else 0)
    always |= REGISTERED | (ORDER if told["channel"] == "inspection" else 0) if registered else 0
    prompt = dispatched is not None and dispatched <= received + HOUR
    if not registered:
        return Beginning(always, dispatched, prompt, None, None)
    taken_up = min((one for one in (dispatched, refused) if one), default=None)
    return Beginning(always, dispatched, prompt, taken_up, received + ACCEPTANCE)


@cache
def mask_of(bits: int) -> int:
    """The counts in which a clue with these facts takes part, as the bits of ROLLED."""
    truths = {name: -(bits >> place & 1) for place, name in enumerate(FACTS)}
    takes_part = {name for name, holds in conditions(truths).items() if holds}
    return sum(1 << place for place, name in enumerate(ROLLED) if name in takes_part)


@cache
def moved_by(before: int, after: int) -> Vector:
    """By how much each count moves from one mask to the next."""
    return tuple((after >> place & 1) - (before >> place & 1) for place in range(len(ROLLED)))
