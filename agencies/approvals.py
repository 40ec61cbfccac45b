"""The acts that take two people: who may agree to one, and what then happens."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from agencies.models import Approval
from kernel.actor import Actor


@dataclass(frozen=True)
class TwoPersonAct:
    """Who may agree, and what agreeing does at once; without `perform` the asker does it themselves, within a day."""

    may_decide: Callable[[Actor, Approval], bool]
    perform: Callable[[Approval, Actor, datetime], None] | None = None
    # Whether agreeing takes a code of the second factor given minutes before.
    takes_fresh_code: bool = False


# Each app puts its acts here; config/apps.py reads them all in at start.
TWO_PERSON_ACTS: dict[str, TwoPersonAct] = {}


def may_decide(actor: Actor, approval: Approval) -> bool:
    """Say whether this actor may agree to the request or refuse it: never who asked."""
    if actor.person is None or actor.person.pk == approval.asked_by_id:
        return False
    return TWO_PERSON_ACTS[approval.act].may_decide(actor, approval)
