"""Dispatch: a lead agency is found, told, and signs, contests, or is relieved again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency, Person, Post, RoutingRule
from agencies.queries.directory import agencies_below, working_calendar
from agencies.queries.validity import in_force
from cases.actions.clocks import end_clock, end_clocks, running_clocks
from cases.actions.clue_clocks import contest_row, leg_row
from cases.actions.clues import Reason, keep, stamp_first
from cases.actions.registration import search_of
from cases.actions.source_words import WAITING, take_source_back
from cases.models import Attachment, Clock, Clue, CoHandling, RoutingMode
from cases.queries.named_units import named_in
from cases.workflow import CLUE
from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.verbs import Nothing, given

NOT_TO_THE_CONCERNED = gettext_lazy("不得转办给被反映单位或其下属单位")


@dataclass(frozen=True)
class Dispatch:
    """转办: to whom, and what the unit will read."""

    lead_agency: Agency = given(gettext_lazy("牵头单位"))  # noqa: RUF009 -- it makes the field itself
    co_agencies: tuple[Agency, ...] = given(gettext_lazy("配合单位"), default=())
    handling_summary: str = given(gettext_lazy("办理摘要"), default="", long=True)
    release_attachments: tuple[Attachment, ...] = given(gettext_lazy("随转附件"), default=())
    note: str = given(gettext_lazy("转办说明"), default="", long=True, most=2000)


@dataclass(frozen=True)
class ReleaseFiles:
    """附件随转: which files the unit may read from now on."""

    release_attachments: tuple[Attachment, ...] = given(gettext_lazy("随转附件"))


@dataclass(frozen=True)
class Assign:
    """Who in the unit does it."""

    person: Person = given(gettext_lazy("承办人"))  # noqa: RUF009 -- it makes the field itself


def dispatch_clue(clue: Clue, order: Dispatch, *, by: Actor, at: datetime) -> Clue:
    """Give the clue to a lead agency; may be said again until it is signed."""
    move = CLUE.advance(clue, "dispatch")
    _guard_dispatch(clue, order)
    if by.client is not None:
        refuse_unlooked(clue, {order.lead_agency.pk, *(agency.pk for agency in order.co_agencies)})
    changed = _confirm_summary(clue, order)
    confirmed = clue.proposed_lead_id == order.lead_agency.pk and clue.routing_mode == RoutingMode.PROPOSED
    clue.routing_mode = RoutingMode.CONFIRMED if confirmed else RoutingMode.MANUAL
    if not confirmed:
        clue.routing_rule, clue.routing_reason = None, ""
    move_facts: dict[str, object] = {"lead_agency": order.lead_agency.pk, "mode": clue.routing_mode}
    before = handling_agencies_of(clue)
    hand_over(clue, order.lead_agency, [agency.pk for agency in order.co_agencies], *changed, at=at)
    move_facts |= relieved_since(before, clue)
    move_facts |= release(clue, order.release_attachments, at=at)
    record(clue, move, by=by, at=at, data=move_facts, remarks={"note": order.note})
    return clue


def _confirm_summary(clue: Clue, order: Dispatch) -> tuple[str, ...]:
    """What the unit will read has been looked at by whoever orders it; gives the columns to keep."""
    clue.summary_confirmed = True
    if not order.handling_summary:
        return ("summary_confirmed",)
    clue.handling_summary = order.handling_summary
    clue.search = search_of(clue)
    return "summary_confirmed", "handling_summary", "search"


def release(clue: Clue, files: Sequence[Attachment], *, at: datetime) -> dict[str, object]:
    """Let the unit read these files; the fact for the event, with the hash of each that it could not read before."""
    if not files:
        return {}
    fresh = Attachment.objects.filter(clue=clue, pk__in=[one.pk for one in files], released_at__isnull=True)
    hashes = sorted(fresh.values_list("sha256", flat=True))
    fresh.update(released_at=at)
    return {"released": hashes} if hashes else {}


def files_by(rule: RoutingRule | None, clue: Clue) -> tuple[Attachment, ...]:
    """The files that go along by the rule's word."""
    return tuple(unreleased(clue)) if rule is not None and rule.releases_attachments else ()


def unreleased(clue: Clue) -> list[Attachment]:
    """The files of a clue that no handling unit reads yet."""
    return list(Attachment.objects.filter(clue=clue, released_at__isnull=True))


def release_clue(clue: Clue, order: ReleaseFiles, *, by: Actor, at: datetime) -> Clue:
    """附件随转: let the unit that handles the clue read further files."""
    move = CLUE.advance(clue, "release")
    if any(one.clue_id != clue.pk for one in order.release_attachments):
        text = _("附件不属于本线索")
        raise GuardUnmet(errors=[FieldError("/release_attachments", "of_another_clue", text)])
    facts = release(clue, order.release_attachments, at=at)
    if not facts:
        text = _("请选择尚未随转的附件")
        raise GuardUnmet(errors=[FieldError("/release_attachments", "required", text)])
    keep(clue, at=at)
    record(clue, move, by=by, at=at, data=facts)
    return clue


def names_released(clue: Clue, order: Dispatch | ReleaseFiles) -> dict[str, str]:
    """What the files that go along were called by whoever sent them."""
    return {f"/release_attachments/{place}": one.received_name for place, one in enumerate(order.release_attachments)}


def _guard_dispatch(clue: Clue, order: Dispatch) -> None:
    """A unit reads a confirmed summary only, and is never the one the clue is about."""
    errors = []
    if not (clue.summary_confirmed or order.handling_summary.strip()):
        text = _("来件为群众原文或含个人信息，须由人确认办理摘要后转办")
        errors.append(FieldError("/handling_summary", "summary_unconfirmed", text))
    errors += _concerned(clue, order)
    if order.lead_agency in order.co_agencies:
        errors.append(FieldError("/co_agencies", "also_lead", _("牵头单位不能同时是配合单位")))
    if any(attachment.clue_id != clue.pk for attachment in order.release_attachments):
        errors.append(FieldError("/release_attachments", "of_another_clue", _("附件不属于本线索")))
    if errors:
        raise GuardUnmet(errors=errors)


def concerned_units(clue: Clue) -> set[str]:
    """Whom the clue is about, and all below them."""
    return agencies_below(clue.concerns_agency_id) if clue.concerns_agency_id else set()


def _concerned(clue: Clue, order: Dispatch) -> list[FieldError]:
    """Whoever the clue is about neither leads nor helps."""
    below = concerned_units(clue)
    named = (("/lead_agency", (order.lead_agency,)), ("/co_agencies", order.co_agencies))
    return [
        FieldError(pointer, "concerned_agency", str(NOT_TO_THE_CONCERNED))
        for pointer, agencies in named
        if any(agency.pk in below for agency in agencies)
    ]


HANDED_OVER = ("lead_agency", "proposed_lead", "given_back", "routing_mode", "routing_rule", "routing_reason")


def hand_over(clue: Clue, lead: Agency, co_codes: list[str], *changed: str, at: datetime) -> None:
    """The lead changes, the dispatch clock ends, and the contest and leg clocks start anew.

    Keeps the routing that was set on the clue, and whatever else is named in `changed`.
    """
    clue.lead_agency, clue.proposed_lead = lead, None
    clue.given_back = False
    keep(clue, stamp_first(clue, "dispatch", at=at), *HANDED_OVER, *changed, at=at)
    CoHandling.objects.filter(clue=clue).exclude(agency__in=co_codes).delete()
    CoHandling.objects.bulk_create([CoHandling(clue=clue, agency_id=code) for code in co_codes], ignore_conflicts=True)
    kind = Clock.Kind
    end_clocks(clue, {kind.DISPATCH: False, kind.CONTEST: True, kind.LEG: True}, at=at)
    calendar = working_calendar()
    Clock.objects.bulk_create([row(clue, since=at, calendar=calendar) for row in (contest_row, leg_row)])


def refuse_unlooked(clue: Clue, units: set[str]) -> None:
    """Refuse (`unit_named`, `location_outside_region`) where nobody looks at the single clue: a bulk act, a program."""
    named = named_in(clue, units)
    if named:
        text = _("点名了承办单位（%s），请打开该件由人决定") % "、".join(named)
        raise GuardUnmet(errors=[FieldError("/lead_agency", "unit_named", text)])
    if clue.outside_region_km is not None:
        text = _("地点与区划不符，请先更正或确认地点")
        raise GuardUnmet(errors=[FieldError("", "location_outside_region", text)])


def recall_clue(clue: Clue, why: Reason, *, by: Actor, at: datetime) -> Clue:
    """收回: take the clue back before it is signed; the rules leave it alone from now on."""
    move = CLUE.advance(clue, "recall")
    relieved = _take_back(clue, at=at)
    record(clue, move, by=by, at=at, data=relieved, remarks={"reason": why.reason})
    return clue


def contest_clue(clue: Clue, why: Reason, *, by: Actor, at: datetime) -> Clue:
    """申请退办: the unit gives the clue back with a reason, within 5 working days."""
    move = CLUE.advance(clue, "contest")
    clock = running_clocks(clue).filter(kind=Clock.Kind.CONTEST).first()
    if clock and clock.due_at < at:
        raise GuardUnmet(errors=[FieldError("", "contest_lapsed", _("已超过5个工作日的退办期限"))])
    clue.given_back = True
    relieved = _take_back(clue, at=at)
    record(clue, move, by=by, at=at, data=relieved, remarks={"reason": why.reason})
    return clue


def handling_agencies_of(clue: Clue) -> set[str]:
    """Who leads or helps."""
    lead = {clue.lead_agency_id} if clue.lead_agency_id else set()
    return lead | set(CoHandling.objects.filter(clue=clue).values_list("agency_id", flat=True))


def relieved_since(before: set[str], clue: Clue) -> dict[str, list[str]]:
    """The fact, for the event, that these agencies no longer handle it: the change feed takes it from them."""
    gone = sorted(before - handling_agencies_of(clue))
    return {"relieved": gone} if gone else {}


TAKEN_BACK = (
    "lead_agency",
    "handler",
    "signed_at",
    "rules_off",
    "given_back",
    "extension_asked_days",
    "routing_mode",
    "routing_rule",
    "routing_reason",
    "address",
    "subject_name",
    "summary_confirmed",
    "search",
    *WAITING,
)


def _take_back(clue: Clue, *, at: datetime) -> dict[str, list[str]]:
    relieved = release_unit(clue, at=at)
    keep(clue, *TAKEN_BACK, at=at)
    return relieved


def release_unit(clue: Clue, *, at: datetime) -> dict[str, list[str]]:
    """Nobody handles the clue any more, and the rules leave it alone; says whom that relieves.

    The caller saves TAKEN_BACK.
    """
    before = handling_agencies_of(clue)
    clue.lead_agency = clue.handler = None
    clue.signed_at, clue.rules_off = None, True
    clue.extension_asked_days = None
    take_source_back(clue)
    clue.search = search_of(clue)
    clue.routing_mode, clue.routing_rule, clue.routing_reason = RoutingMode.NONE, None, ""
    CoHandling.objects.filter(clue=clue).delete()
    end_clock(clue, Clock.Kind.CONTEST, Clock.Kind.LEG, at=at, cancelled=True)
    return relieved_since(before, clue)


def sign_clue(clue: Clue, _given: Nothing, *, by: Actor, at: datetime) -> Clue:
    """签收: the unit has it; whoever signs handles it until somebody else is assigned."""
    move = CLUE.advance(clue, "sign")
    clue.signed_at = at
    clue.handler_id = by.person.pk if by.person else None
    keep(clue, stamp_first(clue, "sign", at=at), "signed_at", "handler", at=at)
    record(clue, move, by=by, at=at)
    return clue


def assign_clue(clue: Clue, to: Assign, *, by: Actor, at: datetime) -> Clue:
    """Name the person in the lead agency who does it."""
    move = CLUE.advance(clue, "assign")
    if not Post.objects.filter(in_force(), person=to.person, agency=clue.lead_agency_id).exists():
        raise GuardUnmet(errors=[FieldError("/person", "not_in_lead_agency", _("该人员不在牵头单位任职"))])
    clue.handler = to.person
    keep(clue, "handler", at=at)
    record(clue, move, by=by, at=at, data={"person": to.person.pk})
    return clue
