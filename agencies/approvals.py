"""The acts that take two people: who may agree to one, and what then happens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from agencies.models import Approval
from kernel.actor import Actor


@dataclass(frozen=True)
class TwoPersonAct:
    """Who may agree, and what agreeing does at once; without `perform` the asker does it themselves, within a day."""

    # Which of these requests the actor may decide: asked of all of a page at once, whatever the rule looks up.
    decided_by: Callable[[Actor, Sequence[Approval]], list[Approval]]
    perform: Callable[[Approval, Actor, datetime], None] | None = None
    # Whether agreeing takes a code of the second factor given minutes before.
    takes_fresh_code: bool = False


# Each app puts its acts here; config/apps.py reads them all in at start.
TWO_PERSON_ACTS: dict[str, TwoPersonAct] = {}


def each(may: Callable[[Actor, Approval], bool]) -> Callable[[Actor, Sequence[Approval]], list[Approval]]:
    """A rule that looks nothing up, asked of one request after the other."""
    return lambda actor, approvals: [one for one in approvals if may(actor, one)]


def decidable(actor: Actor, approvals: Sequence[Approval]) -> list[Approval]:
    """Those that this actor may agree to or refuse: never what they asked for; one question to each kind of act."""
    if actor.person is None:
        return []
    by_act: dict[str, list[Approval]] = {}
    for approval in approvals:
        if approval.asked_by_id != actor.person.pk:
            by_act.setdefault(approval.act, []).append(approval)
    return [one for act, asked in by_act.items() for one in TWO_PERSON_ACTS[act].decided_by(actor, asked)]


def may_decide(actor: Actor, approval: Approval) -> bool:
    """Say whether this actor may agree to the request or refuse it."""
    return bool(decidable(actor, [approval]))
