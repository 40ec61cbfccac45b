"""The Celery application: it does the work, and PostgreSQL keeps the promise that it is done."""

import os
from typing import Any

from celery import Celery, bootsteps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
app = Celery("qingyuan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class OwnRing(bootsteps.StartStopStep):
    """A worker whose key ring is not this database's ends before it takes work."""

    def start(self, parent: Any) -> None:
        """Ask once the apps are ready."""
        from config.sealed import end_with_a_strange_ring  # noqa: PLC0415 -- apps ready

        end_with_a_strange_ring()


app.steps["worker"].add(OwnRing)
app.steps["worker"].add("kernel.consuming:Watchdog")
