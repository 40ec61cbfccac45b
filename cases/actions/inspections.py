"""Inspections and their batches: opened, received, loaded, and what the team asked for besides."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from cases.actions.attachments import hashes_of, kept_rows, refuse_too_many
from cases.actions.registration import refuse_odd_receipt
from cases.models import Attachment, Batch, DocumentRequest, Inspection, Meeting
from kernel.actor import Actor
from kernel.errors import Conflict, FieldError, GuardUnmet
from kernel.events import record
from kernel.uploads import Upload
from kernel.verb_texts import let_out_input
from kernel.verbs import given

MOST_COUNT = 100_000
MOST_SCANS = 12
SCANNED = "jiaobandan"
FOR_EVERYBODY = ("hotline", "mailbox", "phone_hours")
SCAN = "application/pdf,image/jpeg,image/png"
# Whether a daily of the inspection is frozen: the floor above, which freezes them, lends the answer.
DAILIES_FROZEN: list[Callable[[Inspection], bool]] = []


class AlreadyThere(Conflict):
    """Another record of the same inspection bears this number."""

    code = "already_exists"
    detail = gettext_lazy("该编号已登记")


@dataclass(frozen=True)
class NewInspection:
    """督察: who comes, for what, and from which day."""

    name: str = given(gettext_lazy("督察名称"), most=120)
    level: str = given(gettext_lazy("层级"), choices=Inspection.Level)
    enter_date: date = given(gettext_lazy("进驻日期"))  # noqa: RUF009 -- it makes the field itself
    kind: str = given(gettext_lazy("类型"), default=Inspection.Kind.ROUTINE, choices=Inspection.Kind)
    round: str = given(gettext_lazy("轮次"), default="", most=32)
    team_name: str = given(gettext_lazy("督察组"), default="", most=120)
    leave_date: date | None = given(gettext_lazy("离开日期"), default=None)  # noqa: RUF009 -- it makes the field itself
    feedback_date: date | None = given(gettext_lazy("反馈日期"), default=None)  # noqa: RUF009 -- it makes the field itself
    hotline: str = given(gettext_lazy("举报电话"), default="", most=64)
    mailbox: str = given(gettext_lazy("邮政信箱"), default="", most=120)
    phone_hours: str = given(gettext_lazy("受理时间"), default="", most=32)
    groups: str = given(gettext_lazy("工作组（顿号分隔）"), default="", most=300)
    daily_cutoff: str = given(
        gettext_lazy("日报截止时点"), default=Inspection.CutOff.MIDNIGHT, choices=Inspection.CutOff
    )


@dataclass(frozen=True)
class SetCutOff:
    """日报截止时点: the hour at which a day of the dailies ends, until the first of them is frozen."""

    daily_cutoff: str = given(gettext_lazy("日报截止时点"), choices=Inspection.CutOff)


@dataclass(frozen=True)
class NewBatch:
    """批次: the issuer's number as printed, when the order was received, and how many it declares."""

    inspection: Inspection = given(gettext_lazy("督察"))  # noqa: RUF009 -- it makes the field itself
    number: str = given(gettext_lazy("批次编号"), most=64)
    received_at: datetime = given(gettext_lazy("交办单收到时间"))  # noqa: RUF009 -- it makes the field itself
    declared_count: int = given(gettext_lazy("交办件数"), default=0, least=0, most=MOST_COUNT)
    calls: int | None = given(gettext_lazy("其中来电"), default=None, least=0, most=MOST_COUNT)
    letters: int | None = given(gettext_lazy("其中来信"), default=None, least=0, most=MOST_COUNT)
    window_from: datetime | None = given(gettext_lazy("受理起"), default=None)  # noqa: RUF009 -- it makes the field itself
    window_to: datetime | None = given(gettext_lazy("受理止"), default=None)  # noqa: RUF009 -- it makes the field itself
    note: str = given(gettext_lazy("备注"), default="", most=300)
    scan: Upload | None = given(gettext_lazy("交办单（扫描件）"), None, accept=SCAN)  # noqa: RUF009 -- it makes the field itself


@dataclass(frozen=True)
class NewDocumentRequest:
    """调阅资料: a batch of documents, in items and copies."""

    number: str = given(gettext_lazy("调阅批次"), most=64)
    items: int = given(gettext_lazy("项"), least=0, most=MOST_COUNT)
    copies: int = given(gettext_lazy("份"), least=0, most=MOST_COUNT)
    topic: str = given(gettext_lazy("主题"), default="", most=120)
    receipt: str = given(gettext_lazy("回执编号"), default="", most=64)


@dataclass(frozen=True)
class NewMeeting:
    """谈话或走访: with whom, and when."""

    kind: str = given(gettext_lazy("类别"), choices=Meeting.Kind)
    whom: str = given(gettext_lazy("对象（职务或单位，可待补）"), default="", most=120)
    agency: Agency | None = given(gettext_lazy("单位"), default=None)  # noqa: RUF009 -- it makes the field itself
    held_on: date | None = given(gettext_lazy("日期"), default=None)  # noqa: RUF009 -- it makes the field itself
    note: str = given(gettext_lazy("备注"), default="", most=300)


def open_inspection(new: NewInspection, *, by: Actor, at: datetime) -> Inspection:
    """Write down that a team comes; the number and the box it takes complaints at are for everybody."""
    new, by = let_out_input(new, by=by, within=FOR_EVERYBODY)
    _guard_days(new)
    if Inspection.objects.filter(name=new.name).exists():
        raise AlreadyThere(errors=[FieldError("/name", "already_exists", _("该督察已登记"))])
    facts = {**_columns(new), "groups": [name.strip() for name in new.groups.split("、") if name.strip()]}
    inspection = Inspection(**facts, created_at=at)
    inspection.save(force_insert=True)
    record(inspection, "inspection.opened", by=by, at=at, data={"level": new.level, "kind": new.kind})
    return inspection


def set_cutoff(inspection: Inspection, what: SetCutOff, *, by: Actor, at: datetime) -> Inspection:
    """Let the days of its dailies end at another hour, before the first is frozen; the caller has locked the row."""
    before, inspection.daily_cutoff = inspection.daily_cutoff, what.daily_cutoff
    if before == what.daily_cutoff:
        return inspection
    if any(frozen(inspection) for frozen in DAILIES_FROZEN):
        raise GuardUnmet(errors=[FieldError("/daily_cutoff", "daily_frozen", _("已有日报固化，截止时点不再更改"))])
    inspection.version += 1
    inspection.save(update_fields=["daily_cutoff", "version"])
    facts = {"before": before, "after": inspection.daily_cutoff}
    record(inspection, "inspection.cutoff_set", by=by, at=at, data=facts)
    return inspection


def _guard_days(new: NewInspection) -> None:
    errors = [
        FieldError(f"/{name}", "before_entering", _("不能早于进驻日期"))
        for name in ("leave_date", "feedback_date")
        if getattr(new, name) is not None and getattr(new, name) < new.enter_date
    ]
    if errors:
        raise GuardUnmet(errors=errors)


def receive_batch(new: NewBatch, *, by: Actor, at: datetime) -> Batch:
    """Write down an order as it came; its clues' hour runs from its receipt."""
    new, by = let_out_input(new, by=by)
    refuse_odd_receipt(new.received_at, at=at)
    if new.window_from and new.window_to and new.window_to < new.window_from:
        raise GuardUnmet(errors=[FieldError("/window_to", "before_window_from", _("受理止不能早于受理起"))])
    if (new.calls or 0) + (new.letters or 0) > new.declared_count:
        raise GuardUnmet(errors=[FieldError("/calls", "more_than_declared", _("来电、来信之和不能超过交办件数"))])
    if Batch.objects.filter(inspection=new.inspection, number=new.number).exists():
        raise AlreadyThere(errors=[FieldError("/number", "already_exists", _("该批次已登记"))])
    columns = {name: value for name, value in _columns(new).items() if name != "scan"}
    batch = Batch(**columns, recorded_by_id=by.person.pk if by.person else None, created_at=at)
    scans = kept_rows([new.scan] if new.scan else [], SCANNED, owner={"batch": batch}, by=by, at=at, pointer="/scan")
    facts: dict[str, object] = {"inspection": str(new.inspection.pk), "declared": new.declared_count}
    facts |= hashes_of("scans", scans)
    record(batch, "batch.received", by=by, at=at, happened=new.received_at, data=facts, rows=[batch, *scans])
    return batch


def add_scan(batch: Batch, upload: Upload, *, by: Actor, at: datetime) -> Attachment:
    """Keep a scan of the order with its batch, which the caller has locked; the receipt stays as it was typed."""
    count = batch.scans.count()
    refuse_too_many(count + 1, most=MOST_SCANS)
    [scan] = kept_rows([upload], SCANNED, owner={"batch": batch}, by=by, at=at, first=count + 1)
    batch.version += 1
    batch.save(update_fields=["version"])
    record(batch, "batch.scan_added", by=by, at=at, data={"sha256": scan.sha256}, rows=[scan])
    return scan


def record_document_request(
    inspection: Inspection, new: NewDocumentRequest, *, by: Actor, at: datetime
) -> DocumentRequest:
    """Write down a request for documents; with a receipt it has been delivered."""
    new, by = let_out_input(new, by=by)
    if DocumentRequest.objects.filter(inspection=inspection, number=new.number).exists():
        raise AlreadyThere(errors=[FieldError("/number", "already_exists", _("该调阅批次已登记"))])
    delivered = at if new.receipt else None
    asked = DocumentRequest(inspection=inspection, **_columns(new), asked_at=at, delivered_at=delivered)
    asked.save(force_insert=True)
    facts = {"items": new.items, "copies": new.copies}
    record(inspection, "inspection.documents_requested", by=by, at=at, data=facts)
    return asked


def record_meeting(inspection: Inspection, new: NewMeeting, *, by: Actor, at: datetime) -> Meeting:
    """Write down a talk or a visit."""
    new, by = let_out_input(new, by=by)
    meeting = Meeting(inspection=inspection, **_columns(new))
    meeting.save(force_insert=True)
    record(inspection, "inspection.meeting_recorded", by=by, at=at, data={"kind": new.kind})
    return meeting


def _columns(new: Any) -> dict[str, Any]:
    return {field.name: getattr(new, field.name) for field in fields(new)}
