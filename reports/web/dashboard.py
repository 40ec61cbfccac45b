"""The dashboard 驾驶舱: today beside the frozen past, what lies ahead, and a way from every figure to its rows."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_safe
from rest_framework.request import Request

from agencies.rules import in_business
from cases.queries.clues import for_reading
from cases.queries.lines import line_of
from cases.queries.task_lines import task_line
from cases.queries.tasks import tasks_for_reading
from kernel.access import permit
from kernel.actor import Actor
from kernel.api import page_of
from kernel.errors import BadInput, FieldError, NotFound
from kernel.web import page, page_or_partial
from reports.changes import SPANS, Change, change_from, earlier
from reports.filters import Asked
from reports.metrics import METRICS, Counts, Family
from reports.queries.answers import answer_to
from reports.queries.figures import population
from reports.queries.frozen import Frozen, latest_frozen
from reports.queries.groups import groups_of
from reports.queries.handling_figures import clues_behind
from reports.queries.history import history_of
from reports.queries.questions import Question
from reports.queries.rollups import counts_in
from reports.queries.rows import in_group
from reports.queries.task_figures import tally_tasks, task_population
from reports.queries.task_records import tasks_of
from reports.web.cells import BOARDS, KEPT, addresses, board_of, cell_of, kept_query

RATES = ("closure_rate_strict", "closure_rate_broad", "platform_closure_rate", "on_time_rate")
SMALL_RATES = ("substantiated_rate", "dispatch_within_hour_rate")
TASK_RATES = ("completion_rate", "on_schedule_rate", "overdue_rate")
# What a closure rate does not tell: how it was reached.
QUALITY = ("on_time_rate", "returned_rate", "reopened_rate", "rebound_rate", "missed_report_rate")
TILES = {
    "clues_received": "",
    "clues_closed": "teal",
    "clues_interim_closed": "",
    "clues_open": "",
    "clues_overdue": "red",
    "clues_not_accepted": "",
}
# What counts more than a page should wait for comes by itself, from an address of its own.
SHORT = ("region",)
LATER = ("pollution_type", "channel", "month", "agency")
PARTS = ("numerator", "denominator")


@page
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """All figures over what this reader may see, as of an instant."""
    actor = request.actor  # type: ignore[attr-defined]
    permit(in_business(actor))
    asked = asked_of(request.GET)
    found = counts_in(asked.wanted, list(SHORT), as_of=asked.as_of, actor=actor)
    counts, address = found.whole, addresses(request.GET, asked.as_of)
    tasks = tally_tasks(task_population(actor, asked.wanted, as_of=asked.as_of)).whole
    context = {
        "as_of": timezone.localtime(asked.as_of),
        "given": request.GET,
        "query": kept_query(request.GET),
        "narrowed": any(request.GET.get(name) for name in KEPT),
        "rates": [cell_of(name, counts, address) for name in RATES],
        "small_rates": [cell_of(name, counts, address) for name in SMALL_RATES],
        "tiles": [(tone, cell_of(name, counts, address)) for name, tone in TILES.items()],
        "task_rates": [cell_of(name, tasks, address) for name in TASK_RATES],
        "history": history_of(asked.wanted, counts, as_of=asked.as_of, actor=actor),
        "boards": [board_of(name, found.by[name], actor, address) for name in SHORT],
        "later": [(name, BOARDS[name][0]) for name in LATER],
    }
    return page_or_partial(request, "reports/dashboard/dashboard.html", context)


@page
@require_safe
def compared(request: HttpRequest) -> HttpResponse:
    """The standing figures beside the latest frozen month, and beside a month and a year before."""
    actor = request.actor  # type: ignore[attr-defined]
    permit(in_business(actor))
    asked = asked_of(request.GET)
    counts = counts_in(asked.wanted, as_of=asked.as_of, actor=actor).whole
    lines = _compared(asked, counts, actor)
    address = addresses(request.GET, asked.as_of)
    for line in lines:
        line["cell"] = cell_of(line["metric"].name, counts, address)
    return page_or_partial(request, "reports/dashboard/compared.html", {"compared": lines})


def _compared(asked: Asked, counts: Counts, actor: Actor) -> list[dict[str, Any]]:
    frozen = latest_frozen(actor, asked.wanted)
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
def quality(request: HttpRequest) -> HttpResponse:
    """What stands beside a closure rate: on time, returned, reopened, rebounded, missed."""
    actor = request.actor  # type: ignore[attr-defined]
    permit(in_business(actor))
    asked = asked_of(request.GET)
    address = addresses(request.GET, asked.as_of)
    cells = []
    for name in QUALITY:
        question = Question(METRICS[name], asked.wanted, asked.as_of, actor)
        cells.append(cell_of(name, answer_to(question).whole, address))
    context = {"cells": cells, "as_of": timezone.localtime(asked.as_of)}
    return page_or_partial(request, "reports/dashboard/quality.html", context)


@page
@require_safe
def board(request: HttpRequest, dimension: str) -> HttpResponse:
    """One table of figures by its own address."""
    actor = request.actor  # type: ignore[attr-defined]
    permit(in_business(actor))
    if dimension not in BOARDS:
        raise NotFound
    asked = asked_of(request.GET)
    found = counts_in(asked.wanted, [dimension], as_of=asked.as_of, actor=actor).by[dimension]
    if dimension == "agency":
        found = _with_quality(found, asked, actor)
    table = board_of(dimension, found, actor, addresses(request.GET, asked.as_of))
    context = {"board": table, "as_of": timezone.localtime(asked.as_of)}
    return page_or_partial(request, "reports/dashboard/board.html", context)


def _with_quality(found: dict[str, Counts], asked: Asked, actor: Actor) -> dict[str, Counts]:
    """Each unit's counts with what was returned to it and what came back."""
    told = dict(found)
    for name in ("clues_returned", "clues_reopened"):
        question = Question(METRICS[name], asked.wanted, asked.as_of, actor, ("agency",))
        for key, counts in answer_to(question).by["agency"].items():
            told[key] = told.get(key, Counts()) + counts
    return told


def asked_of(query: QueryDict, *, also: tuple[str, ...] = ()) -> Asked:
    """The query string as the REST door reads it; blanks were not given."""
    given = {name: query.get(name, "").strip() for name in query if name not in also}
    params = {name: value for name, value in given.items() if value}
    return Asked({"metric": "clues_received", **params}, now=timezone.now())


@page
@require_safe
def rows(request: HttpRequest) -> HttpResponse:
    """The clues that one figure counted."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    permit(in_business(actor))
    asked = asked_of(request.GET, also=("part", "key", "cursor", "page_size"))
    part, key = request.GET.get("part", "numerator"), request.GET.get("key", "")
    if part not in PARTS:
        raise BadInput(errors=[FieldError("/part", "unknown", "numerator | denominator")])
    if asked.metric.family in ELSEWHERE:
        return redirect(ELSEWHERE[asked.metric.family](asked))
    if asked.metric.family == Family.TASKS:
        return _task_rows(request, asked, part, key)
    clues = population(actor, asked.wanted, as_of=asked.as_of)
    if asked.group_by:
        clues = in_group(clues, asked.group_by, key, as_of=asked.as_of, actor=actor)
    counted = clues_behind(clues, getattr(asked.metric, part) or asked.metric.numerator, as_of=asked.as_of)
    found, addresses = page_of(for_reading(counted), Request(request))
    context = {
        "metric": asked.metric,
        "part": part,
        "group": (_title(asked.group_by), _label(asked.group_by, key, actor)) if asked.group_by else None,
        "as_of": timezone.localtime(asked.as_of),
        "source": asked.wanted.source,
        "count": _said(asked, part, key, actor),
        "lines": [line_of(clue, actor, at=now) for clue in found],
        "addresses": addresses,
        "back": request.GET.urlencode(),
    }
    return page_or_partial(request, "reports/dashboard/rows.html", context)


def _said(asked: Asked, part: str, key: str, actor: Actor) -> int | str | None:
    """What the figure itself says; its rows are not counted once more."""
    tally = answer_to(asked.question(actor))
    counts = tally.by[asked.group_by].get(key, Counts()) if asked.group_by else tally.whole
    figure = asked.metric.of(counts)
    return (
        figure.value if figure.numerator is None else figure.denominator if part == "denominator" else figure.numerator
    )


def _joint(asked: Asked) -> str:
    """The board of the joint mechanism holds its rows."""
    day = timezone.localdate(asked.as_of).isoformat()
    return f"/joint/?{urlencode({'as_of': day, 'source': asked.wanted.source})}"


# Where the rows of a family stand that are neither clues nor tasks.
ELSEWHERE: dict[Family, Callable[[Asked], str]] = {
    Family.ENFORCEMENT: lambda _asked: "/enforcement/",
    Family.SUPPORT: lambda _asked: "/inspections/",
    Family.DIARIES: lambda _asked: "/tasks/",
    Family.SECTIONS: lambda _asked: "/sections/",
    Family.MECHANISM: _joint,
}


def _title(dimension: str) -> str | Promise:
    return BOARDS[dimension][0] if dimension in BOARDS else dimension


def _label(dimension: str, key: str, actor: Actor) -> str:
    groups = groups_of({}, dimension, actor=actor)
    return str(next((group.label for group in groups if group.key == key), key))


def _task_rows(request: HttpRequest, asked: Asked, part: str, key: str) -> HttpResponse:
    """The tasks that one figure counted."""
    now = timezone.now()
    question = asked.question(request.actor)  # type: ignore[attr-defined]
    counted = tasks_of(question, getattr(asked.metric, part) or asked.metric.numerator, key)
    found, addresses = page_of(tasks_for_reading(counted), Request(request), by="created_at")
    context = {
        "metric": asked.metric,
        "part": part,
        "as_of": timezone.localtime(asked.as_of),
        "source": asked.wanted.source,
        "count": counted.count(),
        "task_lines": [task_line(task, on=timezone.localdate(), at=now) for task in found],
        "addresses": addresses,
    }
    return page_or_partial(request, "reports/dashboard/rows.html", context)
