"""销号: a closed clue is struck off by two people of two units."""

from datetime import datetime

from django.utils.translation import gettext as _

from cases.actions.clues import keep
from cases.models import Clue, Task
from cases.workflow import CLUE
from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.verbs import Nothing


def request_write_off_clue(clue: Clue, _given: Nothing, *, by: Actor, at: datetime) -> Clue:
    """Ask that the clue be struck off; somebody of another unit confirms it."""
    move = CLUE.advance(clue, "request_write_off")
    if clue.written_off_at or clue.write_off_asked_agency_id:
        raise GuardUnmet(errors=[FieldError("", "already_asked", _("已申请销号或已销号"))])
    clue.write_off_asked_agency_id = by.agency_id
    clue.write_off_asked_by_id = by.person.pk if by.person else None
    keep(clue, "write_off_asked_agency", "write_off_asked_by", at=at)
    record(clue, move, by=by, at=at)
    return clue


def confirm_write_off_clue(clue: Clue, _given: Nothing, *, by: Actor, at: datetime) -> Clue:
    """Strike it off, as somebody of another unit than asked."""
    move = CLUE.advance(clue, "confirm_write_off")
    refuse_the_same_unit(clue, by=by, unasked=FieldError("", "nothing_asked", _("没有待确认的销号申请")))
    clue.written_off_at = at
    asked_by = clue.write_off_asked_agency_id
    clue.write_off_asked_agency = clue.write_off_asked_by = None
    keep(clue, "written_off_at", "write_off_asked_agency", "write_off_asked_by", at=at)
    record(clue, move, by=by, at=at, data={"asked_by_agency": asked_by, "closure": "written_off"})
    return clue


def refuse_the_same_unit(row: Clue | Task, *, by: Actor, unasked: FieldError) -> None:
    """Nobody of the unit that asked for a write-off confirms it; `unasked` where nobody did.

    That whoever asked does not is said once, by the verb table.
    """
    if row.write_off_asked_agency_id is None:
        raise GuardUnmet(errors=[unasked])
    if row.write_off_asked_agency_id == by.agency_id:
        raise GuardUnmet(errors=[FieldError("", "same_unit", _("销号须由另一单位的人员确认"))])
