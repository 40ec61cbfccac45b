"""What cases does when it hears news."""

from datetime import datetime

from django.utils import timezone

from agencies.queries.calendar import working_calendar
from cases.actions.clocks import recompute_provisional_clocks, sweep_clocks
from cases.actions.dispatches import route_clue_by_id
from cases.actions.notices import tell_posts
from kernel.models import Event


def route_clue(event: Event) -> None:
    """A fresh clue is dispatched, proposed, or left to a person."""
    route_clue_by_id(event.subject_id, at=timezone.now())


def tell_those_concerned(event: Event) -> None:
    """The posts concerned find a line in their inbox."""
    tell_posts(event, at=timezone.now())


def recompute_clocks(event: Event) -> None:
    """The days of a year arrived: clocks that rested on a guess are reckoned again."""
    recompute_provisional_clocks(calendar=working_calendar(), at=timezone.now())


def sweep_due_clocks(turn: datetime) -> None:
    """Say what clocks have reached since the last turn."""
    while sweep_clocks(at=timezone.now()):
        pass
