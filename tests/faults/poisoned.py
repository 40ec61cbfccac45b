"""The program's Celery application with tasks that behave as badly as tasks can: `celery -A tests.faults.poisoned`."""

from config.celery import app

HANGS_FOR = 1
app.conf.imports = ["tests.faults.poison"]
app.conf.task_annotations = {**app.conf.task_annotations, "tests.hangs": {"time_limit": HANGS_FOR}}

__all__ = ["app"]
