"""Units and counties side by side: closure with what speaks of its quality, and facts without any score."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from agencies.models import Agency, Region
from agencies.queries.validity import in_force
from reports.cells import Cell, cell_of, number, said
from reports.metrics import METRICS, Counts, Figure
from reports.queries.answers import counts_beside
from reports.queries.blocks import Scope
from reports.queries.quality import FEWEST_COMPARED, QUALITY, is_ranked, with_quality
from reports.queries.questions import Question
from reports.queries.section_figures import tally_readings
from reports.queries.tallies import Tally
from supervision.models import SectionReading

UNIT_RATES = ("closure_rate_strict", "closure_rate_broad", *QUALITY)
COUNTY_CLUES = ("clues_received", "clues_closed", "clues_open", "clues_overdue", "closure_rate_strict", *QUALITY)
COUNTY_TASKS = ("completion_rate",)


def ranked_units(scope: Scope, found: Tally) -> list[dict[str, Any]]:
    """Units with thirty clues or more by their strict closure rate, and the others, which nobody ranks."""
    names = dict(Agency.objects.filter(code__in=found.by["agency"]).values_list("code", "name"))
    told = with_quality(found, "agency", scope.wanted, as_of=scope.as_of, actor=scope.reader)
    units = {code: counts for code, counts in told.items() if code in names}
    many = {code: counts for code, counts in units.items() if is_ranked(counts)}
    ranked = sorted(many, key=lambda code: (-_strict(many[code]), code))
    places = {code: 1 + sum(_strict(other) > _strict(many[code]) for other in many.values()) for code in ranked}
    first = _units(_("单位排名"), [(code, names[code]) for code in ranked], units)
    first["columns"].insert(0, _("名次"))
    first["metrics"].insert(0, "")
    first["rows"] = [{**row, "cells": [number(places[row["key"]]), *row["cells"]]} for row in first["rows"]]
    few = sorted(code for code in units if code not in many)
    others = _units(_("不参加排名的单位"), [(code, names[code]) for code in few], units, compared=False)
    others["note"] = _("收到减不予受理不足%s件，不比较比率，不排名") % FEWEST_COMPARED
    first["note"] = (
        _("按办结率（不含阶段性）排列，收到减不予受理满%s件的参加排名；只列单位，不列个人") % FEWEST_COMPARED
    )
    return [table for table in (first, others) if table["rows"]]


def facts_by_county(scope: Scope, found: Tally) -> list[dict[str, Any]]:
    """考核依据: what happened in each county, and no score; what was fined has no place in it."""
    told = with_quality(found, "region", scope.wanted, as_of=scope.as_of, actor=scope.reader, also=COUNTY_TASKS)
    told = counts_beside(told, _sections(scope))
    counties = Region.objects.filter(in_force(), case="", level="county").order_by("code")
    metrics = [METRICS[name] for name in (*COUNTY_CLUES, *COUNTY_TASKS)]
    rows = []
    for region in counties:
        counts = told.get(region.code, Counts())
        cells = [*(cell_of(metric.of(counts)) for metric in metrics), _on_target(counts)]
        rows.append({"key": region.code, "label": region.name, "cells": cells})
    table = {
        "title": _("各县市区事实"),
        "dimension": "region",
        "note": _("只列事实，不计分、不排名；行政处罚和罚款依法不得与考核挂钩，不列入本表"),
        "metrics": [*(metric.name for metric in metrics), ""],
        "columns": [*(str(metric.label) for metric in metrics), _("断面达标")],
        "rows": rows,
    }
    return [table]


def _sections(scope: Scope) -> Mapping[str, Counts]:
    """The sections of the report's own month by county: they are measured in it, and known after its end."""
    metric = METRICS["section_target_rate"]
    question = Question(metric, scope.wanted, scope.as_of, scope.reader, ("region",))
    readings = SectionReading.objects.filter(section__case="", month=scope.day.replace(day=1))
    return tally_readings(readings, question).by["region"]


def _on_target(counts: Counts) -> Cell:
    """How many sections met their target; nothing was published where none was measured."""
    return cell_of(METRICS["section_target_rate"].of(counts)) if counts.sections else said(_("未公布"))


def _strict(counts: Counts) -> Fraction:
    """The strict closure rate, unrounded, for the order of units."""
    return METRICS["closure_rate_strict"].exactly(counts) or Fraction(0)


def _units(
    title: str, named: Sequence[tuple[str, str]], found: Mapping[str, Counts], *, compared: bool = True
) -> dict[str, Any]:
    rates = [METRICS[name] for name in UNIT_RATES]
    return {
        "title": title,
        "dimension": "agency",
        "note": "",
        "metrics": ["clues_received", *UNIT_RATES],
        "columns": [str(METRICS["clues_received"].label), *(str(one.label) for one in rates)],
        "rows": [
            {
                "key": code,
                "label": label,
                "cells": [
                    number(found[code].received),
                    *(_rate_cell(one.of(found[code]), compared=compared) for one in rates),
                ],
            }
            for code, label in named
        ],
    }


def _rate_cell(figure: Figure, *, compared: bool) -> Cell:
    """A rate, or n/N alone where it is not compared."""
    few = {} if compared else said(f"{figure.numerator:,}/{figure.denominator:,}")
    return cell_of(figure) | few
