"""The reporter's seal is opened by an act, with a reason, and the act is written before the answer."""

from datetime import datetime

from cases.actions.clues import Reason
from cases.models import Clue
from cases.sealing import open_identity
from cases.workflow import CLUE
from kernel.actor import Actor
from kernel.events import record
from kernel.keys import key_ring


def reveal_reporter_clue(clue: Clue, why: Reason, *, by: Actor, at: datetime) -> Clue:
    """Open the seal for this one answer: the clue carries `revealed` until it is shown."""
    version = clue.version
    move = CLUE.advance(clue, "reveal_reporter")
    clue.version = version
    record(clue, move, by=by, at=at, remarks={"reason": why.reason})
    reporter = getattr(clue, "reporter", None)
    sealed = bytes(reporter.identity) if reporter and reporter.identity else None
    clue.revealed = open_identity(clue.id, sealed, ring=key_ring()) if sealed else {}  # type: ignore[attr-defined]
    return clue
