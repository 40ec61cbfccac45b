"""The open records behind what lies ahead: clues of an age, clues and tasks that fall due on a day."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from rest_framework.request import Request

from agencies.rules import in_business
from cases.queries.clues import for_reading
from cases.queries.lines import line_of
from cases.queries.task_lines import task_line
from cases.queries.tasks import tasks_for_reading
from kernel.access import permit
from kernel.api import page_of
from kernel.days import local_day
from kernel.errors import BadInput, FieldError
from kernel.page_request import PageRequest
from kernel.web import page, page_or_partial
from reports.queries.outlook import (
    AGES,
    AHEAD,
    UNDATED,
    ages_of,
    due_between,
    due_days,
    of_age,
    open_clues,
    unfinished_tasks,
)
from reports.queries.rollups import counts_in
from reports.web.cells import kept_query
from reports.web.dashboard import asked_of

ALSO = ("age", "due", "what", "cursor", "page_size")
KINDS = ("clues", "tasks")


@page
@require_safe
def outlook(request: PageRequest) -> HttpResponse:
    """What only today can tell: how old open clues are, and what falls due within thirty days."""
    actor = request.actor
    permit(in_business(actor))
    asked = asked_of(request.GET)
    counts = counts_in(asked.wanted, as_of=asked.now, actor=actor).whole
    days = due_days(actor, asked.wanted, at=asked.now)
    context = {
        "ages": ages_of(actor, asked.wanted, at=asked.now, standing=counts.open),
        "due": days,
        "due_clues": sum(one.clues for one in days),
        "due_tasks": sum(one.tasks for one in days),
        "query": kept_query(request.GET),
    }
    return page_or_partial(request, "reports/dashboard/outlook.html", context)


@page
@require_safe
def ahead(request: PageRequest) -> HttpResponse:
    """The open clues of `age`, or the clues or tasks that fall due on the day `due`, or within all thirty days."""
    permit(in_business(request.actor))
    if request.GET.get("what", "clues") not in KINDS:
        raise BadInput(errors=[FieldError("/what", "unknown", "clues | tasks")])
    return _tasks(request) if request.GET.get("what") == "tasks" else _clues(request)


def _clues(request: PageRequest) -> HttpResponse:
    actor, now = request.actor, timezone.now()
    clues = open_clues(actor, asked_of(request.GET, also=ALSO).wanted, at=now)
    age = request.GET.get("age", "")
    known = {**{key: label for key, (_begins, _ends, label) in AGES.items()}, UNDATED: _("日期不详")}
    if age and age not in known:
        raise BadInput(errors=[FieldError("/age", "unknown", " | ".join(known))])
    if age:
        title, counted = str(known[age]), clues.filter(of_age(age, at=now))
    else:
        begins, ends, title = _span(request)
        counted = due_between(clues, max(begins, now), ends)
    found, addresses = page_of(for_reading(counted), Request(request))
    lines = [line_of(clue, actor, at=now) for clue in found]
    return _shown(request, title, {"count": counted.count(), "lines": lines, "addresses": addresses})


def _tasks(request: PageRequest) -> HttpResponse:
    now = timezone.now()
    begins, ends, title = _span(request)
    tasks = unfinished_tasks(request.actor, asked_of(request.GET, also=ALSO).wanted)
    first, last = local_day(begins), local_day(ends)
    counted = tasks.filter(deadline__gte=first, deadline__lt=last)
    found, addresses = page_of(tasks_for_reading(counted), Request(request), by="created_at")
    lines = [task_line(task, on=timezone.localdate(), at=now) for task in found]
    return _shown(request, title, {"count": counted.count(), "task_lines": lines, "addresses": addresses})


def _shown(request: PageRequest, title: str, context: dict[str, Any]) -> HttpResponse:
    return page_or_partial(
        request, "reports/dashboard/ahead.html", {**context, "title": title, "what": request.GET.get("what", "clues")}
    )


def _span(request: PageRequest) -> tuple[datetime, datetime, str]:
    """A day from midnight to midnight, or the thirty days from today."""
    text = request.GET.get("due", "")
    today = timezone.localdate()
    day = _day(text) if text else today
    days = timedelta(days=1 if text else AHEAD)
    begins = timezone.make_aware(datetime.combine(day, time()))
    return begins, begins + days, f"{day:%Y-%m-%d} {_('到期')}" if text else _("三十天内到期")


def _day(text: str) -> date:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise BadInput(errors=[FieldError("/due", "invalid", _("须为日期"))])
    return day
