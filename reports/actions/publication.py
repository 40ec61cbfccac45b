"""The way out of a disclosure: handed over, read over by somebody else, published once, put out, taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlparse
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.clues import Reason
from kernel.actor import Actor
from kernel.days import local_day
from kernel.errors import FieldError, Forbidden, GuardUnmet
from kernel.events import record
from kernel.verbs import Nothing, given
from reports.actions.disclosed_files import made_files
from reports.models import DisclosureBatch, DisclosureItem, DisclosureOutlet, DisclosureStatus
from reports.number_gate import refuse_numbers, refuse_numbers_in
from reports.queries.covering import covering_of
from reports.queries.disclosures import counted_before, latest_told, outdated_items
from reports.workflow import DISCLOSURE

HOLD_SERIES = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 3))"


class NotReviewed(GuardUnmet):
    """Nothing goes out that nobody else has read over."""

    code = "not_reviewed"
    detail = gettext_lazy("尚未经保密审查，不能公开")


class RowsOutdated(GuardUnmet):
    """The clues behind these rows have moved on since the rows were taken."""

    code = "rows_outdated"
    detail = gettext_lazy("有线索的办理情况已变化，请先更新各行")


class AlreadyTold(GuardUnmet):
    """Another disclosure told of these complaints first."""

    code = "already_told"
    detail = gettext_lazy("其中有举报件已由另一批次公开，请退回更新")


@dataclass(frozen=True)
class Publish:
    """The day of publication, and where it goes out first if that is known."""

    published_on: date | None = given(gettext_lazy("公开日期（默认今天）"), None)  # noqa: RUF009 -- it makes the field itself
    outlet: str = given(gettext_lazy("公开渠道"), "", most=120)
    link: str = given(gettext_lazy("链接"), "", most=500)


@dataclass(frozen=True)
class PutOut:
    """Where, when and under which address it was put out."""

    outlet: str = given(gettext_lazy("公开渠道"), most=120)
    put_out_on: date | None = given(gettext_lazy("刊载日期（默认今天）"), None)  # noqa: RUF009 -- it makes the field itself
    link: str = given(gettext_lazy("链接"), "", most=500)


@dataclass(frozen=True)
class TakeBack:
    """Why it is taken back: the next disclosure prints it."""

    reason: str = given(gettext_lazy("撤回理由（将在下一次公开时说明）"), long=True, most=300)


def submit_disclosure(disclosure: DisclosureBatch, _given: Nothing, *, by: Actor, at: datetime) -> DisclosureBatch:
    """Hand it over to whoever reads it for secrets."""
    move = DISCLOSURE.advance(disclosure, "submit")
    rows = _rows(disclosure)
    if not rows:
        raise GuardUnmet(errors=[FieldError("/rows", "required", _("没有一行可以公开"))])
    _refuse_outdated(disclosure)
    refuse_numbers(disclosure, rows)
    disclosure.submitted_by_id, disclosure.submitted_at = _person(by), at
    disclosure.save(update_fields=["status", "version", "submitted_by", "submitted_at"])
    record(disclosure, move, by=by, at=at, data={"rows": len(rows)})
    return disclosure


def _person(by: Actor) -> int:
    if by.person is None:
        raise Forbidden
    return by.person.pk


def _rows(disclosure: DisclosureBatch) -> list[DisclosureItem]:
    return list(disclosure.items.select_related("republishes__disclosure").order_by("position"))


def _refuse_outdated(disclosure: DisclosureBatch) -> None:
    moved = outdated_items(disclosure)
    if moved:
        why = _("第%s行的线索已有变化")
        raise RowsOutdated(
            errors=[FieldError(f"/rows/{row.position}", RowsOutdated.code, why % row.position) for row in moved]
        )


def send_back_disclosure(disclosure: DisclosureBatch, why: Reason, *, by: Actor, at: datetime) -> DisclosureBatch:
    """Give it back to its author to mend."""
    move = DISCLOSURE.advance(disclosure, "send_back")
    disclosure.reviewed_by, disclosure.reviewed_at = None, None
    disclosure.save(update_fields=["status", "version", "reviewed_by", "reviewed_at"])
    record(disclosure, move, by=by, at=at, remarks={"reason": why.reason})
    return disclosure


def review_disclosure(disclosure: DisclosureBatch, _given: Nothing, *, by: Actor, at: datetime) -> DisclosureBatch:
    """保密审查: somebody who wrote nothing of it has read it over and lets it go out."""
    move = DISCLOSURE.advance(disclosure, "review")
    refuse_numbers(disclosure, _rows(disclosure))
    disclosure.reviewed_by_id, disclosure.reviewed_at = _person(by), at
    disclosure.save(update_fields=["status", "version", "reviewed_by", "reviewed_at"])
    record(disclosure, move, by=by, at=at)
    return disclosure


def publish_disclosure(disclosure: DisclosureBatch, what: Publish, *, by: Actor, at: datetime) -> DisclosureBatch:
    """Freeze the rows, the note and the files: from now on it is what was told."""
    if disclosure.status in {DisclosureStatus.DRAFTED, DisclosureStatus.SUBMITTED}:
        raise NotReviewed
    move = DISCLOSURE.advance(disclosure, "publish")
    day = what.published_on or local_day(at)
    _guard(disclosure, what.outlet, what.link, day, at=at)
    rows = _rows(disclosure)
    refuse_numbers(disclosure, rows)
    _count_once(disclosure, rows)
    disclosure.content = covering_of(disclosure, rows)
    files = made_files(disclosure, rows, day=day, at=at)
    disclosure.published_by_id, disclosure.published_at, disclosure.published_on = _person(by), at, day
    disclosure.save(update_fields=["status", "version", "content", "published_by", "published_at", "published_on"])
    outlets = [DisclosureOutlet(disclosure=disclosure, outlet=what.outlet, put_out_on=day, link=what.link)]
    facts = {"rows": len(rows), "published_on": day.isoformat(), "hashes": [file.sha256 for file in files]}
    record(disclosure, move, by=by, at=at, data=facts, rows=[*files, *(outlets if what.outlet else [])])
    return disclosure


def _guard(disclosure: DisclosureBatch, outlet: str, link: str, day: date, *, at: datetime) -> None:
    errors = []
    reviewed = local_day(disclosure.reviewed_at) if disclosure.reviewed_at else day
    if not reviewed <= day <= local_day(at):
        errors.append(FieldError("/published_on", "out_of_range", _("公开日期不能早于审查日期，也不能晚于今天")))
    errors += _link_faults(outlet, link)
    if errors:
        raise GuardUnmet(errors=errors)
    refuse_numbers_in({"/outlet": outlet})


def _link_faults(outlet: str, link: str) -> list[FieldError]:
    if link and not outlet:
        return [FieldError("/outlet", "required", _("填写链接须同时填写公开渠道"))]
    try:
        URLValidator(schemes=["http", "https"])(link or "https://example.invalid/")
    except ValidationError:
        return [FieldError("/link", "invalid", _("须为 http 或 https 网址"))]
    return []


def _count_once(disclosure: DisclosureBatch, rows: Sequence[DisclosureItem]) -> None:
    """Each complaint is counted by the disclosure that tells of it first; of two at once one comes too late."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD_SERIES, [f"{disclosure.inspection_id}\x1f{disclosure.source}"])
    told = latest_told(row.clue_id for row in rows)
    late = [row for row in rows if (row.clue_id in told) != (row.republishes_id is not None)]
    if late:
        _refuse_late(late)
    counted = counted_before(disclosure, rows)
    fresh = [row.pk for row in rows if not row.beside and row.clue_id not in counted]
    try:
        with transaction.atomic():
            DisclosureItem.objects.filter(pk__in=fresh).update(first_told=True)
    except IntegrityError:
        raise AlreadyTold from None


def _refuse_late(rows: Sequence[DisclosureItem]) -> None:
    why = _("第%s行的公开情况已变化")
    raise AlreadyTold(
        errors=[FieldError(f"/rows/{row.position}", AlreadyTold.code, why % row.position) for row in rows]
    )


def record_outlet_disclosure(disclosure: DisclosureBatch, what: PutOut, *, by: Actor, at: datetime) -> DisclosureBatch:
    """Write down where it was put out."""
    move = DISCLOSURE.advance(disclosure, "record_outlet")
    day = what.put_out_on or local_day(at)
    errors = _link_faults(what.outlet, what.link)
    if day > local_day(at) or (disclosure.published_on and day < disclosure.published_on):
        errors.append(FieldError("/put_out_on", "out_of_range", _("刊载日期不能早于公开日期，也不能晚于今天")))
    if disclosure.outlets.filter(outlet=what.outlet, put_out_on=day).exists():
        errors.append(FieldError("/outlet", "already_exists", _("该渠道当日的刊载已登记")))
    if errors:
        raise GuardUnmet(errors=errors)
    outlet = DisclosureOutlet(disclosure=disclosure, outlet=what.outlet, put_out_on=day, link=what.link)
    disclosure.save(update_fields=["version"])
    facts = {"put_out_on": day.isoformat(), "host": urlparse(what.link).hostname or ""}
    record(disclosure, move, by=by, at=at, data=facts, rows=[outlet])
    return disclosure


def withdraw_disclosure(disclosure: DisclosureBatch, why: TakeBack, *, by: Actor, at: datetime) -> DisclosureBatch:
    """Take it back: it stays to be seen as withdrawn, its complaints count no longer, and the next one says so."""
    move = DISCLOSURE.advance(disclosure, "withdraw")
    refuse_numbers_in({"/reason": why.reason})
    disclosure.withdrawn_at, disclosure.withdrawal_reason = at, why.reason
    counted = list(disclosure.items.filter(first_told=True).values_list("clue_id", flat=True))
    disclosure.items.filter(first_told=True).update(first_told=False)
    disclosure.save(update_fields=["status", "version", "withdrawn_at", "withdrawal_reason"])
    _hand_count_on(counted)
    record(disclosure, move, by=by, at=at, data={"rows": len(counted)}, remarks={"reason": why.reason})
    return disclosure


def _hand_count_on(clues: Sequence[UUID]) -> None:
    """What another disclosure told of again is counted by that one from now on."""
    published = DisclosureItem.objects.filter(disclosure__status=DisclosureStatus.PUBLISHED, beside="")
    standing = published.filter(clue__in=clues)
    first: dict[object, DisclosureItem] = {}
    for row in standing.order_by("disclosure__published_at", "id"):
        first.setdefault(row.clue_id, row)
    DisclosureItem.objects.filter(pk__in=[row.pk for row in first.values()]).update(first_told=True)


def discard_disclosure(disclosure: DisclosureBatch, why: Reason, *, by: Actor, at: datetime) -> DisclosureBatch:
    """Give up what never went out."""
    move = DISCLOSURE.advance(disclosure, "discard")
    disclosure.save(update_fields=["status", "version"])
    record(disclosure, move, by=by, at=at, remarks={"reason": why.reason})
    return disclosure
