"""The content of a report: every figure with its definition, numerator, denominator and instant, ready to be frozen."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy

from kernel.days import local_day
from reports.cells import Cell, cell_of, in_words, said
from reports.metrics import METRICS, Counts, Family, Figure, Metric
from reports.models import ReportKind
from reports.packs import OF_MECHANISM, PACKS, Pack
from reports.queries.answers import answer_to
from reports.queries.blocks import Block, Fact, Scope
from reports.queries.groups import groups_of
from reports.queries.mechanism import mechanism_blocks, tally_mechanism
from reports.queries.populations import population
from reports.queries.quality import COLUMNS, FEWEST_COMPARED, QUALITY_COLUMNS, with_quality
from reports.queries.questions import Question
from reports.queries.rollups import counts_in, settled_tally
from reports.queries.tallies import Tally
from reports.steps import TICK

TABLES = {
    "region": gettext_lazy("按县市区"),
    "pollution_type": gettext_lazy("按污染类型"),
    "channel": gettext_lazy("按来源"),
    "agency": gettext_lazy("按牵头单位"),
}
NOTES = {
    "pollution_type": gettext_lazy("一件线索可有多种污染类型，各类之和可能大于总数"),
    "agency": gettext_lazy("分母不足30件的只列件数，不比较比率"),
}
# What the period brought, by the names under which a text cites it: by how much standing figures moved.
MOVES = {
    "period_received": ("received", gettext_lazy("本期收到")),
    "period_closings": ("closings", gettext_lazy("本期办结")),
    "period_reopenings": ("reopenings", gettext_lazy("本期重启")),
    "period_closed": ("closed", gettext_lazy("本期办结（净增）")),
    "period_interim_closed": ("interim_closed", gettext_lazy("本期阶段性办结（净增）")),
    "open_moved": ("open", gettext_lazy("未办结较期初")),
    "overdue_moved": ("overdue", gettext_lazy("逾期较期初")),
}
# Which of them are counted in the period itself, and by which metric their rows are found.
IN_PERIOD = {
    "period_received": "clues_received",
    "period_closings": "clues_closed_in_span",
    "period_reopenings": "clues_reopened_in_span",
}
Move = tuple[str, str, int]


def content_of(kind: str, scope: Scope) -> dict[str, Any]:
    """Everything that a report of this kind prints, as plain JSON; the same rows give the same content."""
    if kind == ReportKind.MECHANISM:
        return mechanism_content_of(scope)
    return content_of_pack(PACKS[ReportKind(kind)], scope)


def content_of_pack(pack: Pack, scope: Scope) -> dict[str, Any]:
    """The same for a pack of figures, blocks and tables."""
    found = _counted(scope, scope.as_of, sorted({*pack.groups, "region", "agency"}))
    counts = _beside(scope, found.whole, [METRICS[name] for name in pack.figures])
    figures = [METRICS[name].of(counts) for name in pack.figures]
    tables = [_table(name, scope, found, with_it=name in pack.with_quality) for name in pack.groups]
    tables += [table for tell in pack.tables for table in tell(scope, found)]
    moves = _of_period(scope, found.whole) if pack.figures else []
    blocks = [tell(scope) for tell in pack.blocks]
    for block in blocks:
        scope.kept.update(block.kept if block.lines else {})
    return _printed(scope, figures, moves, blocks, tables)


def mechanism_content_of(scope: Scope) -> dict[str, Any]:
    """Everything that the monthly report of the joint mechanism prints; for the two organs' eyes alone."""
    then = tally_mechanism(scope).whole
    before = tally_mechanism(replace(scope, as_of=scope.begins - TICK)).whole
    figures = [METRICS[name].of(then) for name in OF_MECHANISM]
    moves = [
        (f"period_{name}", str(METRICS[name].label), getattr(then, name) - getattr(before, name))
        for name in OF_MECHANISM
    ]
    return _printed(scope, figures, moves, mechanism_blocks(scope), [])


def _beside(scope: Scope, clues: Counts, metrics: Sequence[Metric]) -> Counts:
    """The counts of clues as they are frozen, and beside them whatever else these metrics are made of."""
    others = tuple(metric for metric in metrics if metric.family != Family.CLUES)
    if not others:
        return clues
    question = Question(others[0], scope.wanted, scope.as_of, scope.reader, also=others[1:])
    return clues.beside(answer_to(question).whole)


def _printed(
    scope: Scope,
    figures: list[Figure],
    moves: list[Move],
    blocks: list[Block],
    tables: list[dict[str, Any]],
) -> dict[str, Any]:
    facts = {name: fact for block in blocks for name, fact in block.facts.items()}
    return {
        "as_of": scope.as_of.isoformat(),
        "scope": f"source:{scope.wanted.source}" if scope.wanted.source else "all",
        "since": _since(scope),
        "figures": [figure_shown(figure) for figure in figures],
        "period": [{"name": name, "label": label, "value": value} for name, label, value in moves],
        "facts": {name: {"label": str(fact.label), **cell_of(fact), **_said(fact)} for name, fact in facts.items()},
        "blocks": [_block_shown(block) for block in blocks if block.lines],
        "tables": tables,
    }


def _said(fact: Fact) -> Cell:
    return said(fact.text) if fact.text else {}


def _block_shown(block: Block) -> dict[str, Any]:
    ways = {str(place): way.shown() for place, way in block.ways.items()}
    return {"title": block.title, "lines": [list(line) for line in block.lines], "ways": ways}


def figure_shown(figure: Figure) -> dict[str, Any]:
    """A figure with the definition it was made by."""
    metric = figure.metric
    return {
        "metric": metric.name,
        "label": str(metric.label),
        "version": metric.version,
        "unit": str(metric.unit),
        "formula": str(metric.formula),
        **cell_of(figure),
    }


def _since(scope: Scope) -> str | None:
    """The day from which the cumulative figures count: the first clue's; None where there is none."""
    first = population(scope.reader, scope.wanted, as_of=scope.as_of).clues.order_by("received_at")
    received: datetime | None = first.values_list("received_at", flat=True).first()
    return local_day(received).isoformat() if received else None


def _of_period(scope: Scope, then: Counts) -> list[Move]:
    """What the period itself brought, and by how much the standing figures moved."""
    before = _counted(scope, scope.begins - TICK).whole
    within = replace(scope.wanted, received_from=scope.begins)
    first, *others = (METRICS[name] for name in IN_PERIOD.values())
    told = answer_to(Question(first, within, scope.as_of, scope.reader, also=tuple(others))).whole
    moved = {name: getattr(then, count) - getattr(before, count) for name, (count, _label) in MOVES.items()}
    moved |= {name: getattr(told, MOVES[name][0]) for name in IN_PERIOD}
    return [(name, str(label), moved[name]) for name, (_count, label) in MOVES.items()]


def _counted(scope: Scope, as_of: datetime, dimensions: Sequence[str] = ()) -> Tally:
    count = settled_tally if scope.settled else counts_in
    return count(scope.wanted, dimensions, as_of=as_of, actor=scope.reader)


def _table(dimension: str, scope: Scope, found: Tally, *, with_it: bool) -> dict[str, Any]:
    counts, columns = found.by[dimension], QUALITY_COLUMNS if with_it else COLUMNS
    if with_it:
        counts = with_quality(found, dimension, scope.wanted, as_of=scope.as_of, actor=scope.reader)
    groups = groups_of(counts, dimension, actor=scope.reader)
    if dimension != "region":
        groups = [group for group in groups if group.counts.received]
    return {
        "title": str(TABLES[dimension]),
        "dimension": dimension,
        "metrics": list(columns),
        "note": str(NOTES.get(dimension, "")),
        "columns": [str(METRICS[name].label) for name in columns],
        "rows": [
            {
                "key": group.key,
                "label": str(group.label),
                "cells": [_cell(dimension, METRICS[name].of(group.counts)) for name in columns],
            }
            for group in groups
        ],
    }


def _cell(dimension: str, figure: Figure) -> Cell:
    """Units are not compared where chance decides: n/N alone."""
    few = figure.denominator is not None and 0 < figure.denominator < FEWEST_COMPARED
    text = said(f"{figure.numerator}/{figure.denominator}") if few and dimension == "agency" else {}
    return cell_of(figure) | text


def lines_of(content: dict[str, Any]) -> Iterable[tuple[str, str, str]]:
    """Each standing figure as (label, value, formula)."""
    return ((one["label"], in_words(one), one["formula"]) for one in content["figures"])


def day_of(content: dict[str, Any]) -> date:
    """The day of the content's instant."""
    return local_day(datetime.fromisoformat(content["as_of"]))
