"""What reports does when it hears news, or when the clock strikes."""

from datetime import datetime, time
from time import monotonic

from django.utils import timezone

from reports.actions.reports import take_due_reports as take_what_is_due
from reports.actions.rollups import IN_PASSING, follow_log, untold

# A turn gives way to deliveries after so many seconds, however much there is to take in.
LONGEST_TURN = 0.5
FEW = 1_000
# Far behind, it takes more at once: many events of the same days cost little more than few.
MANY = 5_000
# What ended with the day may still be written down in the minute after.
JUST_AFTER_MIDNIGHT = time(0, 1)


def follow_the_log(turn: datetime) -> None:
    """Take into the roll-ups what was told since the last turn."""
    end = monotonic() + LONGEST_TURN
    limit = MANY if untold() > IN_PASSING else FEW
    while follow_log(at=turn, limit=limit) and monotonic() < end:
        pass


def take_due_reports(turn: datetime) -> None:
    """The week, the month and the day that have ended, and those that were missed, once the roll-ups have caught up."""
    if timezone.localtime(turn).time() >= JUST_AFTER_MIDNIGHT and untold() <= IN_PASSING:
        take_what_is_due(at=turn)
