"""Rectification tasks on pages: the ledger, and one task."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from rest_framework.request import Request

from agencies.rules import in_business
from cases.models import Task
from cases.nouns import TASKS
from cases.queries.schemes import stamps_of
from cases.queries.task_lines import task_line
from cases.queries.tasks import missed_visible_to, parts_of, tasks_for_reading, tasks_visible_to
from cases.queries.timelines import record_timeline
from cases.task_filters import TaskFilter
from cases.task_rules import drafts_for
from cases.web.clues import Button, dials_of, offered_lists, query_of, without_blanks
from cases.web.labels import GRAVE_TASK_VERBS
from cases.web.timelines import told_of
from kernel.access import find, permit
from kernel.actor import Actor
from kernel.api import page_of
from kernel.page_request import PageRequest
from kernel.web import page, page_or_partial

MAIN_VERBS = (
    "approve", "issue", "start", "report_progress", "verify", "disclose", "confirm_write_off", "request_write_off",
    "approve_extension",
)  # fmt: skip
# The way of a task as its page draws it: the columns that say when each step was taken.
STEPS = ("created_at", "issued_at", "verified_at", "disclosed_at", "written_off_at")


@page
@require_safe
def task_list(request: PageRequest) -> HttpResponse:
    """One page of the tasks this reader sees, newest first, under the same filters as the REST door's."""
    actor, now = request.actor, timezone.now()
    permit(in_business(actor))
    asked = without_blanks(request.GET)
    wanted = TaskFilter(asked, queryset=tasks_for_reading(tasks_visible_to(actor)), actor=actor)
    valid = wanted.form.is_valid()
    found, addresses = page_of(wanted.qs, Request(request), by="created_at") if valid else ([], {})
    context = {
        "lines": [task_line(task, on=timezone.localdate(), at=now) for task in found],
        "addresses": addresses,
        "filter": wanted.form,
        "query": query_of(request.GET),
        "filtered": bool(set(asked) - {"cursor", "page_size"}),
        "may_draft": drafts_for(actor, actor.agency_id),
        **offered_lists(),
    }
    return page_or_partial(request, "cases/tasks/list.html", context, status=200 if valid else 400)


@page
@require_safe
def missed_reports(request: PageRequest) -> HttpResponse:
    """The progress reports that did not come in time, the latest period first."""
    actor = request.actor
    permit(in_business(actor))
    found, addresses = page_of(missed_visible_to(actor), Request(request), by="recorded_at")
    return page_or_partial(request, "cases/tasks/missed.html", {"missed": found, "addresses": addresses})


@page
@require_safe
def task_detail(request: PageRequest, pk: str) -> HttpResponse:
    """One task: its plan, its pace, what may be done now, what was reported, its timeline."""
    actor = request.actor
    task = find(tasks_for_reading(tasks_visible_to(actor)), pk)
    return page_or_partial(request, "cases/tasks/detail.html", task_context(task, actor, at=timezone.now()))


def task_context(task: Task, actor: Actor, *, at: datetime) -> dict[str, Any]:
    """What a task's page needs."""
    return {
        "task": task,
        "line": task_line(task, on=timezone.localdate(), at=at),
        "parts": parts_of(task),
        "buttons": task_buttons(task, actor),
        "dials": dials_of(task, at=at),
        "stamps": stamps_of(task.pk, since=task.created_at),
        "happenings": told_of(record_timeline(task)),
        "may_revise": task.status == "draft" and drafts_for(actor, task.lead_agency_id),
    }


def task_buttons(task: Task, actor: Actor) -> list[Button]:
    """The verbs that are really open, the one that leads on first."""
    names = TASKS.open_to(actor, task)
    names.sort(key=lambda name: (name not in MAIN_VERBS, name in GRAVE_TASK_VERBS))
    tones = {name: "grave" if name in GRAVE_TASK_VERBS else "quiet" for name in names}
    if names and names[0] in MAIN_VERBS:
        tones[names[0]] = "primary"
    return [Button(name, TASKS.verb(name).label, "", tones[name]) for name in names]
