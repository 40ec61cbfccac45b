"""销号: asked for by one person, confirmed by another of another unit who has not put it right."""

from datetime import datetime

from django.utils.translation import gettext as _

from cases.actions.acceptances import refuse_the_doer
from cases.actions.standings import keep_task, stand
from cases.actions.write_offs import refuse_the_same_unit
from cases.models import Acceptance, SatchelStatus, Task, TaskStatus
from cases.workflow import TASK
from kernel.actor import Actor
from kernel.days import local_day
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.verbs import Nothing


def request_write_off_task(task: Task, _given: Nothing, *, by: Actor, at: datetime) -> Task:
    """申请销号: everything that a write-off needs is there."""
    move = TASK.advance(task, "request_write_off")
    _guard_write_off(task, at=at)
    task.write_off_asked_by_id = by.person.pk if by.person else None
    task.write_off_asked_agency_id = by.agency_id
    keep_task(task, "write_off_asked_by", "write_off_asked_agency", at=at)
    record(task, move, by=by, at=at)
    return task


def confirm_write_off_task(task: Task, _given: Nothing, *, by: Actor, at: datetime) -> Task:
    """核准销号: a second person of a second unit agrees; the task is at its end."""
    move = TASK.advance(task, "confirm_write_off")
    _guard_write_off(task, at=at)
    refuse_the_same_unit(task, by=by, unasked=FieldError("", "not_requested", _("须先由一人申请销号")))
    refuse_the_doer(task, by=by, at=at)
    task.written_off_at = at
    keep_task(task, "written_off_at", at=at)
    stand(task, at=at)
    record(task, move, by=by, at=at)
    return task


def _guard_write_off(task: Task, *, at: datetime) -> None:
    """Evidence, verification by another agency, public notice, monitoring and satchel: all that is missing."""
    verified = Acceptance.objects.filter(task=task, decision=Acceptance.Decision.VERIFIED).first()
    watched = task.status == TaskStatus.POST_MONITORING and task.monitored_until is not None
    missing = {
        ("/evidence", "evidence_missing", _("没有佐证材料")): verified is None
        or not (verified.evidence or verified.files.exists()),
        ("/acceptance", "verification_missing", _("没有其他单位的验收结论")): verified is None,
        ("/disclosure", "disclosure_missing", _("尚未公示")): task.disclosed_at is None,
        ("/notice", "notice_not_over", _("公示期未满")): task.disclosed_at is not None
        and (task.notice_until is None or local_day(at) <= task.notice_until),
        ("/objections", "objection_open", _("有异议尚未答复")): task.objections.filter(answered_at=None).exists(),
        ("/satchel", "satchel_open", _("绿书包尚未归档")): task.satchels.exclude(
            status=SatchelStatus.ARCHIVED
        ).exists(),
        ("/monitored_until", "monitoring_not_over", _("监测期未满")): watched
        and task.monitored_until is not None
        and local_day(at) <= task.monitored_until,
    }
    errors = [FieldError(*fault) for fault, stands in missing.items() if stands]
    if errors:
        raise GuardUnmet(errors=errors)
