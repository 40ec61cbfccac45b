"""交接班: the open items go from one person to the next, and the sheet says so."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Person
from cases.models import Handover
from cases.queries.handovers import OpenItems
from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.verbs import given


@dataclass(frozen=True)
class HandOver:
    """Who takes over, and what they should know."""

    taken_by: Person = given(gettext_lazy("接班人"))  # noqa: RUF009 -- it makes the field itself
    note: str = given(gettext_lazy("交接事项"), default="", long=True, most=500)


def hand_over(order: HandOver, items: OpenItems, *, by: Actor, at: datetime) -> Handover:
    """Write down that the shift changed, with the counts of what was open."""
    if by.person is None or by.agency_id is None or order.taken_by.pk == by.person.pk:
        raise GuardUnmet(errors=[FieldError("/taken_by", "same_person", _("接班人不能是本人"))])
    handover = Handover(
        agency_id=by.agency_id,
        given_by_id=by.person.pk,
        taken_by=order.taken_by,
        at=at,
        waiting=items.waiting.total,
        due_today=items.due_today.total,
        overdue=items.overdue,
        note=order.note,
    )
    handover.save(force_insert=True)
    record(handover, "handover.done", by=by, at=at, data={"taken_by": order.taken_by.pk})
    return handover
