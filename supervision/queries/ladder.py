"""The ladders as an administrator reads them."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from kernel.actor import Actor
from kernel.errors import Words
from supervision.models import LADDERS, LadderStep
from supervision.rules import keeps_ladder


@dataclass(frozen=True)
class Ladder:
    """One ladder with its rungs in the order in which they are climbed."""

    record: str
    clock: str
    name: Words
    steps: list[LadderStep]


def ladder_steps_visible_to(actor: Actor) -> QuerySet[LadderStep]:
    """Every rung to those who keep the ladder, none to others."""
    return LadderStep.objects.all() if keeps_ladder(actor) else LadderStep.objects.none()


def ladders_of(actor: Actor) -> list[Ladder]:
    """Every ladder there may be; each rung with how often something was drafted on it."""
    found = ladder_steps_visible_to(actor).annotate(drafted=Count("rungs"))
    steps = list(found.order_by("record", "clock", "position"))
    return [
        Ladder(*ladder, name, [step for step in steps if step.ladder == ladder]) for ladder, name in LADDERS.items()
    ]
