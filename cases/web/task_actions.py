"""Every verb of a task on one page."""

from typing import Any

from django.utils import timezone

from agencies.queries.changes import record_since
from cases.models import Task
from cases.nouns import TASKS
from cases.queries.schemes import items_in_use
from cases.queries.tasks import milestones_of, open_objections_of
from cases.web.labels import GRAVE_TASK_VERBS
from kernel.forms import Choices, Options
from kernel.page_request import PageRequest
from kernel.verbs import FieldOf
from kernel.web_nouns import VerbPage


def _options(task: Task) -> Options:
    def options(field: FieldOf) -> Choices | None:
        if field.type == "checklistitem":
            return [(str(item.pk), f"{item.scheme.name} {item.text}") for item in items_in_use()]
        if field.type == "objection":
            return [(str(one.pk), str(one)) for one in open_objections_of(task)]
        if field.type != "milestone":
            return None
        return [(str(one.pk), f"{one.due_on} {one.name}") for one in milestones_of(task)]

    return options


def _title(request: PageRequest, task: Task) -> str:
    return task.title


def _suggested(name: str, task: Task) -> dict[str, Any]:
    """What a form starts with: today, and how far the task is."""
    today = timezone.localdate().isoformat()
    return {
        "date": today,
        "raised_on": today,
        "percent": task.accepted_percent,
        "claimed_percent": task.accepted_percent,
        "checked_on": today,
        "sponsor": task.sponsor,
    }


task_action = VerbPage(TASKS, _options, _title, GRAVE_TASK_VERBS, suggested=_suggested, since=record_since).view()
