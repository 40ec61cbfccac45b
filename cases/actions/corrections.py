"""更正: what was written down wrong is put right with a reason; both values stay in the log."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency, Region
from agencies.queries.directory import directory
from cases.actions.clocks import end_clock, office_zone
from cases.actions.clue_clocks import start_closing, start_dispatch
from cases.actions.clues import keep
from cases.actions.registration import compare_with_region, refuse_odd_receipt, search_of
from cases.clue_shape import LONGEST, tells_nothing
from cases.models import Batch, Channel, Clock, Clue, LegalPath, PollutionType
from cases.models.counted import began_at
from cases.workflow import CLUE
from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.verbs import given


class Correctable(models.TextChoices):
    """What may be put right after registration, beyond what an edit may change."""

    DESCRIPTION = "description", gettext_lazy("问题描述")
    CHANNEL = "channel", gettext_lazy("来源渠道")
    LEGAL_PATH = "legal_path", gettext_lazy("法定途径")
    REGION = "region_code", gettext_lazy("行政区划")
    POLLUTION_TYPES = "pollution_types", gettext_lazy("污染类型")
    RECEIVED_AT = "received_at", gettext_lazy("收到时间")
    CONCERNS_AGENCY = "concerns_agency", gettext_lazy("被反映单位")
    BATCH = "batch", gettext_lazy("批次")


@dataclass(frozen=True)
class Correct:
    """更正: one field, its right value as text (types separated by commas), and why."""

    field: str = given(gettext_lazy("更正项"), choices=Correctable)
    value: str = given(gettext_lazy("更正为"), long=True, most=LONGEST["description"])
    reason: str = given(gettext_lazy("理由"), long=True, most=2000)


def correct_clue(clue: Clue, order: Correct, *, by: Actor, at: datetime) -> Clue:
    """Put one field right; a clock that rests on it starts again from the right facts."""
    move = CLUE.advance(clue, "correct")
    column = COLUMNS.get(order.field, order.field)
    value = READERS[Correctable(order.field)](order.value.strip())
    _guard(clue, order.field, value, by=by, at=at)
    before = _as_text(getattr(clue, column))
    setattr(clue, column, value)
    # A date that somebody has found out is no longer unknown.
    clue.dates_unknown = clue.dates_unknown and order.field != Correctable.RECEIVED_AT
    clue.search = search_of(clue)
    if order.field == Correctable.REGION:
        compare_with_region(clue, directory().reaches)
    if order.field in CLOCKED:
        _restart_clocks(clue, at=at)
    keep(clue, column, "search", "due_at", "dates_unknown", "outside_region_km", at=at)
    words = {"reason": order.reason, "old": before, "new": _as_text(value)}
    record(clue, move, by=by, at=at, data={"field": order.field}, remarks=words)
    return clue


def _guard(clue: Clue, field: str, value: Any, *, by: Actor, at: datetime) -> None:
    """The receipt of an inspection's order is corrected by a second person; whom it concerns never leads it."""
    if field == Correctable.RECEIVED_AT:
        refuse_odd_receipt(value, at=at, pointer="/value")
        if clue.channel == Channel.INSPECTION and by.person and by.person.pk == clue.filed_by_id:
            raise GuardUnmet(errors=[FieldError("/field", "second_person", _("督察交办件的收到时间须由另一人更正"))])
    if field == Correctable.CONCERNS_AGENCY and value and value.pk == clue.lead_agency_id:
        raise GuardUnmet(errors=[FieldError("/value", "concerned_agency", _("该单位正在承办，请先收回"))])


def _restart_clocks(clue: Clue, *, at: datetime) -> None:
    end_clock(clue, Clock.Kind.CLOSING, at=at, cancelled=True)
    clue.due_at = start_closing(clue, since=began_at(clue) or clue.received_at).due_at
    end_clock(clue, Clock.Kind.DISPATCH, at=at, cancelled=True)
    if clue.channel == Channel.INSPECTION and clue.dispatched_at is None:
        start_dispatch(clue, since=clue.received_at)


def _text(value: str) -> str:
    if tells_nothing(value):
        raise _refused("blank", _("不能为空"))
    return value


def _instant(value: str) -> datetime:
    try:
        found = parse_datetime(value)
    except ValueError:
        found = None
    if found is None:
        raise _refused("invalid", _("时间格式不正确，如 2026-11-22T22:10:00+08:00"))
    return found.replace(tzinfo=office_zone()) if is_naive(found) else found


def _one_of(choices: type[models.TextChoices]) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in choices.values:
            raise _refused("invalid_choice", _("可选：%(codes)s") % {"codes": " ".join(choices.values)})
        return value

    return read


def _types(value: str) -> list[str]:
    found = sorted({part.strip() for part in value.replace("，", ",").split(",") if part.strip()})
    return [_one_of(PollutionType)(part) for part in found]


def _region(value: str) -> Region:
    found = Region.objects.filter(pk=value).first()
    if found is None:
        raise _refused("does_not_exist", _("没有这个区划代码"))
    return found


def _agency(value: str) -> Agency | None:
    found = Agency.objects.filter(pk=value).first() if value else None
    if value and found is None:
        raise _refused("does_not_exist", _("没有这个机构代码"))
    return found


def _batch(value: str) -> Batch | None:
    try:
        found = Batch.objects.filter(pk=UUID(value)).first() if value else None
    except ValueError:
        found = None
    if value and found is None:
        raise _refused("does_not_exist", _("没有这个批次"))
    return found


def _refused(code: str, detail: str) -> GuardUnmet:
    return GuardUnmet(errors=[FieldError("/value", code, detail)])


def _as_text(value: object) -> str:
    if isinstance(value, list):
        return ",".join(value)
    if isinstance(value, Region | Agency | Batch):
        return str(value.pk)
    return value.isoformat() if isinstance(value, datetime) else str(value or "")


COLUMNS = {Correctable.REGION.value: "region"}
CLOCKED = frozenset({Correctable.RECEIVED_AT, Correctable.CHANNEL, Correctable.LEGAL_PATH})
READERS: dict[Correctable, Callable[[str], Any]] = {
    Correctable.DESCRIPTION: _text,
    Correctable.CHANNEL: _one_of(Channel),
    Correctable.LEGAL_PATH: _one_of(LegalPath),
    Correctable.REGION: _region,
    Correctable.POLLUTION_TYPES: _types,
    Correctable.RECEIVED_AT: _instant,
    Correctable.CONCERNS_AGENCY: _agency,
    Correctable.BATCH: _batch,
}
