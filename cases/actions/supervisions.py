"""督办: the office watches a clue's handling at a level, and wants an answer by a day."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.clocks import end_clock, office_zone
from cases.actions.clue_clocks import start_answer
from cases.actions.clues import keep
from cases.models import Clock, Clue, SupervisionLevel
from cases.workflow import CLUE
from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.verbs import given


@dataclass(frozen=True)
class Supervise:
    """督办: how closely, and by which day the unit answers; no deadline moves."""

    level: str = given(gettext_lazy("督办级别"), choices=SupervisionLevel)
    reply_due: date = given(gettext_lazy("回复期限"))  # noqa: RUF009 -- it makes the field itself


def supervise_clue(clue: Clue, order: Supervise, *, by: Actor, at: datetime) -> Clue:
    """Start the answer clock; the unit answers by its reply to the letter, or by its report."""
    move = CLUE.advance(clue, "supervise")
    due_at = datetime.combine(order.reply_due, time(23, 59, 59), tzinfo=office_zone())
    if due_at < at:
        raise GuardUnmet(errors=[FieldError("/reply_due", "in_the_past", _("回复期限不能早于今天"))])
    clue.supervision_level = order.level
    keep(clue, "supervision_level", at=at)
    end_clock(clue, Clock.Kind.ANSWER, at=at, cancelled=True)
    start_answer(clue, since=at, due_at=due_at)
    record(clue, move, by=by, at=at, data={"supervision": order.level, "reply_due": order.reply_due.isoformat()})
    return clue
