"""The Celery application: Redis wakes it, PostgreSQL tells it what to do."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
app = Celery("qingyuan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["kernel"])
app.steps["worker"].add("kernel.worker:RelayTimer")
