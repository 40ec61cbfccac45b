"""The rows behind a figure: what it counted, as of its instant, with the figure itself above them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from rest_framework.request import Request

from agencies.rules import in_business, is_command_office
from cases.models import Clue, Task
from cases.queries.clues import clues_visible_to, for_reading
from cases.queries.enforcement_lines import line_of_case
from cases.queries.lines import line_of
from cases.queries.task_lines import task_line
from cases.queries.tasks import tasks_for_reading, tasks_visible_to
from kernel.access import find, permit
from kernel.actor import SYSTEM, Actor
from kernel.api import page_of
from kernel.days import local_day
from kernel.errors import BadInput, FieldError, NotFound
from kernel.page_request import PageRequest
from kernel.web import page, page_or_partial
from reports.filters import Asked, whose
from reports.metrics import METRICS, Counts, Family
from reports.models import Report, ReportRows
from reports.queries.act_figures import clues_acted
from reports.queries.answers import answer_to
from reports.queries.behind import number_kept, number_named
from reports.queries.figures import Wanted
from reports.queries.groups import groups_of
from reports.queries.handling_figures import clues_behind
from reports.queries.populations import population
from reports.queries.questions import Question
from reports.queries.record_rows import BEHIND, SEEN, days_of, records_behind
from reports.queries.reports import reports_visible_to
from reports.queries.support_figures import days_due
from reports.queries.task_records import tasks_of
from reports.web.cells import BOARDS
from reports.web.dashboard import asked_of

PARTS = ("numerator", "denominator")
PAGING = ("cursor", "page_size")
# What the dimensions are called that have no board; accountability has a page of its own.
TITLES: Mapping[str, Promise] = {
    "agency_line": _("按条线，含下级"),
    "agency_territory": _("按属地，含下级"),
    "batch": _("按批次"),
    "verdict": _("按核查结论"),
    "inspection": _("按督察"),
    "origin": _("按任务来源"),
    "kind": _("按任务类型"),
}
Shown = dict[str, Any]


@page
@require_safe
def rows(request: PageRequest) -> HttpResponse:
    """The records that one figure counted."""
    actor = request.actor
    permit(in_business(actor))
    asked = asked_of(request.GET, also=("part", "key", "cursor", "page_size"))
    part, key = request.GET.get("part", "numerator"), request.GET.get("key", "")
    if part not in PARTS:
        raise BadInput(errors=[FieldError("/part", "unknown", "numerator | denominator")])
    family = asked.metric.family
    if family in ELSEWHERE:
        return redirect(ELSEWHERE[family](asked, key))
    terms = getattr(asked.metric, part) or asked.metric.numerator
    context = {
        "metric": asked.metric,
        "part": part,
        "group": (_title(asked.group_by), _label(asked.group_by, key, actor)) if asked.group_by else None,
        "as_of": timezone.localtime(asked.as_of),
        "source": asked.wanted.source,
        "position": asked.wanted.position,
        "whose": None if is_command_office(actor) else whose(actor),
        "count": _said(asked, part, key, actor),
        "filtered": True,
        "back": request.GET.urlencode(),
        "moved_at": _moved_at(request, asked),
        **SHOWN[family](request, asked, terms, key),
    }
    return page_or_partial(request, "reports/dashboard/rows.html", context)


def _moved_at(request: PageRequest, asked: Asked) -> str:
    """Where it is told what changed since this number was frozen; nowhere for one that was not."""
    if asked.wanted.position is None or asked.metric.family != Family.CLUES:
        return ""
    frozen = {name: request.GET[name] for name in request.GET if name not in PAGING}
    return f"/dashboard/since/number?{urlencode(frozen)}"


@page
@require_safe
def report_rows(request: PageRequest, pk: str) -> HttpResponse:
    """The records that one frozen number of a report counted, as far as this reader may see them."""
    actor = request.actor
    report = find(reports_visible_to(actor), pk)
    if "block" in request.GET:
        return _block_rows(request, report)
    asked = {name: request.GET.get(name, "") for name in ("metric", "part", "group_by", "key")}
    kept = ReportRows.objects.filter(report=report, number=number_named(*asked.values())).first()
    metric = METRICS.get(asked["metric"])
    if metric is None or asked["part"] not in PARTS:
        raise NotFound
    ids = kept.ids if kept else []
    context = {
        "metric": metric,
        "part": asked["part"],
        "group": None,
        "as_of": timezone.localtime(report.as_of),
        "source": report.source,
        "report": report,
        "whose": None if is_command_office(actor) else whose(actor),
        "count": len(ids),
        "filtered": True,
        **_kept(request, metric.family, ids, Question(metric, Wanted(), report.as_of, actor)),
    }
    return page_or_partial(request, "reports/dashboard/rows.html", context)


def _block_rows(request: PageRequest, report: Report) -> HttpResponse:
    """The records behind a number that stands beside the figures."""
    name, actor = request.GET["block"], request.actor
    told = {kept: (title, label, family) for kept, title, label, family in _ways_of(report)}
    title, label, family = told.get(name, ("", "", ""))
    kept = ReportRows.objects.filter(report=report, number=number_kept(name)).first()
    if kept is None or not family:
        raise NotFound
    question = Question(METRICS["tasks_total"], Wanted(), report.as_of, actor)
    context = {
        "metric": {"label": label, "formula": title, "denominator": ""},
        "part": PARTS[0],
        "as_of": timezone.localtime(report.as_of),
        "source": report.source,
        "report": report,
        "whose": None if is_command_office(actor) else whose(actor),
        "count": len(kept.ids),
        "filtered": True,
        **_kept(request, Family(family), kept.ids, question),
    }
    return page_or_partial(request, "reports/dashboard/rows.html", context)


def _ways_of(report: Report) -> Iterator[tuple[str, str, str, str]]:
    """Each number of a block whose records are kept: its name, the block, the line and the family."""
    for block in report.content.get("blocks", []):
        for place, way in block.get("ways", {}).items():
            label = block["lines"][int(place)][0]
            for one in (way, way.get("of", {})):
                if "kept" in one:
                    yield one["kept"], block["title"], label, one["family"]


def _kept(request: PageRequest, family: Family, ids: list[UUID], question: Question) -> Shown:
    """The kept records of a family, a page of them."""
    if family == Family.CLUES:
        return _clue_page(request, clues_visible_to(question.actor).filter(pk__in=ids))
    if family == Family.TASKS:
        return _task_page(request, tasks_visible_to(question.actor).filter(pk__in=ids))
    seen = SEEN[family](question.actor).filter(pk__in=ids)
    return _record_page(request, family, seen, question)


def _said(asked: Asked, part: str, key: str, actor: Actor) -> int | str | None:
    """What the figure itself says; its rows are not counted once more."""
    tally = answer_to(asked.question(actor))
    counts = tally.by[asked.group_by].get(key, Counts()) if asked.group_by else tally.whole
    figure = asked.metric.of(counts)
    return (
        figure.value if figure.numerator is None else figure.denominator if part == "denominator" else figure.numerator
    )


def _clues(request: PageRequest, asked: Asked, terms: str, key: str) -> Shown:
    question = asked.question(request.actor)
    acted = asked.metric.family == Family.ACTS
    return _clue_page(request, clues_acted(question, terms, key) if acted else _of_state(question, terms, key))


def _clue_page(request: PageRequest, counted: QuerySet[Clue]) -> Shown:
    actor, now = request.actor, timezone.now()
    found, addresses = page_of(for_reading(counted), Request(request))
    lines = [line_of(clue, actor, at=now) for clue in found]
    return {"list": "cases/clues/_list.html", "lines": lines, "addresses": addresses}


def _of_state(question: Question, terms: str, key: str) -> QuerySet[Clue]:
    found = population(question.actor, question.wanted, as_of=question.as_of)
    return clues_behind(found, terms, next(iter(question.dimensions), ""), key)


def _tasks(request: PageRequest, asked: Asked, terms: str, key: str) -> Shown:
    """The tasks, or those to which belongs what was counted."""
    return _task_page(request, tasks_of(asked.question(request.actor), terms, key))


def _task_page(request: PageRequest, counted: QuerySet[Task]) -> Shown:
    now = timezone.now()
    found, addresses = page_of(tasks_for_reading(counted), Request(request), by="created_at")
    lines = [task_line(task, on=timezone.localdate(), at=now) for task in found]
    return {"list": "cases/tasks/_list.html", "lines": lines, "addresses": addresses}


def _records(request: PageRequest, asked: Asked, terms: str, key: str) -> Shown:
    """Cases, requests for documents, satchels or readings."""
    question = asked.question(request.actor)
    return _record_page(request, asked.metric.family, records_behind(question, terms, key), question)


def _record_page(request: PageRequest, family: Family, counted: "QuerySet[Any]", question: Question) -> Shown:
    found, addresses = page_of(counted, Request(request), by=BEHIND[family].by)
    template, line = LINES[family]
    return {"list": template, "lines": [line(one, question) for one in found], "addresses": addresses}


SHOWN: Mapping[Family, Callable[[PageRequest, Asked, str, str], Shown]] = {
    Family.CLUES: _clues,
    Family.HANDLING: _clues,
    Family.ACTS: _clues,
    Family.TASKS: _tasks,
    **dict.fromkeys(BEHIND, _records),
}
LINES: Mapping[Family, tuple[str, Callable[[Any, Question], Any]]] = {
    Family.ENFORCEMENT: ("cases/enforcement/_list.html", lambda case, _question: line_of_case(case)),
    Family.SUPPORT: ("reports/dashboard/_documents.html", lambda asked, _question: asked),
    Family.DIARIES: ("reports/dashboard/_diaries.html", lambda one, question: (one, days_due(one, question))),
    Family.SECTIONS: ("reports/dashboard/_readings.html", lambda reading, _question: reading),
}


def _joint(asked: Asked, _key: str) -> str:
    """The board of the joint mechanism holds its rows."""
    day = local_day(asked.as_of).isoformat()
    return f"/joint/?{urlencode({'as_of': day, 'source': asked.wanted.source})}"


def _published(asked: Asked, key: str) -> str:
    """The notices on accountability, narrowed to what was counted."""
    question, only = asked.question(SYSTEM), {asked.group_by: key} if asked.group_by else {}
    first, last = question.first_day or date.min, question.last_day
    if "month" in only:
        begins, ends = days_of(only.pop("month"))
        first, last = max(first, begins), min(last, ends)
    told = {"as_of": last, "from": "" if first == date.min else first, "source": asked.wanted.source, **only}
    return f"/accountability/?{urlencode({name: value for name, value in told.items() if value})}"


# Where the rows of a family stand that have a page of their own for whoever may read them.
ELSEWHERE: Mapping[Family, Callable[[Asked, str], str]] = {
    Family.MECHANISM: _joint,
    Family.ACCOUNTABILITY: _published,
}


def _title(dimension: str) -> str | Promise:
    return BOARDS[dimension][0] if dimension in BOARDS else TITLES[dimension]


def _label(dimension: str, key: str, actor: Actor) -> str:
    groups = groups_of({}, dimension, actor=actor)
    return str(next((group.label for group in groups if group.key == key), key))
