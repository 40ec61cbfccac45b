"""The content of a report: every figure with its definition, numerator, denominator and instant, ready to be frozen."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.actor import Actor
from kernel.errors import Words
from reports.metrics import METRICS, Counts, Figure
from reports.queries.blocks import Block, Scope, blocks_of
from reports.queries.groups import groups_of
from reports.queries.mechanism import mechanism_blocks, tally_mechanism
from reports.queries.rollups import counts_in, settled_tally
from reports.queries.tallies import Tally
from reports.queries.task_figures import tally_tasks, task_population
from reports.steps import TICK

SHOWN = (
    "clues_received", "clues_closed", "clues_interim_closed", "clues_open", "clues_not_accepted", "clues_overdue",
    "platform_closure_rate", "closure_rate_strict", "closure_rate_broad", "on_time_rate", "substantiated_rate",
    "dispatch_within_hour_rate",
)  # fmt: skip
OF_MECHANISM = ("items_shared_or_moved", "joint_inspections", "units_interviewed", "persons_released")
OF_TASKS = ("tasks_total", "tasks_completed", "completion_rate", "on_schedule_rate", "overdue_rate")
COLUMNS = ("clues_received", "clues_closed", "clues_open", "clues_overdue", "platform_closure_rate", "on_time_rate")
TABLES = {
    "region": gettext_lazy("按县市区"),
    "pollution_type": gettext_lazy("按污染类型"),
    "channel": gettext_lazy("按来源"),
    "agency": gettext_lazy("按牵头单位"),
}


def content_of(scope: Scope) -> dict[str, Any]:
    """Everything that a report over these clues prints, as plain JSON; the same rows give the same content."""
    wanted, as_of, reader = scope.wanted, scope.as_of, scope.reader
    found = _counted(scope, as_of, list(TABLES))
    tasks = tally_tasks(task_population(reader, wanted, as_of=as_of)).whole
    figures = [METRICS[name].of(found.whole) for name in SHOWN] + [METRICS[name].of(tasks) for name in OF_TASKS]
    tables = [_table(name, title, found.by[name], reader) for name, title in TABLES.items()]
    return _printed(scope, figures, _of_period(scope, found.whole), blocks_of(scope), tables)


def mechanism_content_of(scope: Scope) -> dict[str, Any]:
    """Everything that the monthly report of the joint mechanism prints; for the two organs' eyes alone."""
    then = tally_mechanism(scope).whole
    before = tally_mechanism(replace(scope, as_of=scope.begins - TICK)).whole
    figures = [METRICS[name].of(then) for name in OF_MECHANISM]
    moved = [(str(METRICS[name].label), getattr(then, name) - getattr(before, name)) for name in OF_MECHANISM]
    return _printed(scope, figures, moved, mechanism_blocks(scope), [])


def _printed(
    scope: Scope,
    figures: list[Figure],
    period: list[tuple[str, int]],
    blocks: list[Block],
    tables: list[dict[str, Any]],
) -> dict[str, Any]:
    return {
        "as_of": scope.as_of.isoformat(),
        "scope": f"source:{scope.wanted.source}" if scope.wanted.source else "all",
        "figures": [figure_shown(figure) for figure in figures],
        "period": [{"label": label, "value": value} for label, value in period],
        "blocks": [{"title": block.title, "lines": [list(line) for line in block.lines]} for block in blocks],
        "tables": tables,
    }


def figure_shown(figure: Figure) -> dict[str, Any]:
    """A figure with the definition it was made by."""
    metric = figure.metric
    return {
        "metric": metric.name,
        "label": str(metric.label),
        "version": metric.version,
        "unit": str(metric.unit),
        "formula": str(metric.formula),
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "value": figure.value,
    }


def _of_period(scope: Scope, then: Counts) -> list[tuple[str, int]]:
    """What the period itself brought: clues received in it, and by how much the standing figures moved."""
    before = _counted(scope, scope.begins - TICK).whole
    return [
        (_("本期收到"), then.received - before.received),
        (_("本期办结（净增）"), then.closed - before.closed),
        (_("本期阶段性办结（净增）"), then.interim_closed - before.interim_closed),
        (_("未办结较期初"), then.open - before.open),
        (_("逾期较期初"), then.overdue - before.overdue),
    ]


def _counted(scope: Scope, as_of: datetime, dimensions: Sequence[str] = ()) -> Tally:
    count = settled_tally if scope.settled else counts_in
    return count(scope.wanted, dimensions, as_of=as_of, actor=scope.reader)


def _table(dimension: str, title: Words, counts: dict[str, Counts], reader: Actor) -> dict[str, Any]:
    groups = groups_of(counts, dimension, actor=reader)
    if dimension != "region":
        groups = [group for group in groups if group.counts.received]
    note = _("一件线索可有多种污染类型，各类之和可能大于总数") if dimension == "pollution_type" else ""
    return {
        "title": str(title),
        "note": note,
        "columns": [str(METRICS[name].label) for name in COLUMNS],
        "rows": [
            {
                "key": group.key,
                "label": str(group.label),
                "cells": [_cell(METRICS[name].of(group.counts)) for name in COLUMNS],
            }
            for group in groups
        ],
    }


def _cell(figure: Figure) -> dict[str, Any]:
    return {"value": figure.value, "numerator": figure.numerator, "denominator": figure.denominator}


def in_words(cell: dict[str, Any]) -> str:
    """A figure as it is printed: a count with separators, a rate with n/N, a dash where nothing could be divided."""
    value = cell["value"]
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value}%（{cell['numerator']:,}/{cell['denominator']:,}）" if value is not None else "—"


def signed(value: int) -> str:
    """A change with its sign."""
    return f"{value:+,}" if value else "0"


def lines_of(content: dict[str, Any]) -> Iterable[tuple[str, str, str]]:
    """Each standing figure as (label, value, formula)."""
    return ((one["label"], in_words(one), one["formula"]) for one in content["figures"])
