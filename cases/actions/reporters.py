"""The reporter's seal is opened by an act, with a reason, and the act is written before the answer."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from agencies.actions.approvals import Asked, ask_approval, use_approval
from agencies.actions.second_factors import refuse_without_fresh_code
from agencies.models import Approval
from cases.actions.clues import Reason
from cases.models import Clue
from cases.queries.clues import clues_visible_to, those_open_to
from cases.rules import accuses
from cases.sealing import open_identity
from cases.workflow import CLUE
from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.keys import key_ring


def request_reveal_clue(clue: Clue, why: Reason, *, by: Actor, at: datetime) -> Clue:
    """Ask to open the seal of a clue that accuses an agency or an official; somebody without a tie agrees or not.

    Refuses with `not_needed` where nobody is accused, `no_reporter` where nobody is sealed, `already_requested`.
    """
    version = clue.version
    move = CLUE.advance(clue, "request_reveal")
    clue.version = version
    if not accuses(clue):
        raise GuardUnmet(errors=[FieldError("", "not_needed", _("本件没有反映单位或公职人员，说明理由即可查看"))])
    _refuse_nobody(clue)
    ask_approval(Asked(Approval.Act.OPEN_SEAL, clue.id, clue.number, why.reason), by=by, at=at)
    record(clue, move, by=by, at=at)
    return clue


def reveal_reporter_clue(clue: Clue, why: Reason, *, by: Actor, at: datetime) -> Clue:
    """Open the seal for this one answer: the clue carries `revealed` until it is shown.

    Where an agency or an official is accused it takes another person's agreement (`second_person_required`), otherwise
    a fresh code of whoever has a second factor (`fresh_code_required`).
    """
    version = clue.version
    move = CLUE.advance(clue, "reveal_reporter")
    clue.version = version
    if accuses(clue):
        use_approval(Approval.Act.OPEN_SEAL, clue.id, by=by, at=at)
    else:
        refuse_without_fresh_code(by, at=at)
    record(clue, move, by=by, at=at, remarks={"reason": why.reason})
    reporter = getattr(clue, "reporter", None)
    sealed = bytes(reporter.identity) if reporter and reporter.identity else None
    clue.revealed = open_identity(clue.id, sealed, ring=key_ring()) if sealed else {}  # type: ignore[attr-defined]
    return clue


def reveals_decided_by(actor: Actor, approvals: Sequence[Approval]) -> list[Approval]:
    """Whoever might open the seal themselves decides: they see the clue, hold such a post, and have no tie."""
    seen = clues_visible_to(actor).filter(pk__in={one.subject_id for one in approvals}).defer("search")
    opened = {clue.pk for clue in those_open_to(actor, "reveal_reporter", seen)}
    return [one for one in approvals if one.subject_id in opened]


def _refuse_nobody(clue: Clue) -> None:
    reporter = getattr(clue, "reporter", None)
    if reporter is None or not reporter.identity:
        raise GuardUnmet(errors=[FieldError("", "no_reporter", _("没有封存的举报人信息"))])
