"""Where another system knows a record: whose the system's name is, and what already stands under an id."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import SourceSystem
from cases.models import Clue, Task
from cases.queries.clues import clues_visible_to
from cases.queries.sources import may_send_as
from cases.queries.tasks import tasks_visible_to
from kernel.actor import Actor
from kernel.errors import GuardUnmet

HOLD_ONE = """
SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 1)), pg_advisory_xact_lock(hashtextextended(%s, 2))
"""
HOLD_SYSTEMS = "SELECT pg_advisory_xact_lock(hashtextextended(name, 1)) FROM unnest(%s) AS name"


@dataclass(frozen=True)
class Source:
    """Where another system knows the clue."""

    system: str
    external_id: str
    version: str = ""


class SourceExists(GuardUnmet):
    """Another record, which the caller sees, already carries this system's external id."""

    code = "source_exists"
    status = 409


class SourceTaken(GuardUnmet):
    """The name of the system, or the id under it, is not the caller's; whether anything stands there is untold."""

    code = "source_taken"
    status = 409
    detail = gettext_lazy("该来源名称或编号不归本客户端使用，请与攻坚办核对登记的来源名称")


def hold_sources(*sources: Source) -> None:
    """Let nobody else register under these names until the transaction ends: one by its id, many by their systems."""
    with connection.cursor() as cursor:
        if len(sources) == 1:
            cursor.execute(HOLD_ONE, [sources[0].system, f"{sources[0].system}\x1f{sources[0].external_id}"])
        elif sources:
            cursor.execute(HOLD_SYSTEMS, [sorted({source.system for source in sources})])


def owns_name(by: Actor, system: str) -> bool:
    """Say whether the actor sends under this name.

    The first name that a client without one uses, and that nobody had, becomes its own for good: this needs an open
    transaction.
    """
    owned = may_send_as(by, system)
    if owned or by.client is None:
        return owned
    mine = SourceSystem.objects.filter(client=by.client.pk)
    used = any(model._default_manager.filter(source_system=system).exists() for model in (Clue, Task))
    if mine.exists() or used:
        return False
    SourceSystem.objects.bulk_create([SourceSystem(name=system, client_id=by.client.pk)], ignore_conflicts=True)
    return may_send_as(by, system)


def refuse_known_source(source: Source | None, *, by: Actor) -> None:
    """Let nobody else register under this name until the transaction ends; refuses as `_refuse_known` a known clue."""
    if source is not None:
        hold_sources(source)
        _refuse_known(source, Clue.objects.defer("search"), clues_visible_to(by), by=by)


def refuse_known_task_source(source: Source | None, *, by: Actor) -> None:
    """Refuses as `_refuse_known` a known task."""
    if source is not None:
        _refuse_known(source, Task.objects.all(), tasks_visible_to(by), by=by)


def _refuse_known(
    source: Source, rows: "QuerySet[Clue] | QuerySet[Task]", visible: "QuerySet[Clue] | QuerySet[Task]", *, by: Actor
) -> None:
    """Refuse a name that is not the caller's (`source_taken`) and a known id (`source_exists`, where they see it)."""
    if not owns_name(by, source.system):
        raise SourceTaken
    known = rows.filter(source_system=source.system, source_external_id=source.external_id).first()
    if known is None:
        return
    if not visible.filter(pk=known.pk).exists():
        raise SourceTaken
    raise SourceExists(_("该来源编号已登记"), id=str(known.pk))
