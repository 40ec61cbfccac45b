"""From investigation to closing, and back again."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.queries.directory import working_calendar
from cases.actions.clocks import end_clock
from cases.actions.clue_clocks import leg_row, start_closing
from cases.actions.clues import ALL_CLOCKS, Reason, keep, stamp_first
from cases.actions.interim import unaccepted_tasks
from cases.measures import PRINTED
from cases.models import Clock, Clue, ClueStatus, PublicFacts, Verdict
from cases.models.counted import ended_cycle
from cases.workflow import CLUE
from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.verbs import Nothing, given

MOST = 100_000


@dataclass(frozen=True)
class Report:
    """上报结果: what was found and what was done about it."""

    verdict: str = given(gettext_lazy("是否属实"), choices=Verdict)
    findings: str = given(gettext_lazy("调查核实情况"), long=True)
    measures: str = given(gettext_lazy("处理和整改措施"), long=True)
    # 边督边改, in counts alone: what is left out was not counted, which is not the same as none.
    ordered_to_rectify: int | None = given(gettext_lazy("责令整改（家）"), None, least=0, most=MOST)
    cases_filed: int | None = given(gettext_lazy("立案处罚（家）"), None, least=0, most=MOST)
    fine: Decimal | None = given(gettext_lazy("罚款（元）"), None, least=0)  # noqa: RUF009 -- it makes the field itself
    criminal_cases: int | None = given(gettext_lazy("立案侦查（件）"), None, least=0, most=MOST)
    administratively_detained: int | None = given(gettext_lazy("行政拘留（人）"), None, least=0, most=MOST)
    criminally_detained: int | None = given(gettext_lazy("刑事拘留（人）"), None, least=0, most=MOST)
    interviewed: int | None = given(gettext_lazy("约谈（人）"), None, least=0, most=MOST)
    held_accountable: int | None = given(gettext_lazy("问责（人）"), None, least=0, most=MOST)


def investigate_clue(clue: Clue, _given: Nothing, *, by: Actor, at: datetime) -> Clue:
    """Begin to look into it; it can no longer be contested."""
    move = CLUE.advance(clue, "investigate")
    keep(clue, stamp_first(clue, "investigate", at=at), at=at)
    end_clock(clue, Clock.Kind.CONTEST, at=at, cancelled=True)
    record(clue, move, by=by, at=at)
    return clue


def report_clue(clue: Clue, result: Report, *, by: Actor, at: datetime) -> Clue:
    """Tell the office the verdict and what was imposed; the agency's leg ends."""
    move = CLUE.advance(clue, "report")
    clue.verdict, clue.findings, clue.measures = result.verdict, result.findings, result.measures
    keep(clue, stamp_first(clue, "report", at=at), "verdict", "findings", "measures", at=at)
    end_clock(clue, Clock.Kind.LEG, Clock.Kind.ANSWER, at=at)
    imposed = _imposed(result)
    if imposed:
        # What an earlier result or a published table said of the others stands.
        PublicFacts.objects.update_or_create(clue=clue, defaults=imposed)
    told = {name: str(value) if name == "fine" else value for name, value in imposed.items()}
    record(clue, move, by=by, at=at, data={"verdict": clue.verdict, **({"imposed": told} if told else {})})
    return clue


def _imposed(result: Report) -> dict[str, Any]:
    """The counts that the unit gave; what it left out is unknown and never nought."""
    given_counts = {name: getattr(result, name) for name, _word, _unit in PRINTED}
    return {name: value for name, value in given_counts.items() if value is not None}


def send_back_clue(clue: Clue, why: Reason, *, by: Actor, at: datetime) -> Clue:
    """退回重办: the unit does it again, on a new leg that ends no later than the closing clock."""
    move = CLUE.advance(clue, "send_back")
    clue.first_returned_at = clue.first_returned_at or at
    keep(clue, "first_returned_at", at=at)
    leg_row(clue, since=at, calendar=working_calendar()).save(force_insert=True)
    record(clue, move, by=by, at=at, remarks={"reason": why.reason})
    return clue


def close_clue(clue: Clue, _given: Nothing, *, by: Actor, at: datetime) -> Clue:
    """办结: the office accepts the result; every clock ends."""
    move = CLUE.advance(clue, "close")
    _guard_closing(clue)
    clue.closed_at = at
    clue.extension_asked_days = None
    # Of a closing made here everybody knows the day.
    clue.closing_unknown = clue.closing_unknown and clue.first_closed_at is not None
    first = stamp_first(clue, "close", at=at)
    keep(clue, first, "closed_at", "closing_unknown", "extension_asked_days", at=at)
    end_clock(clue, *ALL_CLOCKS, at=at)
    record(clue, move, by=by, at=at, data={"verdict": clue.verdict, "cycle": clue.cycle})
    return clue


def _guard_closing(clue: Clue) -> None:
    """Nothing is closed without a verdict and findings, imported or not, or while its task is not accepted."""
    errors = [
        FieldError(f"/{name}", "required", _("办结前须有核查结论和调查核实情况"))
        for name in ("verdict", "findings")
        if not getattr(clue, name)
    ]
    errors += unaccepted_tasks(clue)
    if errors:
        raise GuardUnmet(errors=errors)


def reopen_clue(clue: Clue, why: Reason, *, by: Actor, at: datetime) -> Clue:
    """重启: a new cycle, with the same lead where there is one; the old closing stays in the log."""
    move = CLUE.advance(clue, "reopen", to=ClueStatus.DISPATCHED if clue.lead_agency_id else ClueStatus.REGISTERED)
    clue.earlier = [*clue.earlier, ended_cycle(clue, at=at)]
    clue.cycle += 1
    clue.closed_at = clue.not_accepted_at = clue.written_off_at = clue.signed_at = clue.handler = None
    clue.write_off_asked_agency = clue.write_off_asked_by = None
    clue.rules_off = True
    clue.first_reopened_at = clue.first_reopened_at or at
    end_clock(clue, *ALL_CLOCKS, at=at, cancelled=True)
    clue.due_at = start_closing(clue, since=at).due_at
    keep(
        clue,
        "cycle",
        "earlier",
        "closed_at",
        "not_accepted_at",
        "written_off_at",
        "write_off_asked_agency",
        "write_off_asked_by",
        "signed_at",
        "handler",
        "rules_off",
        "due_at",
        "first_reopened_at",
        at=at,
    )
    record(clue, move, by=by, at=at, data={"cycle": clue.cycle}, remarks={"reason": why.reason})
    return clue
