"""The dashboard 驾驶舱: today beside the frozen past, what lies ahead, and a way from every figure to its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from agencies.rules import in_business
from kernel.access import permit
from kernel.actor import Actor
from kernel.errors import NotFound
from kernel.page_request import PageRequest
from kernel.web import page, page_or_partial
from reports.changes import SPANS, Change, change_from, earlier
from reports.filters import Asked
from reports.metrics import METRICS, Counts
from reports.queries.answers import answer_to
from reports.queries.frozen import Frozen, latest_frozen
from reports.queries.history import history_of
from reports.queries.quality import QUALITY, with_quality
from reports.queries.questions import Question
from reports.queries.rollups import counts_in
from reports.web.cells import BOARDS, KEPT, WITH_QUALITY, addresses, board_of, cell_of, kept_query

RATES = ("closure_rate_strict", "closure_rate_broad", "platform_closure_rate", "on_time_rate")
SMALL_RATES = ("substantiated_rate", "unsubstantiated_rate", "dispatch_within_hour_rate")
TILES = {
    "clues_received": "",
    "clues_closed": "teal",
    "clues_interim_closed": "",
    "clues_open": "",
    "clues_overdue": "red",
    "clues_not_accepted": "",
    "clues_merged": "",
    "clues_parts": "",
}


@dataclass(frozen=True)
class Part:
    """Rates under a title of their own."""

    title: str | Promise
    remark: str | Promise
    metrics: tuple[str, ...]


PARTS = {
    # What a closure rate does not tell: how it was reached.
    "quality": Part(
        _("办理质量"),
        _("与办结率并列，不单看办结率"),
        QUALITY,
    ),
    "tasks": Part(_("整改任务"), "", ("completion_rate", "on_schedule_rate", "overdue_rate")),
}
# What counts more than a page should wait for comes by itself, from an address of its own.
LATER = ("region", "pollution_type", "channel", "month", "agency")


@page
@require_safe
def dashboard(request: PageRequest) -> HttpResponse:
    """All figures over what this reader may see, as of an instant."""
    actor = request.actor
    permit(in_business(actor))
    asked = asked_of(request.GET)
    counts = counts_in(asked.wanted, as_of=asked.as_of, actor=actor).whole
    address = addresses(request.GET, asked.as_of)
    context = {
        "as_of": timezone.localtime(asked.as_of),
        "given": request.GET,
        "query": kept_query(request.GET),
        "narrowed": any(request.GET.get(name) for name in KEPT),
        "rates": [cell_of(name, counts, address) for name in RATES],
        "small_rates": [cell_of(name, counts, address) for name in SMALL_RATES],
        "tiles": [(tone, cell_of(name, counts, address)) for name, tone in TILES.items()],
        "history": history_of(asked.wanted, counts, as_of=asked.as_of, actor=actor),
        "later": [(name, BOARDS[name][0]) for name in LATER],
    }
    return page_or_partial(request, "reports/dashboard/dashboard.html", context)


@page
@require_safe
def compared(request: PageRequest) -> HttpResponse:
    """The standing figures beside the latest frozen month, and beside a month and a year before."""
    actor = request.actor
    permit(in_business(actor))
    asked = asked_of(request.GET)
    counts = counts_in(asked.wanted, as_of=asked.as_of, actor=actor).whole
    lines = _compared(asked, counts, actor)
    address = addresses(request.GET, asked.as_of)
    for line in lines:
        line["cell"] = cell_of(line["metric"].name, counts, address)
    return page_or_partial(request, "reports/dashboard/compared.html", {"compared": lines})


def _compared(asked: Asked, counts: Counts, actor: Actor) -> list[dict[str, Any]]:
    frozen = latest_frozen(actor, asked.wanted, before=asked.as_of)
    before = {name: _before(asked, actor, months) for name, months in SPANS.items()}
    return [_line(name, counts, frozen, before) for name in ("clues_received", "clues_open", "clues_overdue", *RATES)]


def _before(asked: Asked, actor: Actor, months: int) -> tuple[datetime, Counts]:
    instant = earlier(asked.as_of, months)
    return instant, counts_in(asked.wanted, as_of=instant, actor=actor).whole


def _line(
    name: str, counts: Counts, frozen: Frozen | None, before: Mapping[str, tuple[datetime, Counts]]
) -> dict[str, Any]:
    metric = METRICS[name]
    changes: list[Change] = [change_from(metric, counts, then, span, at) for span, (at, then) in before.items()]
    figure = frozen.figures.get(name) if frozen else None
    return {
        "metric": metric,
        "frozen": figure,
        "report": frozen.report if frozen else None,
        "changes": changes,
    }


@page
@require_safe
def rates(request: PageRequest, part: str) -> HttpResponse:
    """Rates that belong together, beside the others on the dashboard or by themselves."""
    actor = request.actor
    permit(in_business(actor))
    asked = asked_of(request.GET)
    address = addresses(request.GET, asked.as_of)
    shown = PARTS[part]
    first, *others = (METRICS[name] for name in shown.metrics)
    counts = answer_to(Question(first, asked.wanted, asked.as_of, actor, also=tuple(others))).whole
    cells = [cell_of(name, counts, address) for name in shown.metrics]
    context = {"part": part, "shown": shown, "cells": cells, "as_of": timezone.localtime(asked.as_of)}
    return page_or_partial(request, "reports/dashboard/rates.html", context)


@page
@require_safe
def board(request: PageRequest, dimension: str) -> HttpResponse:
    """One table of figures by its own address."""
    actor = request.actor
    permit(in_business(actor))
    if dimension not in BOARDS:
        raise NotFound
    asked = asked_of(request.GET)
    found = counts_in(asked.wanted, [dimension], as_of=asked.as_of, actor=actor)
    counts = found.by[dimension]
    if dimension in WITH_QUALITY:
        counts = with_quality(found, dimension, asked.wanted, as_of=asked.as_of, actor=actor)
    table = board_of(dimension, counts, actor, addresses(request.GET, asked.as_of))
    context = {"board": table, "as_of": timezone.localtime(asked.as_of)}
    return page_or_partial(request, "reports/dashboard/board.html", context)


def asked_of(query: QueryDict, *, also: tuple[str, ...] = ()) -> Asked:
    """The query string as the REST door reads it; blanks were not given."""
    given = {name: query.get(name, "").strip() for name in query if name not in also}
    params = {name: value for name, value in given.items() if value}
    return Asked({"metric": "clues_received", **params}, now=timezone.now())
