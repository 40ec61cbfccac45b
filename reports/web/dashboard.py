"""The dashboard: every figure with its numerator, denominator and instant, and a way to its rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
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
from kernel.errors import BadInput, FieldError
from kernel.web import page, page_or_partial
from reports.filters import Asked
from reports.metrics import METRICS, Counts, Family, Figure
from reports.queries.figures import population
from reports.queries.groups import groups_of
from reports.queries.handling_figures import clues_behind
from reports.queries.history import history_of
from reports.queries.rollups import counts_in
from reports.queries.rows import in_group
from reports.queries.task_figures import tally_tasks, task_population
from reports.queries.task_records import tasks_of

RATES = ("closure_rate_strict", "closure_rate_broad", "platform_closure_rate", "on_time_rate")
SMALL_RATES = ("substantiated_rate", "dispatch_within_hour_rate")
TASK_RATES = ("completion_rate", "on_schedule_rate", "overdue_rate")
TILES = {
    "clues_received": "",
    "clues_closed": "teal",
    "clues_interim_closed": "",
    "clues_open": "",
    "clues_overdue": "red",
    "clues_not_accepted": "",
}
COLUMNS = ("clues_received", "clues_closed", "clues_open", "clues_overdue", "closure_rate_strict", "on_time_rate")
BOARDS: dict[str, tuple[str | Promise, str]] = {
    "region": (_("按县市区"), ""),
    "month": (_("按收到月份"), "line"),
    "agency": (_("按牵头单位"), ""),
    "pollution_type": (_("按污染类型"), "lying"),
    "channel": (_("按来源"), "lying"),
}
# Units are compared only where chance does not decide.
FEWEST_COMPARED = 30
PARTS = ("numerator", "denominator")


@dataclass(frozen=True)
class Cell:
    """One printed figure, and where its rows are."""

    figure: Figure
    address: str
    of_address: str
    compared: bool = True

    @property
    def value(self) -> str:
        """The value as people read it; nothing where nothing could be divided."""
        value = self.figure.value
        return f"{value:,}" if isinstance(value, int) else f"{value}%" if value else ""

    @property
    def numerator(self) -> str:
        """What was counted."""
        return f"{self.figure.numerator or 0:,}"

    @property
    def denominator(self) -> str:
        """Out of how many."""
        return f"{self.figure.denominator or 0:,}"


@dataclass(frozen=True)
class Board:
    """One table with its chart."""

    key: str
    title: str | Promise
    look: str
    rows: list[tuple[str | Promise, list[Cell]]]


@page
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """All figures over what this reader may see, as of an instant."""
    actor = request.actor  # type: ignore[attr-defined]
    permit(in_business(actor))
    asked = _asked(request.GET)
    found = counts_in(asked.wanted, list(BOARDS), as_of=asked.as_of, actor=actor)
    counts, address = found.whole, _addresses(request.GET, asked.as_of)
    tasks = tally_tasks(task_population(actor, asked.wanted, as_of=asked.as_of)).whole
    context = {
        "as_of": timezone.localtime(asked.as_of),
        "given": request.GET,
        "narrowed": any(
            request.GET.get(name) for name in ("source", "region_code", "inspection", "batch", "from", "to")
        ),
        "rates": [_cell(name, counts, address) for name in RATES],
        "small_rates": [_cell(name, counts, address) for name in SMALL_RATES],
        "tiles": [(tone, _cell(name, counts, address)) for name, tone in TILES.items()],
        "task_rates": [_cell(name, tasks, address) for name in TASK_RATES],
        "history": history_of(asked.wanted, counts, as_of=asked.as_of, actor=actor),
        "columns": [METRICS[name] for name in COLUMNS],
        "boards": [_board(name, found.by[name], actor, address) for name in BOARDS],
    }
    return page_or_partial(request, "reports/dashboard/dashboard.html", context)


def _asked(query: QueryDict, *, also: tuple[str, ...] = ()) -> Asked:
    """The query string as the REST door reads it; blanks were not given."""
    given = {name: query.get(name, "").strip() for name in query if name not in also}
    params = {name: value for name, value in given.items() if value}
    return Asked({"metric": "clues_received", **params}, now=timezone.now())


def _addresses(query: QueryDict, as_of: datetime) -> Any:
    """Makes the address of the rows behind a figure: the same question, at the same instant."""
    kept = {
        name: query[name] for name in ("source", "inspection", "batch", "region_code", "from", "to") if query.get(name)
    }
    kept["as_of"] = query.get("as_of") or timezone.localtime(as_of).isoformat()

    @cache
    def group(dimension: str, key: str) -> str:
        return urlencode({**({"group_by": dimension, "key": key} if dimension else {}), **kept})

    def address(metric: str, part: str, dimension: str = "", key: str = "") -> str:
        return f"/dashboard/rows?metric={metric}&part={part}&{group(dimension, key)}"

    return address


def _cell(name: str, counts: Counts, address: Any, dimension: str = "", key: str = "") -> Cell:
    figure = METRICS[name].of(counts)
    few = dimension == "agency" and figure.denominator is not None and figure.denominator < FEWEST_COMPARED
    group = (dimension, key)
    return Cell(figure, address(name, "numerator", *group), address(name, "denominator", *group), compared=not few)


def _board(dimension: str, found: dict[str, Counts], actor: Actor, address: Any) -> Board:
    groups = groups_of(found, dimension, actor=actor)
    # Of some two hundred agencies most lead nothing: those stand at the REST door, not on the page.
    shown = [group for group in groups if dimension != "agency" or group.counts.received]
    rows = [
        (group.label, [_cell(name, group.counts, address, dimension, group.key) for name in COLUMNS]) for group in shown
    ]
    title, look = BOARDS[dimension]
    return Board(dimension, title, look, rows)


@page
@require_safe
def rows(request: HttpRequest) -> HttpResponse:
    """The clues that one figure counted."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    permit(in_business(actor))
    asked = _asked(request.GET, also=("part", "key", "cursor", "page_size"))
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
        "count": counted.count(),
        "lines": [line_of(clue, actor, at=now) for clue in found],
        "addresses": addresses,
        "back": request.GET.urlencode(),
    }
    return page_or_partial(request, "reports/dashboard/rows.html", context)


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
