"""The Celery application: it does the work, and PostgreSQL keeps the promise that it is done."""

import os
import resource
from typing import Any

from celery import Celery, Task, bootsteps
from django.db import close_old_connections
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
MEMORY = 3 * 1024**3
TRANSPORT_ALIASES |= dict.fromkeys(("redis", "rediss"), "kernel.acknowledging:Transport")
TRANSPORT_ALIASES["sentinel"] = "kernel.acknowledging:SentinelTransport"


class Work(Task[..., Any]):
    """A task on a database connection that still works, which ends its worker by no fault of its own."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run it; Celery would take a MemoryError for the worker's own, and stop."""
        close_old_connections()
        try:
            return self.run(*args, **kwargs)
        except MemoryError:
            raise RuntimeError("out of memory") from None


app = Celery("qingyuan", task_cls=Work, amqp="kernel.reconnecting:Lines")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class OwnRing(bootsteps.StartStopStep):
    """A worker whose key ring is not this database's ends before it takes work."""

    def start(self, parent: Any) -> None:
        """Ask once the apps are ready."""
        from config.sealed import end_with_a_strange_ring  # noqa: PLC0415 -- apps ready

        end_with_a_strange_ring()


class Bounds(bootsteps.Step):
    """No process of a worker takes more memory than this: a task that asks for more fails, and its neighbours live."""

    def __init__(self, parent: Any, **options: Any) -> None:
        _now, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, most))
        super().__init__(parent, **options)


# Set before the first child is forked: each inherits it.
app.steps["worker"].add(Bounds)
app.steps["worker"].add(OwnRing)
app.steps["worker"].add("kernel.consuming:Watchdog")
