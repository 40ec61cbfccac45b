"""断面月通报: every section against its target and against the month before, and the letters that followed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.apart import ordinary
from kernel.errors import Words
from reports.cells import said
from reports.counts import Family
from reports.queries.blocks import Block, Scope
from reports.queries.tallies import Tally
from supervision.models import Letter, LetterKind, LetterStatus, SectionReading, WaterClass

ONE_DAY = timedelta(days=1)
MET: dict[bool | None, Words] = {True: gettext_lazy("达标"), False: gettext_lazy("不达标"), None: "—"}


@dataclass(frozen=True)
class Month:
    """The readings of a month by section, and those of the month before."""

    now: Mapping[str, SectionReading]
    before: Mapping[str, SectionReading]

    @property
    def newly_worst(self) -> list[str]:
        """Sections that turned 劣Ⅴ in the month."""
        return [code for code, one in self.now.items() if one.is_worst and not _was_worst(self.before.get(code))]


def month_of_sections(scope: Scope) -> Month:
    """What was measured in the month of the report and in the one before."""
    month = scope.day.replace(day=1)
    return Month(_readings(month), _readings((month - ONE_DAY).replace(day=1)))


def sections_told(scope: Scope) -> Block:
    """How many met their target, which are 劣Ⅴ, and what was written about it."""
    month = month_of_sections(scope)
    block = Block(_("断面水质"))
    if not month.now:
        block.say(_("当月监测数据"), _("未公布"))
        return block
    told = list(month.now.values())
    measured = SectionReading.objects.filter(pk__in=[one.pk for one in told])
    block.count_rows("sections", _("监测断面"), measured, Family.SECTIONS)
    every = block.keep("sections_judged", measured.filter(target_met__isnull=False), Family.SECTIONS)
    met = block.keep("sections_met", measured.filter(target_met=True), Family.SECTIONS)
    block.rate("sections_met_rate", _("断面达标率"), *_met(told), replace(met, of=every))
    block.rate("sections_met_rate_before", _("上月断面达标率"), *_met(month.before.values()))
    worst = [one.section.name for one in told if one.is_worst]
    block.count_rows("sections_worst", _("劣Ⅴ类断面"), measured.filter(water_class=WaterClass.WORSE), Family.SECTIONS)
    block.say(_("劣Ⅴ类断面名单"), "、".join(worst) or _("无"))
    newly = measured.filter(section__in=month.newly_worst)
    block.count_rows("sections_newly_worst", _("新增劣Ⅴ类断面"), newly, Family.SECTIONS)
    block.count_rows("sections_failing", _("未达标断面"), measured.filter(target_met=False), Family.SECTIONS)
    return block


def letters_told(scope: Scope) -> Block:
    """函件 of the month: signed, and answered."""
    letters = ordinary(Letter.objects.all()).filter(
        status=LetterStatus.SIGNED, signed_at__gte=scope.begins, signed_at__lte=scope.as_of
    )
    block = Block(_("函件"))
    for kind, name in ((LetterKind.WARNING_LETTER, "warning"), (LetterKind.PRINCIPAL_LETTER, "principal")):
        block.count(f"letters_{name}", _("签发%s") % kind.label, letters.filter(kind=kind).count())
    block.count("letters_signed", _("本月签发函件"), letters.count())
    answered = letters.filter(replied_on__isnull=False, replied_on__lte=scope.day)
    block.count("letters_answered", _("其中已回复"), answered.count())
    return block


def tables(scope: Scope, _found: Tally) -> list[dict[str, Any]]:
    """Each section: the county, the target, the class of this month and of the one before, and which way it went."""
    month = month_of_sections(scope)
    table = {
        "title": _("各断面水质"),
        "dimension": "",
        "note": _("变化按水质类别比较，“升”为改善"),
        "columns": [_("责任政府"), _("考核目标"), _("本月"), _("上月"), _("变化"), _("是否达标")],
        "rows": [_row(one, month.before.get(code)) for code, one in month.now.items()],
    }
    return [table]


def _row(now: SectionReading, before: SectionReading | None) -> dict[str, Any]:
    section = now.section
    texts = (
        section.county.name,
        section.get_target_display() or "—",
        now.get_water_class_display(),
        before.get_water_class_display() if before else "—",
        _went(now, before),
        MET[now.target_met],
    )
    return {"key": section.code, "label": section.name, "cells": [said(str(text)) for text in texts]}


def _went(now: SectionReading, before: SectionReading | None) -> str:
    """The lower the class, the better the water."""
    if before is None:
        return "—"
    if now.water_class == before.water_class:
        return _("持平")
    return _("升") if now.water_class < before.water_class else _("降")


def _met(readings: Iterable[SectionReading]) -> tuple[int, int]:
    """How many met their target, of those that had one."""
    judged = [one.target_met for one in readings if one.target_met is not None]
    return sum(judged), len(judged)


def _readings(month: date) -> dict[str, SectionReading]:
    measured = ordinary(SectionReading.objects.filter(month=month), path="section__")
    readings = measured.select_related("section__county")
    return {one.section_id: one for one in readings.order_by("section__county_id", "section_id")}


def _was_worst(reading: SectionReading | None) -> bool:
    return reading is not None and reading.is_worst
