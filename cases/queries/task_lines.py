"""A task as lists and pages print it, in words."""

from dataclasses import dataclass
from datetime import date, datetime

from cases.models import Pace, Task, TaskStatus
from cases.queries.lines import Due, Tag, due_of
from cases.queries.tasks import pace_of, planned_percent

STATUS_TONES = {
    TaskStatus.DRAFT: "",
    TaskStatus.APPROVED: "blue",
    TaskStatus.ISSUED: "blue",
    TaskStatus.IN_PROGRESS: "teal",
    TaskStatus.ACCEPTANCE_REQUESTED: "amber",
    TaskStatus.VERIFIED: "green",
    TaskStatus.PUBLICISED: "green",
    TaskStatus.POST_MONITORING: "green",
    TaskStatus.WRITTEN_OFF: "green",
    TaskStatus.REOPENED: "red",
    TaskStatus.CANCELLED: "",
}
PACE_TONES = {Pace.ON_SCHEDULE: "teal", Pace.BEHIND: "amber", Pace.OVERDUE: "red", Pace.DONE: "green"}


@dataclass(frozen=True)
class TaskLine:
    """One task in a list."""

    task: Task
    status: Tag
    pace: Tag | None
    planned: int
    due: Due | None

    @property
    def id(self) -> str:
        """The task's id, for addresses."""
        return str(self.task.pk)


def task_line(task: Task, *, on: date, at: datetime) -> TaskLine:
    """The task's line; asks the database nothing after `tasks_for_reading`."""
    pace = pace_of(task, on=on)
    waiting = not task.is_completed and task.status not in (TaskStatus.DRAFT, TaskStatus.CANCELLED)
    return TaskLine(
        task=task,
        status=Tag(task.get_status_display(), STATUS_TONES[TaskStatus(task.status)]),
        pace=Tag(Pace(pace).label, PACE_TONES.get(Pace(pace), "")) if pace else None,
        planned=planned_percent(task, on=on),
        due=due_of(task.due_at, at=at) if waiting and task.due_at else None,
    )
