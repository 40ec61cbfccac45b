"""The rows behind a figure: what it counted, as of its instant, with the figure itself above them."""

from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from rest_framework.request import Request

from agencies.rules import in_business
from cases.periods import month_of
from cases.queries.clues import for_reading
from cases.queries.lines import line_of
from cases.queries.task_lines import task_line
from cases.queries.tasks import tasks_for_reading
from kernel.access import permit
from kernel.actor import SYSTEM, Actor
from kernel.api import page_of
from kernel.errors import BadInput, FieldError
from kernel.web import page, page_or_partial
from reports.filters import Asked
from reports.metrics import Counts, Family
from reports.queries.answers import answer_to
from reports.queries.figures import population
from reports.queries.groups import groups_of
from reports.queries.handling_figures import clues_behind
from reports.queries.rows import in_group
from reports.queries.task_records import tasks_of
from reports.web.cells import BOARDS
from reports.web.dashboard import asked_of

PARTS = ("numerator", "denominator")


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
        return redirect(ELSEWHERE[asked.metric.family](asked, key))
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


def _joint(asked: Asked, _key: str) -> str:
    """The board of the joint mechanism holds its rows."""
    day = timezone.localdate(asked.as_of).isoformat()
    return f"/joint/?{urlencode({'as_of': day, 'source': asked.wanted.source})}"


def _published(asked: Asked, key: str) -> str:
    """The notices on accountability, narrowed to what was counted."""
    question, only = asked.question(SYSTEM), {asked.group_by: key} if asked.group_by else {}
    first, last = question.first_day, question.last_day
    month = only.pop("month", "")
    if month:
        begins = _month(month)
        first = max(first or begins, begins)
        last = min(last, month_of(begins).ends_on)
    told = {"as_of": last, "from": first, "source": asked.wanted.source, **only}
    return f"/accountability/?{urlencode({name: value for name, value in told.items() if value})}"


def _month(key: str) -> date:
    try:
        return date.fromisoformat(f"{key}-01")
    except ValueError:
        raise BadInput(errors=[FieldError("/key", "unknown", _("没有这个取值：%(value)s") % {"value": key})]) from None


# Where the rows of a family stand that are neither clues nor tasks.
ELSEWHERE: dict[Family, Callable[[Asked, str], str]] = {
    Family.ENFORCEMENT: lambda _asked, _key: "/enforcement/",
    Family.SUPPORT: lambda _asked, _key: "/inspections/",
    Family.DIARIES: lambda _asked, _key: "/tasks/",
    Family.SECTIONS: lambda _asked, _key: "/sections/",
    Family.MECHANISM: _joint,
    Family.ACCOUNTABILITY: _published,
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
        "group": (_title(asked.group_by), _label(asked.group_by, key, request.actor)) if asked.group_by else None,  # type: ignore[attr-defined]
        "count": _said(asked, part, key, request.actor),  # type: ignore[attr-defined]
        "task_lines": [task_line(task, on=timezone.localdate(), at=now) for task in found],
        "addresses": addresses,
    }
    return page_or_partial(request, "reports/dashboard/rows.html", context)
