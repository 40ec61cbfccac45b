"""How a task is saved: the row, and how it stands from now on."""

from datetime import datetime

from cases.models import Standing, Task


def keep_task(task: Task, *fields: str, at: datetime) -> None:
    """Save what an action changed, with status, version and the time of the change."""
    task.updated_at = at
    task.save(update_fields=["status", "version", "updated_at", *fields])


def standing_row(task: Task, *, at: datetime) -> Standing:
    """The unsaved row that says how the task stands from `at` on."""
    return Standing(
        task=task, since=at, state=task.status, accepted_percent=task.accepted_percent, deadline=task.deadline
    )


def stand(task: Task, *, at: datetime) -> None:
    """End the task's last standing and begin the present one."""
    Standing.objects.filter(task=task, until__isnull=True).update(until=at)
    standing_row(task, at=at).save(force_insert=True)
