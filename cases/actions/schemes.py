"""Checklist schemes: written down, switched on, and stamped on records."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.standings import keep_task
from cases.models import ChecklistItem, ChecklistScheme, FirstTime, SchemeStatus, Task
from cases.workflow import SCHEME, TASK
from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.verbs import Nothing, given


@dataclass(frozen=True)
class NewScheme:
    """A scheme and its items in order; one that stands without a text is not defined yet."""

    name: str = given(gettext_lazy("方案名称"), most=64)
    items: tuple[str, ...] = given(gettext_lazy("事项"), most=300)
    source: str = given(gettext_lazy("依据"), default="", most=200)


@dataclass(frozen=True)
class DefineItem:
    """What an item asks."""

    item: ChecklistItem = given(gettext_lazy("事项"))  # noqa: RUF009 -- it makes the field itself
    text: str = given(gettext_lazy("内容"), most=300)


@dataclass(frozen=True)
class StampItem:
    """第一时间: which item was done for the first time, and when."""

    item: ChecklistItem = given(gettext_lazy("事项"))  # noqa: RUF009 -- it makes the field itself
    done_at: datetime | None = given(gettext_lazy("完成时间（默认现在）"), default=None)  # noqa: RUF009 -- it makes the field itself


class ItemsUndefined(GuardUnmet):
    """A scheme with undefined items is not switched on."""

    code = "items_undefined"
    detail = gettext_lazy("还有未定义的事项，不能启用")


def new_scheme(wanted: NewScheme, *, by: Actor, at: datetime) -> ChecklistScheme:
    """Write down a scheme; a name that is known gets its next edition."""
    known = ChecklistScheme.objects.filter(name=wanted.name).first()
    scheme = ChecklistScheme(
        name=wanted.name, edition=known.edition + 1 if known else 1, source=wanted.source, created_at=at
    )
    SCHEME.begin(scheme, SchemeStatus.OFF)
    items = [ChecklistItem(scheme=scheme, position=place, text=text) for place, text in enumerate(wanted.items, 1)]
    record(scheme, "scheme.written", by=by, at=at, data={"items": len(items)}, rows=[scheme, *items])
    return scheme


def define_item_scheme(scheme: ChecklistScheme, said: DefineItem, *, by: Actor, at: datetime) -> ChecklistScheme:
    """Say what an item asks, while the scheme is not in use."""
    move = SCHEME.advance(scheme, "define_item")
    if said.item.scheme_id != scheme.pk:
        raise GuardUnmet(errors=[FieldError("/item", "of_another_scheme", _("事项不属于本方案"))])
    ChecklistItem.objects.filter(pk=said.item.pk).update(text=said.text)
    scheme.save(update_fields=["version"])
    record(scheme, move, by=by, at=at, data={"position": said.item.position}, remarks={"text": said.text})
    return scheme


def turn_on_scheme(scheme: ChecklistScheme, _given: Nothing, *, by: Actor, at: datetime) -> ChecklistScheme:
    """启用: every item is defined, and no other edition is on any more."""
    move = SCHEME.advance(scheme, "turn_on")
    missing = ChecklistItem.objects.filter(scheme=scheme, text="").order_by("position")
    errors = [
        FieldError(f"/items/{item.position - 1}", "undefined", f"{item.heading} {item.position}") for item in missing
    ]
    if errors:
        raise ItemsUndefined(errors=errors)
    for other in ChecklistScheme.objects.filter(name=scheme.name, status=SchemeStatus.ON).select_for_update():
        turn_off_scheme(other, Nothing(), by=by, at=at)
    scheme.save(update_fields=["status", "version"])
    record(scheme, move, by=by, at=at)
    return scheme


def turn_off_scheme(scheme: ChecklistScheme, _given: Nothing, *, by: Actor, at: datetime) -> ChecklistScheme:
    """停用: what was stamped stays."""
    move = SCHEME.advance(scheme, "turn_off")
    scheme.save(update_fields=["status", "version"])
    record(scheme, move, by=by, at=at)
    return scheme


def stamp_task(task: Task, first: StampItem, *, by: Actor, at: datetime) -> Task:
    """Write down when an item was first done for the task; once each."""
    move = TASK.advance(task, "stamp")
    row = first_time_row(task, first, since=task.created_at, by=by, at=at)
    keep_task(task, at=at)
    facts = {"item": str(first.item.pk), "done_at": row.done_at.isoformat()}
    record(task, move, by=by, at=at, data=facts, rows=[row])
    return task


def first_time_row(subject: Task, first: StampItem, *, since: datetime, by: Actor, at: datetime) -> FirstTime:
    """The unsaved stamp, or everything that speaks against it."""
    noun, pk, _version = subject.event_subject
    done_at = first.done_at or at
    faults = {
        ("/item", "scheme_off", _("该方案未启用")): first.item.scheme.status != SchemeStatus.ON,
        ("/item", "already_stamped", _("该事项已登记")): FirstTime.objects.filter(
            subject_id=pk, item=first.item
        ).exists(),
        ("/done_at", "in_the_future", _("完成时间不能晚于现在")): done_at > at,
        ("/done_at", "before_start", _("完成时间不能早于立项或收到时间")): done_at < since,
    }
    errors = [FieldError(*fault) for fault, stands in faults.items() if stands]
    if errors:
        raise GuardUnmet(errors=errors)
    person = by.person.pk if by.person else None
    return FirstTime(
        subject_type=noun, subject_id=pk, item=first.item, done_at=done_at, recorded_at=at, person_id=person
    )
