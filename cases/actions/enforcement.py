"""Enforcement cases are taken into the book with what was decided."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from cases.actions.clues import Reason
from cases.models import EnforcementCase, EnforcementStatus
from cases.workflow import ENFORCEMENT
from kernel.actor import Actor
from kernel.days import local_day
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.outgoing import let_out
from kernel.verbs import given


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
    closed_on: date | None = None


@dataclass(frozen=True)
class FileCase:
    """立案: what the agency writes down when it opens a case."""

    number: str = given(gettext_lazy("立案号"), most=64)
    party: str = given(gettext_lazy("当事人"), most=200)
    filed_on: date = given(gettext_lazy("立案日期"))  # noqa: RUF009 -- it makes the field itself


@dataclass(frozen=True)
class Decide:
    """处罚决定: its day, and the fine where there is one."""

    decided_on: date = given(gettext_lazy("处罚决定日期"))  # noqa: RUF009 -- it makes the field itself
    fine: Decimal | None = given(gettext_lazy("罚款（元）"), default=None, least=Decimal("0.01"))  # noqa: RUF009 -- it makes the field itself


@dataclass(frozen=True)
class ToPolice:
    """移送公安: its day."""

    to_police_on: date = given(gettext_lazy("移送公安机关日期"))  # noqa: RUF009 -- it makes the field itself


@dataclass(frozen=True)
class CloseCase:
    """结案: its day, once the decision was carried out."""

    closed_on: date = given(gettext_lazy("结案日期"))  # noqa: RUF009 -- it makes the field itself


@dataclass(frozen=True, kw_only=True)
class CorrectCase:
    """更正: the case as it should read, and why."""

    number: str = given(gettext_lazy("立案号"), most=64)
    party: str = given(gettext_lazy("当事人"), most=200)
    filed_on: date = given(gettext_lazy("立案日期"))  # noqa: RUF009 -- it makes the field itself
    decided_on: date | None = given(gettext_lazy("处罚决定日期"), default=None)  # noqa: RUF009 -- it makes the field itself
    fine: Decimal | None = given(gettext_lazy("罚款（元）"), default=None, least=Decimal("0.01"))  # noqa: RUF009 -- it makes the field itself
    to_police_on: date | None = given(gettext_lazy("移送公安机关日期"), default=None)  # noqa: RUF009 -- it makes the field itself
    reason: str = given(gettext_lazy("理由"), long=True, most=2000)


CORRECTABLE = ("number", "party", "filed_on", "decided_on", "fine", "to_police_on")


def file_case(filed: FiledCase, *, by: Actor, at: datetime) -> EnforcementCase:
    """Write the case down; a fine belongs to a decision, and a decision comes after the filing."""
    masked, by = let_out({"/number": filed.number, "/party": filed.party}, by=by)
    number, party = masked.get("/number", filed.number), masked.get("/party", filed.party)
    filed = replace(filed, number=number, party=party)
    errors = [*_in_the_future("filed_on", filed.filed_on, at=at)]
    if EnforcementCase.objects.filter(agency=filed.agency, number=filed.number).exists():
        errors.append(FieldError("/number", "number_taken", _("立案号已被使用")))
    if filed.decided_on and filed.decided_on < filed.filed_on:
        errors.append(FieldError("/decided_on", "before_filing", _("处罚决定日期不能早于立案日期")))
    if filed.fine is not None and filed.decided_on is None:
        errors.append(FieldError("/fine", "undecided", _("罚款须有处罚决定")))
    if filed.closed_on and (filed.decided_on is None or filed.closed_on < filed.decided_on):
        errors.append(FieldError("/closed_on", "before_decision", _("结案日期不能早于处罚决定日期")))
    if errors:
        raise GuardUnmet(errors=errors)
    case = EnforcementCase(**vars(filed), created_at=at)
    ENFORCEMENT.begin(case, _begins_as(filed))
    facts = {"decided": filed.decided_on is not None, "to_police": filed.to_police_on is not None}
    record(case, "enforcement_case.filed", by=by, at=at, data=facts, rows=[case])
    return case


def _begins_as(filed: FiledCase) -> str:
    if filed.closed_on:
        return EnforcementStatus.CLOSED
    return EnforcementStatus.DECIDED if filed.decided_on else EnforcementStatus.FILED


def decide_enforcement(case: EnforcementCase, what: Decide, *, by: Actor, at: datetime) -> EnforcementCase:
    """处罚决定: what was decided, and the fine if there is one."""
    move = ENFORCEMENT.advance(case, "decide")
    _refuse_a_wrong_day(case, "decided_on", what.decided_on, at=at)
    case.decided_on, case.fine = what.decided_on, what.fine
    case.save(update_fields=["status", "version", "decided_on", "fine"])
    facts = {"decided_on": str(what.decided_on), "fine": str(what.fine) if what.fine else None}
    record(case, move, by=by, at=at, data=facts)
    return case


def close_enforcement(case: EnforcementCase, what: CloseCase, *, by: Actor, at: datetime) -> EnforcementCase:
    """结案: the decision was carried out."""
    move = ENFORCEMENT.advance(case, "close")
    errors = _in_the_future("closed_on", what.closed_on, at=at)
    if case.decided_on and what.closed_on < case.decided_on:
        errors.append(FieldError("/closed_on", "before_decision", _("结案日期不能早于处罚决定日期")))
    if errors:
        raise GuardUnmet(errors=errors)
    case.closed_on = what.closed_on
    case.save(update_fields=["status", "version", "closed_on"])
    record(case, move, by=by, at=at, data={"closed_on": str(what.closed_on)})
    return case


def transfer_enforcement(case: EnforcementCase, what: ToPolice, *, by: Actor, at: datetime) -> EnforcementCase:
    """移送公安: the case is handed to the police, once."""
    move = ENFORCEMENT.advance(case, "transfer")
    if case.to_police_on is not None:
        raise GuardUnmet(errors=[FieldError("/to_police_on", "already_transferred", _("已移送公安机关"))])
    _refuse_a_wrong_day(case, "to_police_on", what.to_police_on, at=at)
    case.to_police_on = what.to_police_on
    case.save(update_fields=["version", "to_police_on"])
    record(case, move, by=by, at=at, data={"to_police_on": str(what.to_police_on)})
    return case


def correct_enforcement(case: EnforcementCase, what: CorrectCase, *, by: Actor, at: datetime) -> EnforcementCase:
    """更正: what was written down wrong, put right with a reason; the old values stay in the log."""
    move = ENFORCEMENT.advance(case, "correct")
    before = {name: getattr(case, name) for name in CORRECTABLE if getattr(case, name) != getattr(what, name)}
    _refuse_contradictions(case, what, changed=before, at=at)
    case.number, case.party, case.filed_on = what.number, what.party, what.filed_on
    case.decided_on, case.fine, case.to_police_on = what.decided_on, what.fine, what.to_police_on
    case.save(update_fields=["version", *before])
    old = {name: str(value) for name, value in before.items() if value is not None}
    record(case, move, by=by, at=at, data={"fields": sorted(before)}, remarks={**old, "reason": what.reason})
    return case


def withdraw_enforcement(case: EnforcementCase, why: Reason, *, by: Actor, at: datetime) -> EnforcementCase:
    """撤案: from this day the case counts nowhere; nothing is deleted."""
    move = ENFORCEMENT.advance(case, "withdraw")
    case.withdrawn_on = local_day(at)
    case.save(update_fields=["status", "version", "withdrawn_on"])
    record(case, move, by=by, at=at, remarks={"reason": why.reason})
    return case


def _refuse_contradictions(case: EnforcementCase, what: CorrectCase, *, changed: Collection[str], at: datetime) -> None:
    days = {"filed_on": what.filed_on, "decided_on": what.decided_on, "to_police_on": what.to_police_on}
    errors = [fault for name, day in days.items() if day for fault in _in_the_future(name, day, at=at)]
    early = [name for name, day in days.items() if day and day < what.filed_on]
    errors += [FieldError(f"/{name}", "before_filing", _("不能早于立案日期")) for name in early]
    errors += _against_its_closing(case, what.decided_on)
    if (what.decided_on is None) == (case.status != EnforcementStatus.FILED):
        errors.append(FieldError("/decided_on", "status", _("处罚决定用“登记处罚决定”登记，不能用更正增加或取消")))
    if what.fine is not None and what.decided_on is None:
        errors.append(FieldError("/fine", "undecided", _("罚款须有处罚决定")))
    if "number" in changed and EnforcementCase.objects.filter(agency=case.agency_id, number=what.number).exists():
        errors.append(FieldError("/number", "number_taken", _("立案号已被使用")))
    if not changed:
        errors.append(FieldError("", "unchanged", _("没有改动")))
    if errors:
        raise GuardUnmet(errors=errors)


def _against_its_closing(case: EnforcementCase, decided_on: date | None) -> list[FieldError]:
    late = case.closed_on is not None and decided_on is not None and decided_on > case.closed_on
    return [FieldError("/decided_on", "after_closing", _("处罚决定日期不能晚于结案日期"))] if late else []


def _refuse_a_wrong_day(case: EnforcementCase, name: str, day: date, *, at: datetime) -> None:
    errors = _in_the_future(name, day, at=at)
    if day < case.filed_on:
        errors.append(FieldError(f"/{name}", "before_filing", _("不能早于立案日期")))
    if errors:
        raise GuardUnmet(errors=errors)


def _in_the_future(name: str, day: date, *, at: datetime) -> list[FieldError]:
    return [FieldError(f"/{name}", "in_the_future", _("日期不能晚于今天"))] if day > local_day(at) else []
