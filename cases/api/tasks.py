"""Rectification tasks at the REST door."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.rules import in_business
from cases.actions.source_names import Source
from cases.actions.tasks import DraftTask, draft_task, revise_task
from cases.api.files import bytes_of
from cases.api.task_shapes import (
    TaskEdit,
    TaskIn,
    acceptance_shown,
    look_back_shown,
    milestone_shown,
    report_shown,
    task_shown,
)
from cases.models import Acceptance, LookBack, Milestone, Task
from cases.nouns import TASKS
from cases.queries.attachments import papers_of_task, papers_visible_to
from cases.queries.clues import clues_visible_to
from cases.queries.tasks import plan_of, reports_of, tasks_for_reading, tasks_visible_to
from cases.queries.timelines import record_timeline
from cases.task_filters import TaskFilter
from cases.task_rules import drafts_for
from kernel.access import claim, find, permit
from kernel.actor import MarksAnswer
from kernel.api import entity_tag, page_of
from kernel.errors import BadInput, FieldError
from kernel.marks_answers import without_marks_answer
from kernel.rest import AnyMedia, check_match
from kernel.rest_nouns import CREATED, SHOWS, ActionList, NounView, OneAction, OneRecord, filtered


class TaskView(NounView):
    """What every address of tasks shares."""

    noun = TASKS
    read_scope = "tasks:read"
    write_scope = "tasks:write"

    def read(self, pk: str) -> Task:
        """The task with everything its answer shows."""
        return find(tasks_for_reading(tasks_visible_to(self.actor)), pk)

    def read_back(self, task: Task) -> Task:
        """A task just written, with everything its answer shows."""
        return tasks_for_reading(Task.objects.all()).get(pk=task.pk)

    def tag(self, task: Task) -> str:
        """By version, and by the day on which its pace is reckoned."""
        return entity_tag(task.id, task.version, timezone.localdate())

    def shown(self, task: Task) -> dict[str, Any]:
        """The task, with its pace today."""
        return task_shown(task, on=timezone.localdate())


class TaskList(TaskView):
    """`/tasks`."""

    parameters = None

    def get(self, request: Request) -> Response:
        """One page, newest first."""
        rows = tasks_for_reading(filtered(request, TaskFilter, tasks_visible_to(self.actor), by=self.actor))
        tasks, addresses = page_of(rows, request, by="created_at")
        return Response({"results": [self.shown(task) for task in tasks], **addresses})

    def post(self, request: Request) -> Response:
        """Draft a task."""
        permit(in_business(self.actor) and drafts_for(self.actor, self.actor.agency_id))
        told, marks = without_marks_answer(request.data)
        shape = TaskIn(data=told, context={"by": self.actor})
        shape.is_valid(raise_exception=True)
        return self.once(lambda now: self._draft(dict(shape.validated_data), marks, now), replay=self.replayed)

    def _draft(self, data: dict[str, Any], marks: MarksAnswer, now: datetime) -> Response:
        pk, source = data.pop("clue", None), data.pop("source", None)
        plan = as_plan(data)
        permit(drafts_for(self.actor, plan.lead_agency.pk if plan.lead_agency else None))
        clue = clues_visible_to(self.actor).defer("search").filter(pk=pk).first() if pk else None
        if pk and clue is None:
            raise BadInput(errors=[FieldError("/clue", "does_not_exist", _("没有找到该线索"))])
        known = Source(**source) if source else None
        return self.answer(
            self.read_back(draft_task(plan, by=self.actor.answering(marks), at=now, clue=clue, source=known)),
            status=CREATED,
        )


def as_plan(data: dict[str, Any]) -> DraftTask:
    """Cleaned input as a plan."""
    cleaned: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
    return DraftTask(**cleaned)


class TaskDetail(OneRecord, TaskView):
    """`/tasks/{id}`."""

    def patch(self, request: Request, pk: str) -> Response:
        """Complete or mend a plan that nobody has approved yet."""
        with transaction.atomic():
            task = claim(tasks_visible_to(self.actor), pk)
            permit(drafts_for(self.actor, task.lead_agency_id))
            told, marks = without_marks_answer(request.data)
            shape = TaskEdit(data=told, partial=True, context={"by": self.actor})
            shape.is_valid(raise_exception=True)
            check_match(request, self.tag(task), lambda: self.shown(self.read(pk)), required=True)
            plan = as_plan({**plan_of(task), **shape.validated_data})
            permit(drafts_for(self.actor, plan.lead_agency.pk if plan.lead_agency else None))
            revise_task(task, plan, by=self.actor.answering(marks), at=timezone.now())
        return self.answer(self.read(pk))


class TaskActions(ActionList, TaskView):
    """`/tasks/{id}/actions`."""


class TaskAction(OneAction, TaskView):
    """`/tasks/{id}/actions/{name}`."""


class TaskTimeline(TaskView):
    """`/tasks/{id}/timeline`."""

    def get(self, request: Request, pk: str) -> Response:
        """What happened, oldest first."""
        return Response({"results": record_timeline(find(tasks_visible_to(self.actor), pk))})


class TaskPart(OneAction, TaskView):
    """A list that belongs to a task; posting to it is the verb that adds a line."""

    adds: ClassVar[str]

    def verb_name(self) -> str:
        """The verb that adds a line."""
        return self.adds

    def line(self, row: Any) -> dict[str, object]:
        """One line as it is shown."""
        raise NotImplementedError

    def rows(self, task: Task) -> "QuerySet[Any]":
        """The lines, in their order."""
        raise NotImplementedError

    def get(self, request: Request, pk: str) -> Response:
        """All lines of the task."""
        task = find(tasks_visible_to(self.actor), pk)
        return Response({"results": [self.line(row) for row in self.rows(task)]})

    def post(self, request: Request, pk: str, name: str = "") -> Response:
        """Add a line: the same as the verb."""
        return super().post(request, pk, self.adds)

    def after(self, done: Any, row: Any) -> Response:
        """201 with the line that came last."""
        newest: Model = self.rows(row).order_by("-id")[:1].get()
        return self._added(newest, CREATED)

    def replayed(self, resource: str, status: int) -> Response:
        """The same line again."""
        task = find(tasks_visible_to(self.actor), self.kwargs["pk"])
        return self._added(find(self.rows(task), resource), status)

    def _added(self, line: Any, status: int) -> Response:
        response = Response(self.line(line), status=status)
        response.resource = line.pk  # type: ignore[attr-defined]
        return response


class TaskProgress(TaskPart):
    """`/tasks/{id}/progress`."""

    adds = "report_progress"

    def line(self, row: Any) -> dict[str, object]:
        """As the contract prints it."""
        return report_shown(row)

    def rows(self, task: Task) -> "QuerySet[Any]":
        """Newest first."""
        return reports_of(task)


class TaskMilestones(TaskPart):
    """`/tasks/{id}/milestones`."""

    adds = "add_milestone"

    def line(self, row: Any) -> dict[str, object]:
        """As the contract prints it."""
        return milestone_shown(row)

    def rows(self, task: Task) -> "QuerySet[Any]":
        """By day."""
        return Milestone.objects.filter(task=task)


class TaskAcceptances(TaskPart):
    """`/tasks/{id}/acceptances`."""

    adds = "request_acceptance"

    def line(self, row: Any) -> dict[str, object]:
        """As the contract prints it."""
        return acceptance_shown(row)

    def rows(self, task: Task) -> "QuerySet[Any]":
        """Newest first."""
        return Acceptance.objects.filter(task=task).select_related("decided_by").prefetch_related("files")


class TaskLookBacks(TaskPart):
    """`/tasks/{id}/look-backs`."""

    adds = "look_back"

    def line(self, row: Any) -> dict[str, object]:
        """As the contract prints it."""
        return look_back_shown(row)

    def rows(self, task: Task) -> "QuerySet[Any]":
        """By day."""
        return LookBack.objects.filter(task=task)


class TaskFileBytes(TaskView):
    """`/tasks/{id}/files/{file}`: what shows that it was put right, diary photographs and signed decisions among it."""

    content_negotiation_class = AnyMedia

    def get(self, request: Request, pk: str, file: str) -> HttpResponseBase:
        """The bytes, with their hash."""
        task = find(tasks_visible_to(self.actor), pk)
        return bytes_of(find(papers_of_task(papers_visible_to(self.actor), task), file), request)


SHOWS[Task] = TaskView
