"""What reports does when the clock strikes."""

from datetime import datetime

from reports.actions.reports import take_due_reports as take_what_is_due


def take_due_reports(turn: datetime) -> None:
    """After midnight: the week, the month and the day that have just ended, and those that were missed."""
    take_what_is_due(at=turn)
