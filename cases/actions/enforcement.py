"""Enforcement cases are taken into the book with what was decided."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from agencies.models import Agency
from cases.models import EnforcementCase
from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record


@dataclass(frozen=True)
class FiledCase:
    """A filed case, and its decision, fine in yuan and transfer to the police where there are any."""

    number: str
    agency: Agency
    party: str
    filed_on: date
    decided_on: date | None = None
    fine: Decimal | None = None
    to_police_on: date | None = None
    source: str = ""


def file_case(filed: FiledCase, *, by: Actor, at: datetime) -> EnforcementCase:
    """Write the case down; a fine belongs to a decision, and a decision comes after the filing."""
    errors = []
    if filed.decided_on and filed.decided_on < filed.filed_on:
        errors.append(FieldError("/decided_on", "before_filing", _("处罚决定日期不能早于立案日期")))
    if filed.fine is not None and filed.decided_on is None:
        errors.append(FieldError("/fine", "undecided", _("罚款须有处罚决定")))
    if errors:
        raise GuardUnmet(errors=errors)
    case = EnforcementCase(**vars(filed), created_at=at)
    facts = {"decided": filed.decided_on is not None, "to_police": filed.to_police_on is not None}
    record(case, "enforcement_case.filed", by=by, at=at, data=facts, rows=[case])
    return case
