"""Units and counties side by side: closure with what speaks of its quality, and facts without any score."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from agencies.models import Agency, Region
from cases.models import LookBack, LookBackResult, MissedReport
from reports.cells import Cell, cell_of, number, ratio, said
from reports.metrics import METRICS, Counts, Figure
from reports.queries.blocks import Scope
from reports.queries.figures import population
from reports.queries.tallies import Tally
from reports.queries.task_figures import tally_tasks, task_population
from supervision.models import SectionReading

# Units are compared only where chance does not decide.
FEWEST_COMPARED = 30
RATES = ("closure_rate_strict", "closure_rate_broad", "on_time_rate")
COUNTY_COUNTS = ("clues_received", "clues_closed", "clues_open", "clues_overdue")
COUNTY_RATES = ("closure_rate_strict", "on_time_rate")
BACK = (LookBackResult.PARTIAL, LookBackResult.REBOUND)
COUNTY = 6


@dataclass
class Quality:
    """By key: clues sent back, clues reopened, tasks looked back at, and those of them that had rebounded."""

    returned: Counter[str] = field(default_factory=Counter)
    reopened: Counter[str] = field(default_factory=Counter)
    looked_back: Counter[str] = field(default_factory=Counter)
    rebounded: Counter[str] = field(default_factory=Counter)


def ranked_units(scope: Scope, found: Tally) -> list[dict[str, Any]]:
    """Units with thirty clues or more by their strict closure rate, and the others, which nobody ranks."""
    quality = quality_by(scope, "lead_agency_id")
    names = dict(Agency.objects.filter(code__in=found.by["agency"]).values_list("code", "name"))
    units = {code: counts for code, counts in found.by["agency"].items() if code in names}
    many = {code: counts for code, counts in units.items() if counts.received >= FEWEST_COMPARED}
    ranked = sorted(many, key=lambda code: (-_strict(many[code]), code))
    places = {code: 1 + sum(_strict(other) > _strict(many[code]) for other in many.values()) for code in ranked}
    first = _units(_("单位排名"), [(code, names[code]) for code in ranked], units, quality)
    first["columns"].insert(0, _("名次"))
    first["rows"] = [{**row, "cells": [number(places[row["key"]]), *row["cells"]]} for row in first["rows"]]
    few = sorted(code for code in units if code not in many)
    others = _units(_("不参加排名的单位"), [(code, names[code]) for code in few], units, quality, compared=False)
    others["note"] = _("不足30件，不比较比率，不排名")
    first["note"] = _("按办结率（不含阶段性）排列；只列单位，不列个人")
    return [table for table in (first, others) if table["rows"]]


def facts_by_county(scope: Scope, found: Tally) -> list[dict[str, Any]]:
    """考核依据: what happened in each county, and no score; what was fined has no place in it."""
    clues, tasks = found.by["region"], _tasks_by_county(scope)
    quality, missed, sections = quality_by(scope, "region_id"), _missed(scope), _sections(scope)
    counties = Region.objects.filter(valid_to__isnull=True, level="county").order_by("code")
    rows = []
    for region in counties:
        code, counts = region.code, clues.get(region.code, Counts())
        cells = [cell_of(METRICS[name].of(counts)) for name in (*COUNTY_COUNTS, *COUNTY_RATES)]
        cells += _quality_cells(quality, code)
        cells += [cell_of(METRICS["completion_rate"].of(tasks.get(code, Counts()))), number(missed[code])]
        cells.append(_met(sections.get(code)))
        rows.append({"key": code, "label": region.name, "cells": cells})
    table = {
        "title": _("各县市区事实"),
        "dimension": "region",
        "note": _("只列事实，不计分、不排名；行政处罚和罚款依法不得与考核挂钩，不列入本表"),
        "columns": [
            *(str(METRICS[name].label) for name in (*COUNTY_COUNTS, *COUNTY_RATES)), *_quality_columns(),
            str(METRICS["completion_rate"].label), _("未按期填报"), _("断面达标"),
        ],
        "rows": rows,
    }  # fmt: skip
    return [table]


def quality_by(scope: Scope, key: str) -> Quality:
    """What came back, by the lead agency's code or the county's; each clue or task once."""
    standings = task_population(scope.reader, scope.wanted, as_of=scope.as_of)
    looked = LookBack.objects.filter(task__in=standings.values("task"), looked_on__lte=scope.day).order_by()
    by = {"lead_agency_id": "task__lead_agency_id", "region_id": "task__lead_agency__region_id"}[key]
    return Quality(
        returned=_happened(scope, "first_returned_at", key),
        reopened=_happened(scope, "first_reopened_at", key),
        looked_back=_summed(looked.values_list(by).annotate(count=Count("task", distinct=True)), key),
        rebounded=_summed(
            looked.filter(result__in=BACK).values_list(by).annotate(count=Count("task", distinct=True)), key
        ),
    )


def _happened(scope: Scope, first: str, key: str) -> Counter[str]:
    """To how many clues it happened at least once."""
    clues = population(scope.reader, scope.wanted, as_of=scope.as_of).filter(**{f"{first}__lte": scope.as_of})
    return _summed(clues.order_by().values_list(key).annotate(count=Count("pk")), key)


def _summed(rows: Iterable[tuple[str | None, int]], key: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for value, count in rows:
        found[(value or "")[: COUNTY if key == "region_id" else None]] += count
    return found


def _strict(counts: Counts) -> Fraction:
    """The strict closure rate, unrounded, for the order of units."""
    figure = METRICS["closure_rate_strict"].of(counts)
    return Fraction(figure.numerator or 0, figure.denominator or 1)


def _units(
    title: str,
    named: Sequence[tuple[str, str]],
    found: Mapping[str, Counts],
    quality: Quality,
    *,
    compared: bool = True,
) -> dict[str, Any]:
    rates = [METRICS[name] for name in RATES]
    return {
        "title": title,
        "dimension": "agency",
        "note": "",
        "columns": [str(METRICS["clues_received"].label), *(str(one.label) for one in rates), *_quality_columns()],
        "rows": [
            {
                "key": code,
                "label": label,
                "cells": [
                    number(found[code].received),
                    *(_rate_cell(one.of(found[code]), compared=compared) for one in rates),
                    *_quality_cells(quality, code),
                ],
            }
            for code, label in named
        ],
    }


def _rate_cell(figure: Figure, *, compared: bool) -> Cell:
    """A rate, or n/N alone where it is not compared."""
    return cell_of(figure) if compared else said(f"{figure.numerator:,}/{figure.denominator:,}")


def _quality_columns() -> list[str]:
    return [_("退回重办"), _("重启"), _("回头看反弹率")]


def _quality_cells(quality: Quality, key: str) -> list[Cell]:
    back = ratio(quality.rebounded[key], quality.looked_back[key])
    return [number(quality.returned[key]), number(quality.reopened[key]), back]


def _tasks_by_county(scope: Scope) -> Mapping[str, Counts]:
    return tally_tasks(task_population(scope.reader, scope.wanted, as_of=scope.as_of), ["region"]).by["region"]


def _missed(scope: Scope) -> Counter[str]:
    """Reports that did not come in the month."""
    missed = MissedReport.objects.filter(ends_on__gte=scope.first_day, ends_on__lte=scope.day).order_by()
    rows = missed.values_list("task__lead_agency__region_id").annotate(count=Count("pk"))
    return _summed(rows, "region_id")


def _sections(scope: Scope) -> dict[str, tuple[int, int]]:
    """By county: sections that met their target in the month, and those that were measured."""
    readings = SectionReading.objects.filter(month=scope.day.replace(day=1)).order_by()
    rows = readings.values_list("section__county__region_id").annotate(
        met=Count("pk", filter=Q(target_met=True)), measured=Count("pk", filter=Q(target_met__isnull=False))
    )
    return {code: (met, measured) for code, met, measured in rows}


def _met(sections: tuple[int, int] | None) -> Cell:
    return ratio(*sections) if sections else said(_("未公布"))
