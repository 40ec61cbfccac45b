"""Acts that take two: asked for with a reason, agreed to or refused by somebody else, and used once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.actions.second_factors import refuse_without_fresh_code
from agencies.approvals import TWO_PERSON_ACTS, may_decide
from agencies.models import Approval
from agencies.workflow import APPROVAL
from kernel.access import permit, refuse_the_asker
from kernel.actor import Actor
from kernel.errors import Forbidden, GuardUnmet, PersonRequired
from kernel.events import record

# An agreement that the asker does not use within a day is none any more.
GOOD_FOR = timedelta(hours=24)


class AlreadyAsked(GuardUnmet):
    """The same person's request for the same act still waits."""

    code = "already_requested"
    status = 409
    detail = _("已有待复核的相同申请")


class SecondPersonRequired(Forbidden):
    """Nobody does this alone: ask for it, and let another person agree."""

    code = "second_person_required"
    detail = _("此操作须先申请，由另一名没有利害关系的人同意后办理")


@dataclass(frozen=True)
class Asked:
    """An act, the record it is about, the words for that record, and exactly what is asked for."""

    act: Approval.Act
    subject_id: UUID
    subject: str
    reason: str
    facts: Mapping[str, object] = field(default_factory=dict)


def ask_approval(asked: Asked, *, by: Actor, at: datetime) -> Approval:
    """Write the request down; refuses a program (`person_required`) and a second open one (`already_requested`)."""
    if by.person is None:
        raise PersonRequired
    approval = Approval(
        act=asked.act,
        subject_id=asked.subject_id,
        subject=asked.subject,
        facts=dict(asked.facts),
        reason=asked.reason,
        asked_by_id=by.person.pk,
        asked_post=by.post_code,
        asked_at=at,
    )
    APPROVAL.begin(approval, Approval.Status.REQUESTED)
    try:
        with transaction.atomic():
            approval.save(force_insert=True)
    except IntegrityError as error:
        if "one_open_approval" not in str(error):
            raise
        raise AlreadyAsked from None
    facts = {"act": asked.act, "about": str(asked.subject_id)}
    record(approval, "approval.requested", by=by, at=at, data=facts, remarks={"reason": asked.reason})
    return approval


def agree(approval: Approval, reason: str, *, by: Actor, at: datetime) -> Approval:
    """Agree to the locked request, and do what agreeing does; all or nothing."""
    act = TWO_PERSON_ACTS[approval.act]
    after = Approval.Status.APPROVED if act.perform is None else Approval.Status.DONE
    _decide(approval, "agree", after, reason, by=by, at=at)
    if act.perform is not None:
        act.perform(approval, by, at)
    return approval


def refuse(approval: Approval, reason: str, *, by: Actor, at: datetime) -> Approval:
    """Refuse the locked request."""
    return _decide(approval, "refuse", Approval.Status.REFUSED, reason, by=by, at=at)


def _decide(approval: Approval, verb: str, after: str, reason: str, *, by: Actor, at: datetime) -> Approval:
    refuse_the_asker(by, approval.asked_by_id)
    permit(may_decide(by, approval))
    if verb == "agree" and TWO_PERSON_ACTS[approval.act].takes_fresh_code:
        refuse_without_fresh_code(by, at=at)
    move = APPROVAL.advance(approval, verb, to=after)
    approval.decided_by_id, approval.decided_at = by.person.pk if by.person else None, at
    approval.decision_reason = reason
    approval.save()
    facts = {"act": approval.act, "about": str(approval.subject_id), "asked_by": approval.asked_by_id}
    record(approval, move, by=by, at=at, data=facts, remarks={"reason": reason})
    return approval


def agreed_to(act: Approval.Act, subject_id: UUID, *, by: Actor, at: datetime) -> "QuerySet[Approval]":
    """The asker's agreements that are still good and were not used, the oldest first."""
    person = by.person.pk if by.person else None
    good = Approval.objects.filter(act=act, subject_id=subject_id, asked_by=person, decided_at__gt=at - GOOD_FOR)
    return good.filter(status=Approval.Status.APPROVED).order_by("decided_at")


def use_approval(act: Approval.Act, subject_id: UUID, *, by: Actor, at: datetime) -> Approval:
    """Take the asker's agreement, good for a day and for once; refuses with `second_person_required` without one."""
    approval = agreed_to(act, subject_id, by=by, at=at).select_for_update().first()
    if approval is None:
        raise SecondPersonRequired
    move = APPROVAL.advance(approval, "use")
    approval.save(update_fields=["status", "version"])
    record(approval, move, by=by, at=at, data={"act": act, "about": str(subject_id)})
    return approval
