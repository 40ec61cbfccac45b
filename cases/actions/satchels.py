"""绿书包: opened by a signed decision, worked off by the day, cleared, archived."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.attachments import hashes_of, kept_rows
from cases.actions.standings import keep_task
from cases.backscheduling import daily_items
from cases.models import Attachment, Milestone, Satchel, SatchelItem, SatchelStatus, Task, TaskStatus
from cases.workflow import SATCHEL, TASK
from kernel.actor import Actor
from kernel.days import local_day
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.uploads import Upload
from kernel.verbs import Nothing, given

ONE_SITE = "现场"
SCAN = "application/pdf,image/jpeg,image/png"


@dataclass(frozen=True)
class OpenSatchel:
    """开包: who signed the decision, and until when the work is followed day by day."""

    signed_by: str = given(gettext_lazy("签发人（姓名、职务）"), most=64)
    decision_number: str = given(gettext_lazy("决定文号"), most=64)
    decided_on: date = given(gettext_lazy("签发日期"))  # noqa: RUF009 -- it makes the field itself
    ends_on: date = given(gettext_lazy("清零期限"))  # noqa: RUF009 -- it makes the field itself
    opens_on: date | None = given(gettext_lazy("开包日期（默认今天）"), default=None)  # noqa: RUF009 -- it makes the field itself
    sites: tuple[str, ...] = given(gettext_lazy("点位（默认一处）"), default=(), most=64)
    decision: Upload | None = given(gettext_lazy("签批决定（扫描件）"), None, accept=SCAN)  # noqa: RUF009 -- it makes the field itself
    asks_for_place: bool = given(gettext_lazy("日记照片须留拍摄位置"), default=False)
    rests_on_days_off: bool = given(gettext_lazy("休息日不提醒写日记"), default=False)


@dataclass(frozen=True)
class AcceptItems:
    """清零: everything due by a day is done."""

    until: date = given(gettext_lazy("此日及以前的事项均已完成"))  # noqa: RUF009 -- it makes the field itself


def open_satchel_task(task: Task, decision: OpenSatchel, *, by: Actor, at: datetime) -> Satchel:
    """Follow the task day by day: what is to be done on each day is worked back from its milestones."""
    move = TASK.advance(task, "open_satchel")
    opens_on = decision.opens_on or local_day(at)
    _guard_opening(task, decision, opens_on)
    satchel = Satchel(
        task=task,
        signed_by=decision.signed_by,
        decision_number=decision.decision_number,
        decided_on=decision.decided_on,
        opens_on=opens_on,
        ends_on=decision.ends_on,
        sites=list(dict.fromkeys(decision.sites)) or [ONE_SITE],
        asks_for_place=decision.asks_for_place,
        rests_on_days_off=decision.rests_on_days_off,
        created_at=at,
        updated_at=at,
    )
    SATCHEL.begin(satchel, SatchelStatus.OPEN)
    milestones = list(Milestone.objects.filter(task=task).values_list("due_on", "name"))
    items = [
        SatchelItem(satchel=satchel, due_on=day, text=text)
        for day, text in daily_items(opens_on, decision.ends_on, milestones, rest=task.title)
    ]
    keep_task(task, at=at)
    record(task, move, by=by, at=at, data={"satchel": str(satchel.pk), "until": str(satchel.ends_on)})
    scans = _scans(satchel, decision, by=by, at=at)
    facts: dict[str, object] = {"task": str(task.pk), "days": len(items), "until": str(satchel.ends_on)}
    facts |= hashes_of("decisions", scans)
    record(satchel, "satchel.opened", by=by, at=at, data=facts, rows=[satchel, *items, *scans])
    return satchel


def _scans(satchel: Satchel, decision: OpenSatchel, *, by: Actor, at: datetime) -> list[Attachment]:
    uploads = [decision.decision] if decision.decision else []
    stem = f"{satchel.task.number}-{satchel.decided_on:%Y%m%d}"
    return kept_rows(uploads, stem, owner={"satchel": satchel}, by=by, at=at, pointer="/decision")


def _guard_opening(task: Task, decision: OpenSatchel, opens_on: date) -> None:
    errors = []
    if opens_on < decision.decided_on:
        errors.append(FieldError("/opens_on", "before_decision", _("开包日期不能早于签发日期")))
    if decision.ends_on < opens_on:
        errors.append(FieldError("/ends_on", "before_start", _("清零期限不能早于开包日期")))
    if task.deadline and decision.ends_on > task.deadline:
        errors.append(FieldError("/ends_on", "after_deadline", _("清零期限不能晚于整改时限")))
    if Satchel.objects.filter(task=task, status__in=[SatchelStatus.OPEN, SatchelStatus.ACTIVE]).exists():
        errors.append(FieldError("", "satchel_open", _("该任务已有在用的绿书包")))
    if errors:
        raise GuardUnmet(errors=errors)


def keep_satchel(satchel: Satchel, *fields: str, at: datetime) -> None:
    """Save what an action changed, with status, version and the time of the change."""
    satchel.updated_at = at
    satchel.save(update_fields=["status", "version", "updated_at", *fields])


def accept_items_satchel(satchel: Satchel, accepted: AcceptItems, *, by: Actor, at: datetime) -> Satchel:
    """Accept what was due by a day; once nothing is left the satchel is cleared."""
    today = local_day(at)
    left = SatchelItem.objects.filter(satchel=satchel, accepted_on__isnull=True)
    count = left.filter(due_on__lte=accepted.until).count()
    cleared = not left.filter(due_on__gt=accepted.until).exists()
    move = SATCHEL.advance(satchel, "accept_items", to=SatchelStatus.CLEARED if cleared else SatchelStatus.ACTIVE)
    if not count:
        raise GuardUnmet(errors=[FieldError("/until", "nothing_left", _("没有待清零的事项"))])
    left.filter(due_on__lte=accepted.until).update(accepted_on=today)
    satchel.cleared_on = today if cleared else None
    keep_satchel(satchel, "cleared_on", at=at)
    record(satchel, move, by=by, at=at, data={"until": str(accepted.until), "count": count, "cleared": cleared})
    return satchel


def archive_satchel(satchel: Satchel, _given: Nothing, *, by: Actor, at: datetime) -> Satchel:
    """归档: nothing is left to do, another agency has accepted the work, and its effect is no longer watched."""
    move = SATCHEL.advance(satchel, "archive")
    task = satchel.task
    watched = task.monitored_until is not None and local_day(at) <= task.monitored_until
    if task.verified_at is None:
        raise GuardUnmet(errors=[FieldError("", "verification_missing", _("任务尚未验收，不能归档"))])
    if watched and task.status != TaskStatus.WRITTEN_OFF:
        raise GuardUnmet(errors=[FieldError("", "monitoring_not_over", _("监测期未满，不能归档"))])
    keep_satchel(satchel, at=at)
    record(satchel, move, by=by, at=at)
    return satchel
