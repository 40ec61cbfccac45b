"""转入办理: an imported clue that is still open runs from a day on like any other."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.queries.directory import working_calendar
from cases.actions.clocks import end_clock, office_zone
from cases.actions.clue_clocks import contest_row, leg_row, opening_rows
from cases.actions.clues import keep
from cases.models import Clock, Clue, ClueStatus
from cases.queries.handling_starts import UNIT_UNKNOWN, waiting_for_handling
from cases.workflow import CLUE
from kernel.actor import Actor
from kernel.copying import copy_rows
from kernel.days import local_day, start_of
from kernel.errors import BadInput, FieldError, GuardUnmet
from kernel.events import record
from kernel.verbs import given

# The clocks of the unit that a clue has by its status, besides that of its closing.
OF_THE_UNIT = {
    ClueStatus.DISPATCHED: (contest_row, leg_row),
    ClueStatus.SIGNED: (leg_row,),
    ClueStatus.INVESTIGATING: (leg_row,),
}


@dataclass(frozen=True)
class StartHandling:
    """转入办理: from which day its clocks run, and why."""

    since: date = given(gettext_lazy("起算日"))  # noqa: RUF009 -- it makes the field itself
    reason: str = given(gettext_lazy("理由"), long=True, most=2000)


def start_handling_clue(clue: Clue, wish: StartHandling, *, by: Actor, at: datetime) -> Clue:
    """Start the clocks of an imported clue: the printed deadline ends, that of its channel and path runs.

    Refuses a day to come (`in_the_future`) or before the receipt (`before_receipt`), a clue that does not wait for
    it (`not_waiting`), and one under way that nobody leads (`unit_unknown`).
    """
    move = CLUE.advance(clue, "start_handling")
    refuse_day_to_come(wish.since, at=at)
    _refuse(clue, wish.since)
    facts = {
        "since": wish.since.isoformat(),
        "printed_due_at": clue.due_at.isoformat() if clue.due_at else None,
        "historical_overdue": clue.historical_overdue,
    }
    end_clock(clue, Clock.Kind.CLOSING, at=at, cancelled=True)
    copy_rows(_clocks(clue, since=max(start_of(wish.since), clue.received_at)))
    clue.historical_overdue = False
    keep(clue, "due_at", "historical_overdue", at=at)
    record(clue, move, by=by, at=at, data=facts, remarks={"reason": wish.reason})
    return clue


def refuse_day_to_come(since: date, *, at: datetime) -> None:
    """Clocks start today or on a day that was."""
    if since > local_day(at):
        raise BadInput(errors=[FieldError("/since", "in_the_future", _("起算日不能晚于今天"))])


def _refuse(clue: Clue, since: date) -> None:
    this = Clue.objects.filter(pk=clue.pk)
    if not waiting_for_handling(this).exists():
        raise GuardUnmet(errors=[FieldError("", "not_waiting", _("不是待转入办理的导入线索，时限已在计算"))])
    if this.filter(UNIT_UNKNOWN).exists():
        text = _("台账中的承办单位尚未匹配，请先匹配单位")
        raise GuardUnmet(errors=[FieldError("/lead_agency", "unit_unknown", text)])
    if since < local_day(clue.received_at):
        raise GuardUnmet(errors=[FieldError("/since", "before_receipt", _("起算日不能早于收到线索的日期"))])


def _clocks(clue: Clue, *, since: datetime) -> list[Clock]:
    """The unsaved clocks by the clue's status, its closing first, by which its deadline is set."""
    calendar = working_calendar()
    opening = opening_rows(clue, since=since, calendar=calendar, zone=office_zone())
    clue.due_at = opening[0].due_at
    return [
        *opening,
        *(row(clue, since=since, calendar=calendar) for row in OF_THE_UNIT.get(ClueStatus(clue.status), ())),
    ]
