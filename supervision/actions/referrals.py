"""What is done to a referral before it leaves: written, mended, approved, withdrawn."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Region
from agencies.queries.ties import tied_agencies
from agencies.queries.validity import in_force
from agencies.rules import is_command_office
from cases.actions.clocks import office_zone
from cases.actions.clues import Reason
from cases.models import Clue, Task
from cases.queries.clues import clues_visible_to, has_tie
from cases.queries.identities import identities_of
from cases.queries.tasks import tasks_visible_to
from kernel.access import find, permit
from kernel.actor import Actor
from kernel.days import local_day
from kernel.errors import BadInput, DomainError, FieldError, GuardUnmet, NotFound
from kernel.verb_texts import let_out_input
from kernel.verbs import given
from supervision.actions.compartment_log import record_apart
from supervision.models import ADDRESSEES, TO_DISCIPLINE, Direction, Ground, Referral, ReferralStatus
from supervision.rules import drafts, is_organ
from supervision.workflow import REFERRAL

# No digit or letter that is mistaken for another; a number tells nothing of how many there are.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LONGEST = 20_000


class ReferralExists(DomainError):
    """An open referral of the same clue or task and on the same ground is there already."""

    code = "referral_exists"
    status = 409
    detail = _("该事项以同一情形已有未办结的移送")


@dataclass(frozen=True)
class Paper:
    """What a referral says."""

    ground: str = given(_("移送情形"), choices=Ground)
    subject_summary: str = given(_("移送事项"), most=300)
    facts: str = given(_("主要事实"), "", long=True, most=LONGEST)
    excuses: str = given(_("当事单位的陈述和申辩"), "", long=True, most=LONGEST)
    direction: str = given(_("移送方向"), Direction.HQ_TO_DISCIPLINE, choices=Direction)
    concerned_agency: Agency | None = given(_("涉及单位（不填为线索反映的单位或牵头单位）"), None)  # noqa: RUF009 -- it makes the field itself
    addressee: Agency | None = given(_("受送机关（不填为本市对应机关）"), None)  # noqa: RUF009 -- it makes the field itself
    letter_number: str = given(_("文号"), "", most=64)
    source: str = given(_("来源系统"), "", most=64)


@dataclass(frozen=True)
class NewReferral(Paper):
    """A referral written at its own desk: about a clue, a task, or something this office has not registered."""

    clue: str = given(_("环境问题线索"), "", most=36)
    task: str = given(_("整改任务"), "", most=36)
    region_code: Region | None = given(_("区划"), None)  # noqa: RUF009 -- it makes the field itself


@dataclass(frozen=True)
class Edit:
    """What is mended; what is not named stays."""

    subject_summary: str = given(_("移送事项"), "", most=300)
    facts: str = given(_("主要事实"), "", long=True, most=LONGEST)
    excuses: str = given(_("当事单位的陈述和申辩"), "", long=True, most=LONGEST)
    letter_number: str = given(_("文号"), "", most=64)


@dataclass(frozen=True)
class Approve:
    """The principal's signature, and the meeting that decided."""

    meeting_on: date = given(_("集体研究日期"))  # noqa: RUF009 -- it makes the field itself


def draft_referral(what: NewReferral, *, by: Actor, at: datetime) -> Referral:
    """Write a referral at its own desk."""
    clue, task = _clue_named(what.clue, by=by), _task_named(what.task, by=by)
    permit((clue is None or may_refer(by, clue) or is_organ(by)) and (task is None or may_refer_task(by, task)))
    what, by = let_out_input(what, by=by, identities=lambda: identities_of(by, clue))
    return _drafted(what, clue=clue, task_id=task.id if task else None, region=what.region_code, by=by, at=at)


def refer_clue(clue: Clue, what: Paper, *, by: Actor, at: datetime) -> Referral:
    """Write a referral about a clue; the clue itself knows nothing of it."""
    agency = clue.concerns_agency or clue.lead_agency
    return _drafted(what, clue=clue, agency=agency, region=clue.region, by=by, at=at)


def refer_task(task: Task, what: Paper, *, by: Actor, at: datetime) -> Referral:
    """Write a referral about a task; the task itself knows nothing of it."""
    return _drafted(what, task_id=task.id, agency=task.lead_agency, by=by, at=at)


def may_refer_task(actor: Actor, task: Task) -> bool:
    """Say whether the actor writes referrals and has no tie to whoever leads the task."""
    return is_command_office(actor) and drafts(actor) and task.lead_agency_id not in tied_agencies(actor)


def may_refer(actor: Actor, clue: Clue) -> bool:
    """Say whether the actor writes referrals and has no tie to whom the clue is about or with."""
    about = {clue.lead_agency_id, clue.concerns_agency_id} - {None}
    tied = bool(about and about & tied_agencies(actor)) or has_tie(actor, clue)
    return is_command_office(actor) and drafts(actor) and not tied


def _clue_named(pk: str, *, by: Actor) -> Clue | None:
    """The clue that was named; to whoever does not see it, it is as good as missing."""
    try:
        return find(clues_visible_to(by), pk) if pk else None
    except NotFound:
        raise BadInput(errors=[FieldError("/clue", "does_not_exist", NotFound.detail)]) from None


def _task_named(pk: str, *, by: Actor) -> Task | None:
    """The task that was named; to whoever does not see it, it is as good as missing."""
    try:
        return find(tasks_visible_to(by), pk) if pk else None
    except NotFound:
        raise BadInput(errors=[FieldError("/task", "does_not_exist", NotFound.detail)]) from None


def _drafted(  # noqa: PLR0913 -- what it is about
    what: Paper,
    *,
    by: Actor,
    at: datetime,
    clue: Clue | None = None,
    task_id: UUID | None = None,
    agency: Agency | None = None,
    region: Region | None = None,
) -> Referral:
    concerned = what.concerned_agency or agency
    permit(drafts(by) and (concerned is None or concerned.code not in tied_agencies(by)))
    _refuse_unfit(what, concerned, region, by=by)
    referral = Referral(
        number=_number(at),
        direction=what.direction,
        ground=what.ground,
        clue=clue,
        task_id=task_id,
        concerned_agency=concerned,
        addressee=what.addressee or _usual_addressee(what.direction, by),
        region=region,
        subject_summary=what.subject_summary,
        facts=what.facts,
        excuses=what.excuses,
        letter_number=what.letter_number,
        source=what.source,
        drafted_by_id=by.person.pk if by.person else None,
        drafted_by_agency_id=by.agency_id or "",
        created_at=at,
        updated_at=at,
    )
    REFERRAL.begin(referral, ReferralStatus.DRAFTED)
    _insert(referral)
    record_apart(referral, "referral.drafted", by=by, at=at, data={"to_status": referral.status})
    return referral


def _number(at: datetime) -> str:
    tail = "".join(secrets.choice(ALPHABET) for _place in range(6))
    return f"YS{at.astimezone(office_zone()):%Y%m%d}{tail}"


def _refuse_unfit(what: Paper, concerned: Agency | None, region: Region | None, *, by: Actor) -> None:
    """Each organ refers in its own directions, about somebody, for a ground that belongs there."""
    from_organ = what.direction == Direction.DISCIPLINE_TO_HQ
    fits = what.addressee is None or what.addressee.kind in ADDRESSEES[what.direction]
    faults = {
        ("/direction", "not_yours", _("本机关不能按此方向移送")): from_organ == is_command_office(by),
        ("/ground", "unfit_ground", _("移送情形与移送方向不符")): from_organ != (what.ground == Ground.POLLUTION_CLUE),
        ("/concerned_agency", "required", _("请写明涉及单位")): what.direction in TO_DISCIPLINE and concerned is None,
        ("/region_code", "required", _("请写明区划")): from_organ and region is None,
        ("/addressee", "unfit_addressee", _("受送机关与移送方向不符")): not fits,
    }
    errors = [FieldError(*fault) for fault, stands in faults.items() if stands]
    if errors:
        raise GuardUnmet(errors=errors)


def _insert(referral: Referral) -> None:
    """Save it, unless one on the same matter and ground is open: the database says so, whoever comes first."""
    try:
        with transaction.atomic():
            referral.save(force_insert=True)
    except IntegrityError as error:
        if "one_open_referral" not in str(error):
            raise
        raise ReferralExists from None


def _usual_addressee(direction: str, by: Actor) -> Agency:
    """The city's organ of the kind that the direction goes to."""
    holder = by.post or by.client
    city = holder.agency.region_id[:4] if holder else "-"
    found = Agency.objects.filter(in_force(), kind=ADDRESSEES[direction][0])
    organ = found.filter(region__code__startswith=city).order_by("region_id", "code").first()
    if organ is None:
        raise GuardUnmet(errors=[FieldError("/addressee", "required", _("请写明受送机关"))])
    return organ


def edit_referral(referral: Referral, what: Edit, *, by: Actor, at: datetime) -> Referral:
    """Mend the paper before it is approved, or after it was sent back."""
    move = REFERRAL.advance(referral, "edit")
    changed = {name: value for name in Edit.__dataclass_fields__ if (value := getattr(what, name))}
    before = {name: str(getattr(referral, name)) for name in changed}
    for name, value in changed.items():
        setattr(referral, name, value)
    save_referral(referral, at, *changed)
    record_apart(referral, move, by=by, at=at, data={"fields": sorted(changed)}, remarks=before)
    return referral


def approve_referral(referral: Referral, what: Approve, *, by: Actor, at: datetime) -> Referral:
    """Sign the paper: it holds the facts, and what the unit said to them."""
    move = REFERRAL.advance(referral, "approve")
    _refuse_bare(referral, what.meeting_on, at)
    referral.approved_at, referral.meeting_on = at, what.meeting_on
    referral.approved_by_id = by.person.pk if by.person else None
    save_referral(referral, at, "approved_at", "approved_by", "meeting_on")
    record_apart(referral, move, by=by, at=at)
    return referral


def _refuse_bare(referral: Referral, meeting_on: date, at: datetime) -> None:
    labels = {"facts": _("请写明主要事实"), "excuses": _("请写明听取的陈述和申辩；没有的写明“无”")}
    errors = [
        FieldError(f"/{name}", "required", label)
        for name, label in labels.items()
        if not str(getattr(referral, name)).strip()
    ]
    if meeting_on > local_day(at):
        errors.append(FieldError("/meeting_on", "in_the_future", _("集体研究日期不能晚于今天")))
    if errors:
        raise GuardUnmet(errors=errors)


def withdraw_referral(referral: Referral, what: Reason, *, by: Actor, at: datetime) -> Referral:
    """Take it back; what was already received stays with its receiver."""
    move = REFERRAL.advance(referral, "withdraw")
    save_referral(referral, at)
    record_apart(referral, move, by=by, at=at, remarks={"reason": what.reason})
    return referral


def save_referral(referral: Referral, at: datetime, *fields: str) -> None:
    """Save what a verb changed, with the status and version that it left."""
    referral.updated_at = at
    referral.save(update_fields=["status", "version", "updated_at", *fields])
