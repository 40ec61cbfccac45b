"""What the daily report of an inspection tells beside the figures: the day's orders, the grid, what was imposed."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Batch, Channel, Clue, PollutionType, Priority, Verdict
from kernel.errors import Words
from reports.cells import number
from reports.metrics import METRICS, Family
from reports.queries.blocks import Block, Scope, Way
from reports.queries.figures import with_state
from reports.queries.groups import groups_of
from reports.queries.handling_figures import imposed as imposed_on
from reports.queries.keys import NOBODY
from reports.queries.populations import population
from reports.queries.questions import Question
from reports.queries.tallies import Tally, tally

ENDS = {
    "closed": gettext_lazy("已办结"),
    "interim_closed": gettext_lazy("阶段性办结"),
    "open": gettext_lazy("正在办理"),
}
# What units enter with their results: the name under which a text cites it, its label, and the columns it adds up.
IMPOSED: Mapping[str, tuple[Words, tuple[str, ...]]] = {
    "ordered_to_correct": (gettext_lazy("责令整改（家）"), ("ordered_to_rectify",)),
    "filed_for_inspection": (gettext_lazy("立案处罚（家）"), ("cases_filed",)),
    "fined_for_inspection": (gettext_lazy("罚款（元）"), ("fine",)),
    "investigated_by_police": (gettext_lazy("立案侦查（件）"), ("criminal_cases",)),
    "detained_by_administration": (gettext_lazy("行政拘留（人）"), ("administratively_detained",)),
    "detained_as_suspects": (gettext_lazy("刑事拘留（人）"), ("criminally_detained",)),
    "detained": (gettext_lazy("拘留合计（人）"), ("administratively_detained", "criminally_detained")),
    "persons_interviewed": (gettext_lazy("约谈（人）"), ("interviewed",)),
    "persons_held_to_account": (gettext_lazy("问责（人）"), ("held_accountable",)),
}


# The figure whose rows are the orders with such a count; a sum of two counts has none of its own.
OPENED_BY = {
    "ordered_to_correct": "units_ordered",
    "filed_for_inspection": "penalties_filed",
    "fined_for_inspection": "penalty_fines",
    "investigated_by_police": "criminal_cases",
    "detained_by_administration": "administrative_detentions",
    "detained_as_suspects": "criminal_detentions",
    "persons_interviewed": "persons_talked_to",
    "persons_held_to_account": "persons_responsible",
}
# What the strict closure rate is divided by: received less not accepted.
EVERY_ACCEPTED = Way("closure_rate_strict", "denominator")


def orders_of_the_day(scope: Scope) -> Block:
    """Which batches came today, how many complaints by which way, and how many of the leaders' words."""
    batches = Batch.objects.filter(
        inspection=scope.wanted.inspection, received_at__gte=scope.begins, received_at__lte=scope.as_of
    )
    numbers = list(batches.order_by("received_at", "id").values_list("number", flat=True))
    told = _clues(scope).aggregate(
        today=Count("pk", filter=_today(scope)),
        calls=Count("pk", filter=_today(scope) & Q(channel=Channel.CALL)),
        letters=Count("pk", filter=_today(scope) & Q(channel=Channel.LETTER)),
        key=Count("pk", filter=_today(scope) & Q(priority=Priority.KEY)),
        instructed=Count("pk", filter=Q(instructed_at__gte=scope.begins, instructed_at__lte=scope.as_of)),
    )
    # Orders that were loaded from a batch do not say by which way the people came: its sheet does, or nobody knows.
    by_channel = bool(told["calls"] + told["letters"])
    if not by_channel:
        sheets = batches.aggregate(calls=Sum("calls"), letters=Sum("letters"))
        told |= sheets if told["today"] or any(sheets.values()) else {}
    block = Block(_("本日交办"))
    block.say(_("批次"), "、".join(numbers) or _("无"))
    clues = _clues(scope)
    instructed = clues.filter(instructed_at__gte=scope.begins, instructed_at__lte=scope.as_of)
    ways = {
        "today": Way("clues_received", in_period=True),
        "key": block.keep("orders_key", clues.filter(_today(scope), priority=Priority.KEY), Family.CLUES),
        "instructed": block.keep("orders_instructed", instructed, Family.CLUES),
    }
    if by_channel:
        ways["calls"] = Way("clues_received", by="channel", key=Channel.CALL.value, in_period=True)
        ways["letters"] = Way("clues_received", by="channel", key=Channel.LETTER.value, in_period=True)
    for name, label in {
        "today": _("本日交办件"), "calls": _("其中来电"), "letters": _("其中来信"), "key": _("其中重点"),
        "instructed": _("领导批示"),
    }.items():  # fmt: skip
        block.told(f"orders_{name}", label, told[name], ways.get(name))
    return block


def imposed(scope: Scope) -> Block:
    """责令整改、立案、处罚、侦查、拘留、约谈、问责, cumulative over the inspection's orders, as their units told it."""
    told = imposed_on(Question(METRICS["units_ordered"], scope.wanted, scope.as_of, scope.reader))
    block = Block(_("边督边改（累计）"))
    for name, (label, columns) in IMPOSED.items():
        known = [told[column] for column in columns if told[column] is not None]
        way = Way(OPENED_BY[name]) if name in OPENED_BY else None
        block.told(name, str(label), sum(known) if known else None, way)  # type: ignore[arg-type]  # none of them is None
    return block


def tables(scope: Scope, _found: Tally) -> list[dict[str, Any]]:
    """The grid of verdicts and closure, and the day beside the whole by county and by type."""
    overlap = _("一件线索可有多种污染类型，各类之和可能大于总数")
    return [
        closure_grid(scope),
        _table(scope, "region", _("行政区域"), ""),
        _table(scope, "pollution_type", _("污染类型"), overlap),
    ]


def closure_grid(scope: Scope) -> dict[str, Any]:
    """Verdicts by closure: what was found to be so, and how far it came."""
    told = tally(population(scope.reader, scope.wanted, as_of=scope.as_of), ["verdict"]).by["verdict"]
    found: Counter[tuple[str, str]] = Counter()
    for verdict, counts in told.items():
        found.update({(verdict, state): getattr(counts, state) for state in ENDS})
    labels = {v.value: str(v.label) for v in Verdict if v != Verdict.UNDETERMINED} | {NOBODY: _("未核定")}
    lines = [_grid_line(key, label, found) for key, label in labels.items()]
    lines.append({"key": "", "label": _("合计"), "cells": _summed([line["cells"] for line in lines])})
    return {
        "title": _("核查与办结"),
        "dimension": "",
        "by": "verdict",
        "ways": [*(Way(f"clues_{state}").shown() for state in ENDS), EVERY_ACCEPTED.shown()],
        "note": _("有核查结论的都计，不论是否办结；不予受理的不计"),
        "columns": [*(str(label) for label in ENDS.values()), _("合计")],
        "rows": lines,
    }


def _table(scope: Scope, dimension: str, title: str, note: str) -> dict[str, Any]:
    found: dict[str, Counter[str]] = {}
    rows: QuerySet[Any] = with_state(_clues(scope), as_of=scope.as_of).order_by()
    told = ("region_id", "pollution_types", "state", "received_at", "dates_unknown")
    for region, types, state, at, undated in rows.values_list(*told):
        today = ["today"] if at >= scope.begins and not undated else []
        for key in [region[:6]] if dimension == "region" else types:
            found.setdefault(key, Counter()).update(["all", state, *today])
    labels: dict[str, str] = {key: str(label) for key, label in PollutionType.choices}
    if dimension == "region":
        labels = {group.key: str(group.label) for group in groups_of({}, dimension, actor=scope.reader)}
    columns = {"today": _("本日"), "all": _("累计"), **{name: str(label) for name, label in ENDS.items()}}
    return {
        "title": title,
        "dimension": dimension,
        "by": dimension,
        "ways": [
            Way("clues_received", in_period=True).shown(),
            Way("clues_received").shown(),
            *(Way(f"clues_{state}").shown() for state in ENDS),
        ],
        "note": note,
        "columns": list(columns.values()),
        "rows": [
            {"key": key, "label": label, "cells": [number(found[key][name]) for name in columns]}
            for key, label in labels.items()
            if key in found
        ],
    }


def _grid_line(verdict: str, label: str, found: Counter[tuple[str, str]]) -> dict[str, Any]:
    counts = [found[(verdict, state)] for state in ENDS]
    return {"key": verdict, "label": label, "cells": [number(count) for count in (*counts, sum(counts))]}


def _summed(lines: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [number(sum(cell["value"] for cell in column)) for column in zip(*lines, strict=True)]


def _clues(scope: Scope) -> QuerySet[Clue]:
    return population(scope.reader, scope.wanted, as_of=scope.as_of).clues


def _today(scope: Scope) -> Q:
    return Q(received_at__gte=scope.begins, dates_unknown=False)
