"""The rungs of the ladder, changed by hand: whatever is saved leaves every ladder climbable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.verbs import given
from supervision.models import LadderStep, RungKind

FIRST_DAY, LAST_DAY = -30, 365
HEIGHT = {kind: height for height, kind in enumerate(RungKind.values)}


@dataclass(frozen=True)
class WriteStep:
    """A rung: on which day it is reached, what is drafted there, and whether it is in use."""

    after_days: int = given(gettext_lazy("到期后第几天（到期前填负数）"), least=FIRST_DAY, most=LAST_DAY)
    drafts: str = given(gettext_lazy("起草"), choices=RungKind)
    is_active: bool = given(gettext_lazy("启用"), default=False)


def add_step(ladder: tuple[str, str], what: WriteStep, *, by: Actor, at: datetime) -> LadderStep:
    """Put a rung on a ladder; its place follows from its day."""
    others = _locked(ladder)
    step = LadderStep(record=ladder[0], clock=ladder[1], position=len(others) + 1, **vars(what))
    _refuse_disorder(step, others)
    step.save(force_insert=True)
    _renumber([*others, step])
    record(step, "ladder_step.added", by=by, at=at, data=_facts(step))
    return step


def change_step(step: LadderStep, what: WriteStep, *, by: Actor, at: datetime) -> LadderStep:
    """Move a rung, change what it drafts, or take it out of use; what was drafted on it stays as it is."""
    others = [one for one in _locked(step.ladder) if one.pk != step.pk]
    before = WriteStep(step.after_days, step.drafts, step.is_active)
    if what == before:
        return step
    step.after_days, step.drafts, step.is_active = what.after_days, what.drafts, what.is_active
    _refuse_disorder(step, others)
    step.save(update_fields=["after_days", "drafts", "is_active"])
    _renumber([*others, step])
    record(step, "ladder_step.changed", by=by, at=at, data={**_facts(step), "before": vars(before)})
    return step


def _locked(ladder: tuple[str, str]) -> list[LadderStep]:
    kind, clock = ladder
    return list(LadderStep.objects.select_for_update().filter(record=kind, clock=clock).order_by("position"))


def _facts(step: LadderStep) -> dict[str, object]:
    return {
        "ladder": ":".join(step.ladder),
        "after_days": step.after_days,
        "drafts": step.drafts,
        "is_active": step.is_active,
    }


def _refuse_disorder(step: LadderStep, others: Sequence[LadderStep]) -> None:
    """Refuse a ladder on which something would come too early, twice on a day, or after the last rung."""
    errors = []
    if step.after_days < 1 and step.drafts != RungKind.REMINDER_LETTER:
        errors.append(FieldError("/after_days", "before_due", _("到期之前只能起草提示函")))
    in_use = [one for one in others if one.is_active]
    if step.is_active and any(one.after_days == step.after_days for one in in_use):
        errors.append(FieldError("/after_days", "same_day", _("同一天已有另一级")))
    if step.is_active and not errors:
        errors += _out_of_order(by_day([*in_use, step]))
    if errors:
        raise GuardUnmet(errors=errors)


def _out_of_order(steps: Sequence[LadderStep]) -> list[FieldError]:
    if any(lower.drafts == RungKind.REFERRAL for lower, _upper in pairwise(steps)):
        return [FieldError("/drafts", "beyond_the_last", _("建议移送是最后一级，其后不再升级"))]
    if any(HEIGHT[lower.drafts] > HEIGHT[upper.drafts] for lower, upper in pairwise(steps)):
        text = _("须逐级升级：提示函、预警函、督办函、建议约谈、建议移送")
        return [FieldError("/drafts", "out_of_order", text)]
    return []


def by_day(steps: Sequence[LadderStep]) -> list[LadderStep]:
    """The rungs as they are climbed, those out of use last."""
    return sorted(steps, key=lambda step: (not step.is_active, step.after_days, step.pk or 0))


def _renumber(steps: Sequence[LadderStep]) -> None:
    ordered = by_day(steps)
    for position, step in enumerate(ordered, 1):
        step.position = position
    LadderStep.objects.bulk_update(ordered, ["position"])
