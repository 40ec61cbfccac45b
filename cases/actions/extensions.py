"""Extensions: asked once by the unit before the end, decided by the director."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.clocks import extend_clock, running_clocks
from cases.actions.clues import Reason, keep
from cases.models import Clock, Clue
from cases.policies import BY_NAME, LONGEST_EXTENSION
from cases.workflow import CLUE
from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.verbs import Nothing, given


@dataclass(frozen=True)
class RequestExtension:
    """申请延期: how many natural days, and why."""

    days: int = given(gettext_lazy("延长天数"), least=1, most=LONGEST_EXTENSION)
    reason: str = given(gettext_lazy("理由"), long=True, most=2000)


class DeadlineAlreadyExtended(GuardUnmet):
    """A deadline is extended once."""

    code = "deadline_already_extended"


def request_extension_clue(clue: Clue, asked: RequestExtension, *, by: Actor, at: datetime) -> Clue:
    """Ask for more time, once and before the end."""
    move = CLUE.advance(clue, "request_extension")
    clock = _extendable(clue, at=at)
    clue.extension_asked_days = asked.days
    keep(clue, "extension_asked_days", at=at)
    facts = {"days": asked.days, "due_at": clock.due_at.isoformat()}
    record(clue, move, by=by, at=at, data=facts, remarks={"reason": asked.reason})
    return clue


def _extendable(clue: Clue, *, at: datetime) -> Clock:
    clock = running_clocks(clue).filter(kind=Clock.Kind.CLOSING).select_for_update().first()
    if clue.extension_asked_days is not None:
        raise GuardUnmet(errors=[FieldError("", "extension_pending", _("已有延期申请待审批"))])
    if clock is None or clock.policy not in BY_NAME:
        raise GuardUnmet(errors=[FieldError("", "no_closing_clock", _("没有可延长的办结时限"))])
    if clock.extra_days:
        raise DeadlineAlreadyExtended(_("办结时限已延长过一次"))
    if clock.due_at < at:
        raise GuardUnmet(errors=[FieldError("", "already_overdue", _("已逾期，不能再申请延期"))])
    return clock


def approve_extension_clue(clue: Clue, _given: Nothing, *, by: Actor, at: datetime) -> Clue:
    """Grant what was asked; the closing clock moves and says why."""
    move = CLUE.advance(clue, "approve_extension")
    days = _asked(clue)
    clock = running_clocks(clue).filter(kind=Clock.Kind.CLOSING).select_for_update().get()
    before = clock.due_at
    clue.extension_asked_days = None
    clue.due_at = extend_clock(clock, days=days, at=at).due_at
    keep(clue, "extension_asked_days", "due_at", at=at)
    facts = {"days": days, "from": before.isoformat(), "to": clue.due_at.isoformat()}
    record(clue, move, by=by, at=at, data=facts)
    return clue


def refuse_extension_clue(clue: Clue, why: Reason, *, by: Actor, at: datetime) -> Clue:
    """Decline what was asked; nothing moves."""
    move = CLUE.advance(clue, "refuse_extension")
    days = _asked(clue)
    clue.extension_asked_days = None
    keep(clue, "extension_asked_days", at=at)
    record(clue, move, by=by, at=at, data={"days": days}, remarks={"reason": why.reason})
    return clue


def _asked(clue: Clue) -> int:
    if clue.extension_asked_days is None:
        raise GuardUnmet(errors=[FieldError("", "nothing_asked", _("没有待审批的延期申请"))])
    return clue.extension_asked_days
