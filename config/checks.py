"""What production refuses to start without."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import DatabaseError, connection

from agencies.models import Person
from config.news import events_without_a_line
from config.sealed import fault_of_ring
from config.settings import base
from config.subscriptions import SUBSCRIPTIONS

SHORTEST_SECRET = 32
DEMO_ACCOUNT = "intake"


@register(Tags.security, deploy=True)
def production_is_safe(app_configs: Any, **options: Any) -> list[Error]:
    """No debugging, no default secret, no missing keys, no demo city, and a log the application cannot change."""
    if settings.MODE != "production":
        return []
    faults = [*_settings_faults()]
    try:
        faults += _database_faults()
    except DatabaseError:
        faults.append(Error("the database does not answer", id="qingyuan.E005"))
    return faults


def _settings_faults() -> list[Error]:
    faults = []
    if settings.DEBUG:
        faults.append(Error("DEBUG is on", id="qingyuan.E001"))
    if settings.SECRET_KEY == base.UNSAFE_SECRET or len(settings.SECRET_KEY) < SHORTEST_SECRET:
        faults.append(Error("QINGYUAN_SECRET_KEY is missing or short", id="qingyuan.E002"))
    if not settings.KEY_RING.exists():
        faults.append(Error(f"there is no key ring at {settings.KEY_RING}", id="qingyuan.E003"))
    image = settings.MAP_IMAGE
    given = [bool(image), bool(settings.MAP_BOX), bool(settings.MAP_APPROVAL)]
    if any(given) and not (all(given) and image and image.is_file()):
        faults.append(
            Error("QINGYUAN_MAP_IMAGE, _BOX and _APPROVAL go together, and the file is there", id="qingyuan.E007")
        )
    return faults


def _database_faults() -> list[Error]:
    if "kernel_knownkey" not in connection.introspection.table_names():
        return []
    faults = []
    if fault := fault_of_ring():
        faults.append(Error(fault, id="qingyuan.E008"))
    if Person.objects.filter(username=DEMO_ACCOUNT, name__startswith="演示").exists():
        faults.append(Error("the demo city's accounts are in this database", id="qingyuan.E004"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('kernel_event', 'DELETE')")
        if cursor.fetchone() == (True,):
            faults.append(Error("DATABASE_URL may change the event log: give it a role of its own", id="qingyuan.E006"))
    return faults


@register()
def every_event_has_a_line_in_the_news(app_configs: Any, **options: Any) -> list[Error]:
    """No event of a workflow and no subscription without saying who hears of it, or why nobody does."""
    missing = events_without_a_line(SUBSCRIPTIONS)
    hint = "write a line for it in the app's news.py"
    return [Error(f"{name} has no line in the news", hint=hint, id="qingyuan.E020") for name in missing]
