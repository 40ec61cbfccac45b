"""What reports does when the clock strikes."""

import time
from datetime import datetime

from reports.actions.reports import take_due_reports as take_what_is_due
from reports.actions.rollups import follow_log

# A turn gives way to deliveries after so many seconds, however much there is to take in.
LONGEST_TURN = 0.5
FEW = 1_000


def follow_the_log(turn: datetime) -> None:
    """Take into the roll-ups what was told since the last turn."""
    end = time.monotonic() + LONGEST_TURN
    while follow_log(at=turn, limit=FEW) and time.monotonic() < end:
        pass


def take_due_reports(turn: datetime) -> None:
    """After midnight: the week, the month and the day that have just ended, and those that were missed."""
    take_what_is_due(at=turn)
