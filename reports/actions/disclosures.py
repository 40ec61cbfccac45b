"""Disclosures are drafted from the complaints as they stand, mended, read over by somebody else, and go out once."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.queries.agencies import command_office
from cases.models import Batch, Inspection
from kernel.actor import Actor
from kernel.errors import FieldError, Forbidden, GuardUnmet
from kernel.events import record
from kernel.language import officially
from kernel.verbs import KEPT, Nothing, given
from reports.actions.disclosed_rows import keep_what_was_edited, take_rows, tell_of_seals
from reports.models import DisclosureBatch, DisclosureItem, DisclosureStatus
from reports.rules import writes
from reports.workflow import DISCLOSURE

MOST_ROWS = 5_000


@dataclass(frozen=True)
class NewDisclosure:
    """What is told of: a batch, with or without its inspection, a whole inspection, or a source's complaints."""

    batch: Batch | None = given(gettext_lazy("督察批次"), default=None)  # noqa: RUF009 -- it makes the field itself
    inspection: Inspection | None = given(gettext_lazy("督察（全部批次）"), default=None)  # noqa: RUF009 -- as above
    source: str = given(gettext_lazy("来源系统"), default="", most=64)
    first_day: date | None = given(gettext_lazy("收到日期从"), default=None)  # noqa: RUF009 -- as above
    last_day: date | None = given(gettext_lazy("收到日期到"), default=None)  # noqa: RUF009 -- as above
    title: str = given(gettext_lazy("标题"), default="", most=300)
    contact: str = given(gettext_lazy("不满意的反映渠道"), default="", most=200)


@dataclass(frozen=True)
class EditDisclosure:
    """What is mended: what is left out stays, a blank empties; a title there is always."""

    title: str = given(gettext_lazy("标题"), KEPT, most=300)
    contact: str = given(gettext_lazy("不满意的反映渠道"), KEPT, most=200)
    note: str = given(gettext_lazy("补充说明"), KEPT, long=True, most=2000)


def draft_disclosure(new: NewDisclosure, *, by: Actor, at: datetime) -> DisclosureBatch:
    """Write a draft: a row for every complaint never told of, and for every one that moved on since it was."""
    if by.person is None or not writes(by, None):
        raise Forbidden
    _guard(new)
    disclosure = DisclosureBatch(
        batch=new.batch,
        inspection=new.batch.inspection if new.batch else new.inspection,
        source=new.source.strip(),
        first_day=new.first_day,
        last_day=new.last_day,
        contact=new.contact.strip() or usual_contact(),
        drafted_by_id=by.person.pk,
        drafted_at=at,
    )
    disclosure.title = new.title.strip() or _title_of(disclosure)
    DISCLOSURE.begin(disclosure, DisclosureStatus.DRAFTED)
    facts = {"to_status": disclosure.status, "source": disclosure.source}
    disclosure.save(force_insert=True)
    record(disclosure, "disclosure.drafted", by=by, at=at, data=facts | _fill(disclosure, {}, by=by, at=at))
    return disclosure


def _guard(new: NewDisclosure) -> None:
    errors = []
    if bool(new.batch or new.inspection) == bool(new.source.strip()):
        errors.append(FieldError("/batch", "one_scope", _("督察（或其中一个批次）、来源系统须选且只选一项")))
    if new.batch and new.inspection and new.batch.inspection_id != new.inspection.pk:
        errors.append(FieldError("/batch", "other_inspection", _("该批次不属于所选督察")))
    if new.first_day and new.last_day and new.last_day < new.first_day:
        errors.append(FieldError("/last_day", "before_first_day", _("结束日期不能早于开始日期")))
    if errors:
        raise GuardUnmet(errors=errors)


def usual_contact() -> str:
    """Where whoever is not satisfied turns to: the office's duty number."""
    office = command_office()
    if office is None or not office.duty_number:
        return ""
    with officially():
        return _("%(office)s，电话%(number)s") % {"office": office.name, "number": office.duty_number}


def _title_of(disclosure: DisclosureBatch) -> str:
    told_of = disclosure.inspection.name if disclosure.inspection else disclosure.source
    batch = disclosure.batch.number if disclosure.batch else ""
    with officially():
        return _("%s群众信访举报转办和边督边改公开情况一览表") % f"{told_of}{batch}"


def _fill(
    disclosure: DisclosureBatch, old: dict[object, DisclosureItem], *, by: Actor, at: datetime
) -> dict[str, object]:
    """Write the rows as the clues stand now; says how many, of which how many again, and how many are kept in."""
    taken = take_rows(disclosure, by=by)
    if not taken.rows:
        raise GuardUnmet(errors=[FieldError("/batch", "nothing_to_tell", _("没有需要公开的举报件"))])
    if len(taken.rows) > MOST_ROWS:
        raise GuardUnmet(errors=[FieldError("/batch", "too_many", _("一次最多公开%s件，请缩小范围") % MOST_ROWS)])
    keep_what_was_edited(taken.rows, old)
    DisclosureItem.objects.bulk_create(taken.rows)
    tell_of_seals(disclosure, taken.compared, by=by, at=at)
    again = sum(row.republishes is not None for row in taken.rows)
    beside = sum(bool(row.beside) for row in taken.rows)
    return {"rows": len(taken.rows), "again": again, "beside": beside, "kept_in": taken.kept_in}


def refresh_disclosure(disclosure: DisclosureBatch, _given: Nothing, *, by: Actor, at: datetime) -> DisclosureBatch:
    """Take the rows anew, as the clues stand now; what the author mended stays mended."""
    move = DISCLOSURE.advance(disclosure, "refresh")
    old: dict[object, DisclosureItem] = {row.clue_id: row for row in disclosure.items.all()}
    disclosure.items.all().delete()
    facts = _fill(disclosure, old, by=by, at=at)
    disclosure.save(update_fields=["version"])
    record(disclosure, move, by=by, at=at, data=facts)
    return disclosure


def edit_disclosure(disclosure: DisclosureBatch, what: EditDisclosure, *, by: Actor, at: datetime) -> DisclosureBatch:
    """Mend the title, the contact and what is said besides."""
    move = DISCLOSURE.advance(disclosure, "edit")
    if what.title == "":
        raise GuardUnmet(errors=[FieldError("/title", "required", _("标题不能为空"))])
    named = {name: getattr(what, name) for name in EditDisclosure.__dataclass_fields__}
    changed = {name: value for name, value in named.items() if value is not KEPT}
    for name, value in changed.items():
        setattr(disclosure, name, value)
    disclosure.save(update_fields=["version", *changed])
    record(disclosure, move, by=by, at=at, data={"fields": sorted(changed)})
    return disclosure
