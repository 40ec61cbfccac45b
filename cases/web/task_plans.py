"""A new task, or a draft whose plan is completed: one column, the plan's seven fields together."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from agencies.models import DISCIPLINE_KINDS, Agency
from agencies.queries.validity import in_force
from agencies.rules import in_business
from cases.actions.tasks import DraftTask, draft_task, revise_task
from cases.models import Task
from cases.queries.inspections import inspections_visible_to
from cases.queries.tasks import plan_of, tasks_for_reading, tasks_visible_to
from cases.task_rules import drafts_for
from cases.web.options import agencies_by_kind, handling_agencies
from kernel.access import claim, find, permit
from kernel.actor import Actor
from kernel.apart import ordinary
from kernel.forms import Choices, Options, VerbForm
from kernel.page_request import PageRequest
from kernel.verbs import FieldOf
from kernel.web import check_seen, page
from kernel.web_forms import Question, ask

GROUPS = {
    "what": ("title", "origin", "inspection", "kind", "problem", "number"),
    "plan": ("goal", "measures", "starts_on", "deadline", "lead_agency", "responsible_agencies", "acceptance_agency"),
    "who": ("county_leader", "department_leader", "responsible_leader", "responsible_person"),
}


@page
@require_http_methods(["GET", "HEAD", "POST"])
def new_task(request: PageRequest) -> HttpResponse:
    """Show the form, or take the task into the book."""
    actor = request.actor
    permit(in_business(actor) and drafts_for(actor, actor.agency_id))
    return _answered(request, None)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def edit_task(request: PageRequest, pk: str) -> HttpResponse:
    """Show the draft's plan, or keep what was changed."""
    actor = request.actor
    task = find(tasks_for_reading(tasks_visible_to(actor)), pk)
    permit(drafts_for(actor, task.lead_agency_id))
    return _answered(request, task)


def _answered(request: PageRequest, task: Task | None) -> HttpResponse:
    actor = request.actor

    def does(plan: DraftTask, now: datetime) -> str:
        permit(drafts_for(actor, plan.lead_agency.pk if plan.lead_agency else None))
        if task is None:
            return f"/tasks/{draft_task(plan, by=actor, at=now).pk}"
        locked = claim(tasks_visible_to(actor), task.pk)
        check_seen(request, locked.version)
        return f"/tasks/{revise_task(locked, plan, by=actor, at=now).pk}"

    question = Question(
        DraftTask,
        does,
        template="cases/tasks/plan.html",
        options=_options(actor, on=timezone.localdate()),
        initial=_initial(task),
        context=lambda form: _grouped(form, task),
        seen=task.version if task else None,
    )
    return ask(request, question)


def _grouped(form: VerbForm, task: Task | None) -> dict[str, Any]:
    """The fields under their headings; a task keeps its number."""
    shown = [name for name in form.fields if task is None or name != "number"]
    return {"task": task, **{head: [form[name] for name in names if name in shown] for head, names in GROUPS.items()}}


def _initial(task: Task | None) -> dict[str, Any]:
    """The plan as its form shows it."""
    if task is None:
        return {"kind": "individual"}
    plan = plan_of(task)
    agencies = {name: task_code for name, task_code in _codes(task).items() if task_code}
    days = {name: plan[name].isoformat() if plan[name] else "" for name in ("starts_on", "deadline")}
    return {**plan, **days, **agencies, "measures": "\n".join(task.measures)}


def _codes(task: Task) -> dict[str, Any]:
    return {
        "lead_agency": task.lead_agency_id,
        "inspection": task.inspection_id,
        "acceptance_agency": task.acceptance_agency_id,
        "responsible_agencies": [row.agency_id for row in task.responsibilities.all()],
    }


def _options(actor: Actor, *, on: date) -> Options:
    def options(field: FieldOf) -> Choices | None:
        if field.name == "acceptance_agency":
            return acceptance_agencies(on=on)
        if field.type == "inspection":
            return [(str(one.pk), one.name) for one in ordinary(inspections_visible_to(actor))]
        if field.type == "agency":
            return agencies_by_kind(on=on, without=None)
        return [(agency.code, agency.name) for agency in handling_agencies(on=on)] if field.type == "agency[]" else None

    return options


def acceptance_agencies(*, on: date) -> Choices:
    """Who may accept the work: the command office too."""
    agencies = (
        Agency.objects.exclude(kind__in=DISCIPLINE_KINDS)
        .order_by("kind", "region", "code")
        .filter(in_force(on), case="")
    )
    return [(agency.code, agency.name) for agency in agencies]
