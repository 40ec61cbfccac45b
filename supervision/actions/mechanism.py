"""The joint mechanism: items shared or moved, joint inspections and interviews, and what was released."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from agencies.rules import is_command_office
from cases.actions.clues import Reason
from kernel.access import permit
from kernel.actor import Actor
from kernel.days import local_day
from kernel.errors import FieldError, GuardUnmet
from kernel.verb_texts import let_out_input
from kernel.verbs import Nothing, given
from supervision.actions.compartment_log import record_apart
from supervision.models import (
    TO_DISCIPLINE,
    Direction,
    Interview,
    InterviewedUnit,
    InterviewGround,
    InterviewStatus,
    JointInspection,
    Referral,
    ReleasedTotal,
    SharedItem,
    Sharing,
)
from supervision.rules import drafts, is_organ
from supervision.workflow import INTERVIEW

Day = date
REPORT_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Share:
    """An item that one organ gives the other."""

    kind: str = given(_("类别"), choices=Sharing)
    on: Day = given(_("日期"))  # noqa: RUF009 -- it makes the field itself
    title: str = given(_("事项"), most=300)
    source: str = given(_("来源系统"), "", most=64)


@dataclass(frozen=True)
class Inspect:
    """An inspection by both organs together."""

    on: Day = given(_("日期"))  # noqa: RUF009 -- it makes the field itself
    theme: str = given(_("主题"), most=300)
    findings: str = given(_("发现的问题"), "", long=True)
    source: str = given(_("来源系统"), "", most=64)


@dataclass(frozen=True)
class ProposeInterview:
    """Whom both organs would speak to, and on which ground."""

    on: Day = given(_("约谈日期"))  # noqa: RUF009 -- it makes the field itself
    ground: str = given(_("约谈情形"), choices=InterviewGround)
    units: tuple[Agency, ...] = given(_("约谈单位"))
    principals: int = given(_("每单位负责人数"), 1, least=1, most=20)
    reason: str = given(_("其他情形的理由"), "", long=True)
    demands: str = given(_("整改要求"), "", long=True)
    source: str = given(_("来源系统"), "", most=64)


@dataclass(frozen=True)
class PublishTotal:
    """A total that the organ lets be known; without a number it was not published."""

    on: Day = given(_("发布日期"))  # noqa: RUF009 -- it makes the field itself
    scope: str = given(_("统计范围"), most=300)
    persons: int | None = given(_("处理人数"), None, least=0)
    organisations: int | None = given(_("处理单位数"), None, least=0)
    source: str = given(_("来源系统"), "", most=64)


def _kept(by: Actor, at: datetime, source: str) -> dict[str, Any]:
    return {
        "source": source,
        "kept_by_id": by.person.pk if by.person else None,
        "kept_by_agency_id": by.agency_id,
        "created_at": at,
    }


def _refuse_future(on: date, at: datetime) -> None:
    if on > local_day(at):
        raise GuardUnmet(errors=[FieldError("/on", "in_the_future", _("日期不能晚于今天"))])


def share_item(what: Share, *, by: Actor, at: datetime) -> SharedItem:
    """Write down an item that was shared or moved."""
    permit(drafts(by))
    what, by = let_out_input(what, by=by)
    _refuse_future(what.on, at)
    item = SharedItem.objects.create(kind=what.kind, on=what.on, title=what.title, **_kept(by, at, what.source))
    record_apart(item, "mechanism.item_shared", by=by, at=at, data={"kind": what.kind})
    return item


def count_as_moved(referral: Referral, *, by: Actor, at: datetime) -> None:
    """What goes between office and discipline organ is one of the mechanism's items, once."""
    between = {*TO_DISCIPLINE, Direction.DISCIPLINE_TO_HQ}
    if referral.direction in between and not SharedItem.objects.filter(referral=referral).exists():
        day = local_day(at)
        SharedItem.objects.create(
            kind=Sharing.MOVED, on=day, title=referral.number, referral=referral, **_kept(by, at, referral.source)
        )


def inspect_jointly(what: Inspect, *, by: Actor, at: datetime) -> JointInspection:
    """Write down a joint inspection."""
    permit(drafts(by))
    what, by = let_out_input(what, by=by)
    _refuse_future(what.on, at)
    inspection = JointInspection.objects.create(
        on=what.on, theme=what.theme, findings=what.findings, **_kept(by, at, what.source)
    )
    record_apart(inspection, "mechanism.inspected", by=by, at=at)
    return inspection


def propose_interview(what: ProposeInterview, *, by: Actor, at: datetime) -> Interview:
    """Propose to speak to the principals of some units, for both sides to approve."""
    permit(drafts(by))
    what, by = let_out_input(what, by=by)
    errors = []
    if what.ground == InterviewGround.OTHER and not what.reason.strip():
        errors.append(FieldError("/reason", "required", _("选“其他”的，请写明理由")))
    if not what.units:
        errors.append(FieldError("/units", "required", _("请选择约谈单位")))
    if errors:
        raise GuardUnmet(errors=errors)
    interview = Interview(
        on=what.on, ground=what.ground, reason=what.reason, demands=what.demands, **_kept(by, at, what.source)
    )
    INTERVIEW.begin(interview, InterviewStatus.PROPOSED)
    interview.save(force_insert=True)
    lines = [InterviewedUnit(interview=interview, agency=unit, principals=what.principals) for unit in what.units]
    InterviewedUnit.objects.bulk_create(lines)
    record_apart(interview, "interview.proposed", by=by, at=at, data={"units": len(what.units)})
    return interview


def approve_interview(interview: Interview, what: Nothing, *, by: Actor, at: datetime) -> Interview:
    """Approve for one's own side; with the second side it is decided."""
    if is_command_office(by):
        interview.office_approved_at = interview.office_approved_at or at
    elif is_organ(by):
        interview.organ_approved_at = interview.organ_approved_at or at
    both = interview.office_approved_at and interview.organ_approved_at
    move = INTERVIEW.advance(interview, "approve", to=InterviewStatus.APPROVED if both else InterviewStatus.PROPOSED)
    interview.save(update_fields=["status", "version", "office_approved_at", "organ_approved_at"])
    record_apart(interview, move, by=by, at=at)
    return interview


def hold_interview(interview: Interview, what: Nothing, *, by: Actor, at: datetime) -> Interview:
    """It took place; the units report within 30 days."""
    move = INTERVIEW.advance(interview, "hold")
    _refuse_future(interview.on, at)
    interview.report_due = interview.on + REPORT_WITHIN
    interview.save(update_fields=["status", "version", "report_due"])
    record_apart(interview, move, by=by, at=at, data={"report_due": interview.report_due.isoformat()})
    return interview


def cancel_interview(interview: Interview, what: Reason, *, by: Actor, at: datetime) -> Interview:
    """It does not take place."""
    move = INTERVIEW.advance(interview, "cancel")
    interview.save(update_fields=["status", "version"])
    record_apart(interview, move, by=by, at=at, remarks={"reason": what.reason})
    return interview


def keep_release(referral: Referral, *, by: Actor, at: datetime) -> None:
    """The total of one case, as it was released with the referral."""
    ReleasedTotal.objects.create(
        on=referral.announced_on or local_day(at),
        scope=referral.scope or referral.subject_summary,
        persons=referral.persons,
        organisations=referral.organisations,
        referral=referral,
        **_kept(by, at, referral.source),
    )


def publish_total(what: PublishTotal, *, by: Actor, at: datetime) -> ReleasedTotal:
    """Let the total of the whole mechanism be known; the organ's act alone."""
    permit(is_organ(by) and drafts(by))
    what, by = let_out_input(what, by=by)
    total = ReleasedTotal.objects.create(
        on=what.on,
        scope=what.scope,
        persons=what.persons,
        organisations=what.organisations,
        whole=True,
        **_kept(by, at, what.source),
    )
    record_apart(total, "mechanism.total_published", by=by, at=at)
    return total
