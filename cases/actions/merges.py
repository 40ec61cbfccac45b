"""Clues about the same matter become one, and one about several matters becomes several."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Region
from cases.actions.clocks import end_clock
from cases.actions.clue_clocks import start_closing
from cases.actions.clues import ALL_CLOCKS, Reason, keep
from cases.actions.dispatches import TAKEN_BACK, release_unit
from cases.actions.registration import Entry, register_clue
from cases.clue_shape import LONGEST, refuse_nothing
from cases.models import NOT_COUNTED, Clue, PollutionType
from cases.workflow import CLUE
from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.verbs import given

MOST_PARTS = 20


@dataclass(frozen=True)
class Merge:
    """并案: the clue that goes on for both."""

    into: Clue = given(gettext_lazy("并入线索"))  # noqa: RUF009 -- it makes the field itself


@dataclass(frozen=True)
class Part:
    """One matter of several: where and what, as the whole where nothing is said."""

    description: str = given(gettext_lazy("问题描述"), long=True, most=LONGEST["description"], check=refuse_nothing)
    region_code: Region | None = given(gettext_lazy("行政区划"), default=None)  # noqa: RUF009 -- it makes the field itself
    pollution_types: tuple[str, ...] = given(gettext_lazy("污染类型"), default=(), choices=PollutionType)


@dataclass(frozen=True)
class Split:
    """拆分: the matters that go their own way."""

    parts: tuple[Part, ...] = given(gettext_lazy("拆分为（每件之间空一行）"), least=1, most=MOST_PARTS)


def merge_clue(clue: Clue, order: Merge, *, by: Actor, at: datetime) -> Clue:
    """Let another clue go on for this one; it counts once from now on, and each reporter is still answered."""
    move = CLUE.advance(clue, "merge")
    target = Clue.objects.select_for_update(of=("self",)).get(pk=order.into.pk)
    _guard_merge(clue, target)
    relieved = release_unit(clue, at=at)
    clue.duplicate_of = target
    keep(clue, "duplicate_of", *TAKEN_BACK, at=at)
    end_clock(clue, *ALL_CLOCKS, at=at, cancelled=True)
    _count_repeat(target, 1, at=at)
    record(clue, move, by=by, at=at, data={"into": str(target.pk), **relieved})
    record(target, "clue.repeat_joined", by=by, at=at, data={"clue": str(clue.pk)})
    return clue


def clue_merged_into(clue: Clue, order: Merge | None) -> list[object]:
    """The clue that is to go on for this one."""
    return [order.into.pk] if order else []


def clue_merged_with(clue: Clue, why: Reason | None) -> list[object]:
    """The clue that went on for this one."""
    return [clue.duplicate_of_id] if clue.duplicate_of_id else []


def _guard_merge(clue: Clue, target: Clue) -> None:
    errors = []
    if target.pk == clue.pk:
        errors.append(FieldError("/into", "same_clue", _("不能并入自身")))
    if target.status in NOT_COUNTED:
        errors.append(FieldError("/into", "target_not_counted", _("目标线索已并案或作废")))
    if clue.repeats:
        errors.append(FieldError("", "has_repeats", _("已有其他线索并入本线索，请先解除并案")))
    if errors:
        raise GuardUnmet(errors=errors)


def _count_repeat(target: Clue, change: int, *, at: datetime) -> None:
    Clue.objects.filter(pk=target.pk).update(repeats=F("repeats") + change, version=F("version") + 1, updated_at=at)
    target.refresh_from_db(fields=["repeats", "version", "updated_at"])


def unmerge_clue(clue: Clue, why: Reason, *, by: Actor, at: datetime) -> Clue:
    """Let the clue go its own way again, by the clock it would have had; the rules leave it alone."""
    move = CLUE.advance(clue, "unmerge")
    target = Clue.objects.select_for_update(of=("self",)).get(duplicates=clue)
    clue.duplicate_of, clue.rules_off = None, True
    clue.due_at = start_closing(clue, since=clue.received_at).due_at
    keep(clue, "duplicate_of", "rules_off", "due_at", at=at)
    _count_repeat(target, -1, at=at)
    record(clue, move, by=by, at=at, data={"from": str(target.pk)}, remarks={"reason": why.reason})
    record(target, "clue.repeat_left", by=by, at=at, data={"clue": str(clue.pk)})
    return clue


def split_clue(clue: Clue, into: Split, *, by: Actor, at: datetime) -> Clue:
    """Register each matter as a clue of its own, received when the whole was; the whole stays as it is."""
    move = CLUE.advance(clue, "split")
    whole = Entry(
        description="",
        channel=clue.channel,
        region=clue.region,
        legal_path=clue.legal_path,
        priority=clue.priority,
        address=clue.address,
        lon=clue.lon,
        lat=clue.lat,
        coord_sys=clue.coord_sys,
        occurred_at=clue.occurred_at,
        received_at=clue.received_at,
        concerns_agency=clue.concerns_agency,
        subject_name=clue.subject_name,
        subject_uscc=clue.subject_uscc,
        batch=clue.batch,
        split_from=clue,
    )
    made = [register_clue(_entry_of(part, whole, clue), by=by, at=at) for part in into.parts]
    keep(clue, at=at)
    record(clue, move, by=by, at=at, data={"clues": [str(part.pk) for part in made]})
    return clue


def _entry_of(part: Part, whole: Entry, clue: Clue) -> Entry:
    return replace(
        whole,
        description=part.description,
        region=part.region_code or clue.region,
        pollution_types=part.pollution_types or tuple(clue.pollution_types),
    )
