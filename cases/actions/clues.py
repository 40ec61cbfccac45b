"""What is done to a clue before and beside its handling: shown, instructed, commented, urged, refused, voided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency, Role
from agencies.queries.directory import directory
from agencies.queries.reaches import Reaches
from cases.actions.clocks import end_clock
from cases.actions.registration import compare_with_region, search_of
from cases.coordinates import to_wgs84
from cases.models import Clock, Clue, Refusal
from cases.queries.identities import identities_of
from cases.workflow import CLUE, FIRST_TIMES
from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet, TransitionNotAllowed
from kernel.events import record
from kernel.outgoing import let_out
from kernel.verbs import given

ALL_CLOCKS = tuple(Clock.Kind.values)


def refuse_unknown_post(code: str) -> None:
    """Refuse what is not `AGENCY:ROLE` with an agency and a role that there are; the post may be vacant."""
    agency, _colon, role = code.rpartition(":")
    if role not in Role.values or not Agency.objects.filter(pk=agency).exists():
        raise ValidationError(_("没有这个岗位；岗位写作“机构代码:岗位”，如 321100:leader"), code="does_not_exist")


@dataclass(frozen=True)
class Present:
    """呈阅: to whose post the clue is shown."""

    post: str = given(gettext_lazy("呈阅对象岗位"), most=64, check=refuse_unknown_post)


@dataclass(frozen=True)
class Instruct:
    """批示: a leader's words; written down by somebody else they are 代录."""

    text: str = given(gettext_lazy("批示内容"), long=True, most=2000)
    by_post: str = given(gettext_lazy("批示人岗位"), most=64, check=refuse_unknown_post)


@dataclass(frozen=True)
class Words:
    """Something said about a clue."""

    text: str = given(gettext_lazy("内容"), long=True, most=2000)


@dataclass(frozen=True)
class Reject:
    """不予受理: one of the reasons the rules know."""

    reason_code: str = given(gettext_lazy("不予受理理由"), choices=Refusal)


@dataclass(frozen=True)
class Reason:
    """Why it is done."""

    reason: str = given(gettext_lazy("理由"), long=True, most=2000)


def keep(clue: Clue, *fields: str, at: datetime) -> None:
    """Save what an action changed, with status, version and the time of the change."""
    clue.updated_at = at
    clue.save(update_fields=["status", "version", "updated_at", *fields])


def stamp_first(clue: Clue, verb: str, *, at: datetime) -> str:
    """Write down when this was first done, unless it was before; gives the column to keep."""
    column = FIRST_TIMES[verb]
    if getattr(clue, column) is None:
        setattr(clue, column, at)
    return column


def present_clue(clue: Clue, to: Present, *, by: Actor, at: datetime) -> Clue:
    """Show the clue to a post; the first time stays on the slip."""
    move = CLUE.advance(clue, "present")
    keep(clue, stamp_first(clue, "present", at=at), at=at)
    record(clue, move, by=by, at=at, data={"post": to.post})
    return clue


def instruct_clue(clue: Clue, words: Instruct, *, by: Actor, at: datetime) -> Clue:
    """Write down what a leader ordered; dispatch never waits for it."""
    move = CLUE.advance(clue, "instruct")
    clue.instructed_at = clue.instructed_at or at
    keep(clue, "instructed_at", at=at)
    facts = {"by_post": words.by_post, "written_for": words.by_post != by.post_code}
    record(clue, move, by=by, at=at, data=facts, remarks={"text": words.text})
    return clue


def comment_clue(clue: Clue, words: Words, *, by: Actor, at: datetime) -> Clue:
    """Say something about the clue."""
    move = CLUE.advance(clue, "comment")
    keep(clue, at=at)
    record(clue, move, by=by, at=at, remarks={"text": words.text})
    return clue


def urge_clue(clue: Clue, words: Words, *, by: Actor, at: datetime) -> Clue:
    """催办: ask the unit to hurry; no deadline moves."""
    move = CLUE.advance(clue, "urge")
    keep(clue, at=at)
    record(clue, move, by=by, at=at, remarks={"text": words.text})
    return clue


def reject_clue(clue: Clue, refusal: Reject, *, by: Actor, at: datetime) -> Clue:
    """Refuse to take the clue on, for one of the known reasons; its clocks end."""
    move = CLUE.advance(clue, "reject")
    clue.not_accepted_at = at
    clue.extension_asked_days = None
    keep(clue, "not_accepted_at", "extension_asked_days", at=at)
    end_clock(clue, *ALL_CLOCKS, at=at, cancelled=True)
    record(clue, move, by=by, at=at, data={"reason_code": refusal.reason_code})
    return clue


def void_clue(clue: Clue, why: Reason, *, by: Actor, at: datetime) -> Clue:
    """作废: the clue counts nowhere from now on; nothing is deleted."""
    move = CLUE.advance(clue, "void")
    keep(clue, at=at)
    end_clock(clue, *ALL_CLOCKS, at=at, cancelled=True)
    record(clue, move, by=by, at=at, remarks={"reason": why.reason})
    return clue


# What leaves with a dispatch, and is looked at again whenever it changes after one.
SENT = ("title", "address", "subject_name", "handling_summary", "findings", "measures")
SENT_LABELS = {
    "/title": gettext_lazy("标题"),
    "/address": gettext_lazy("地址"),
    "/subject_name": gettext_lazy("涉及单位"),
    "/handling_summary": gettext_lazy("办理摘要"),
    "/findings": gettext_lazy("调查核实情况"),
    "/measures": gettext_lazy("处理和整改措施"),
}

# What makes a point, all three or none of them.
PLACE = frozenset({"lon", "lat", "coord_sys"})
EDITABLE = (
    "title",
    "address",
    "lon",
    "lat",
    "coord_sys",
    "occurred_at",
    "priority",
    "subject_name",
    "subject_uscc",
    "handling_summary",
)


def edit_clue(clue: Clue, changes: dict[str, object], *, by: Actor, at: datetime) -> Clue:
    """Mend what may be mended while the clue is open; old values stand in remarks.

    Where a unit handles it already, what the unit reads passes the gate.
    """
    if not clue.is_open:
        raise TransitionNotAllowed(status=clue.status, allowed=CLUE.open_to(clue))
    if clue.lead_agency_id is not None:
        changes, by = _let_out(clue, changes, by=by)
    before = {name: getattr(clue, name) for name in changes if getattr(clue, name) != changes[name]}
    if not before:
        return clue
    for name in before:
        setattr(clue, name, changes[name])
    check_place(clue, directory().reaches, changed=before)
    clue.version += 1
    clue.search = search_of(clue)
    clue.updated_at = at
    clue.save()
    old = {name: str(value) for name, value in before.items() if value not in (None, "")}
    record(clue, "clue.edited", by=by, at=at, data={"fields": sorted(before)}, remarks=old)
    return clue


def mend_clue(clue: Clue, texts: Mapping[str, str], *, by: Actor, at: datetime) -> Clue:
    """The same of texts by their places."""
    return edit_clue(clue, {place.removeprefix("/"): text for place, text in texts.items()}, by=by, at=at)


def _let_out(clue: Clue, changes: dict[str, object], *, by: Actor) -> tuple[dict[str, object], Actor]:
    changed = [name for name in SENT if name in changes and changes[name] != getattr(clue, name)]
    texts = {f"/{name}": str(changes[name]) for name in changed}
    masked, by = let_out(texts, by=by, identities=lambda: identities_of(by, clue), labels=SENT_LABELS)
    return {**changes, **{place[1:]: text for place, text in masked.items()}}, by


def check_place(clue: Clue, reaches: Reaches, *, changed: Iterable[str]) -> None:
    """A changed place is both coordinates and their datum, or none; it is compared with the region anew."""
    if PLACE.isdisjoint(changed):
        return
    missing = [name for name in ("lon", "lat", "coord_sys") if getattr(clue, name) in (None, "")]
    if 0 < len(missing) < 3:  # noqa: PLR2004 -- all three or none
        text = _("经度、纬度和坐标系须同时填写")
        raise GuardUnmet(errors=[FieldError(f"/{name}", "required", text) for name in missing])
    before = (clue.wgs84_lon, clue.wgs84_lat)
    if clue.lon is None or clue.lat is None:
        clue.wgs84_lon = clue.wgs84_lat = None
    else:
        clue.wgs84_lon, clue.wgs84_lat = to_wgs84(clue.lon, clue.lat, clue.coord_sys)
    if (clue.wgs84_lon, clue.wgs84_lat) != before:
        compare_with_region(clue, reaches)


def confirm_place_clue(clue: Clue, why: Reason, *, by: Actor, at: datetime) -> Clue:
    """确认地点: the place outside the region is right as it stands."""
    move = CLUE.advance(clue, "confirm_place")
    outside = clue.outside_region_km
    if outside is None:
        raise GuardUnmet(errors=[FieldError("", "nothing_marked", _("该线索没有待确认的地点"))])
    clue.outside_region_km = None
    keep(clue, "outside_region_km", at=at)
    record(clue, move, by=by, at=at, data={"km": outside}, remarks={"reason": why.reason})
    return clue
