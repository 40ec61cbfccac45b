"""What is asked of satchels and their diaries."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, QuerySet

from agencies.rules import is_command_office
from cases.backscheduling import days_between
from cases.models import DiaryCorrection, DiaryDraft, DiaryEntry, Satchel, SatchelItem, Task
from cases.queries.tasks import is_tied, tasks_visible_to
from cases.task_rules import SATCHEL_DECIDING, SATCHEL_PERMISSIONS
from cases.workflow import SATCHEL
from kernel.actor import Actor
from kernel.errors import NotFound

EDITABLE_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class DiaryFigures:
    """Site-days that were due, that have their entry, and that have none though the day is over."""

    due: int
    written: int
    missing: int


@dataclass(frozen=True)
class Cell:
    """One site on one day: `written`, `missing`, `due` today, or `ahead`."""

    day: date
    site: str
    state: str
    entry: DiaryEntry | None


def satchels_visible_to(actor: Actor) -> QuerySet[Satchel]:
    """Whoever sees the task sees its satchel."""
    satchels = Satchel.objects.all()
    return satchels if is_command_office(actor) else satchels.filter(task__in=tasks_visible_to(actor))


def satchels_for_reading(satchels: QuerySet[Satchel]) -> QuerySet[Satchel]:
    """With everything that one satchel shows, in a fixed number of queries."""
    corrections = Prefetch("corrections", DiaryCorrection.objects.select_related("person"))
    entries = DiaryEntry.objects.select_related("person", "agency").prefetch_related(corrections, "photos")
    parts = (Prefetch("entries", entries), "items", "decisions")
    return satchels.select_related("task", "task__lead_agency").prefetch_related(*parts)


def may_satchel(actor: Actor, verb: str, satchel: Satchel) -> bool:
    """Say whether this actor may ever do this to this satchel, whatever its status."""
    tied = verb in SATCHEL_DECIDING and is_tied(actor, satchel.task)
    return not tied and SATCHEL_PERMISSIONS[f"cases.{verb}_satchel"](actor, satchel.task)


def verbs_open_to_satchel(actor: Actor, satchel: Satchel) -> list[str]:
    """What this actor may do to this satchel now."""
    return [verb for verb in SATCHEL.open_to(satchel) if may_satchel(actor, verb, satchel)]


def last_day_of(satchel: Satchel) -> date:
    """The last day on which an entry is due: the end, or the day it was cleared."""
    return min(satchel.ends_on, satchel.cleared_on) if satchel.cleared_on else satchel.ends_on


def cells_of(satchel: Satchel, *, on: date) -> list[Cell]:
    """Every site and day from the opening to the last day, with what there is; a day is missing once it is over."""
    entries = {(entry.day, entry.site): entry for entry in satchel.entries.all()}
    cells = []
    for day in days_between(satchel.opens_on, last_day_of(satchel)):
        for site in satchel.sites:
            entry = entries.get((day, site))
            over = "missing" if day < on else "due" if day == on else "ahead"
            cells.append(Cell(day, site, "written" if entry else over, entry))
    return cells


def diary_figures(satchel: Satchel, *, on: date) -> DiaryFigures:
    """How complete the diary is on a day."""
    states = [cell.state for cell in cells_of(satchel, on=on) if cell.day <= on]
    return DiaryFigures(len(states), states.count("written"), states.count("missing"))


def days_early(satchel: Satchel) -> int | None:
    """How many days before its end it was cleared; None while it runs."""
    return (satchel.ends_on - satchel.cleared_on).days if satchel.cleared_on else None


def is_locked(entry: DiaryEntry, *, at: datetime) -> bool:
    """Say whether only corrections may be added."""
    return at >= entry.written_at + EDITABLE_FOR


def items_left(satchel: Satchel) -> QuerySet[SatchelItem]:
    """What is not accepted yet."""
    return SatchelItem.objects.filter(satchel=satchel, accepted_on__isnull=True)


def draft_of(satchel: Satchel, actor: Actor) -> dict[str, str]:
    """What this person has typed so far."""
    found = DiaryDraft.objects.filter(satchel=satchel, person=actor.person.pk if actor.person else 0).first()
    return dict(found.words) if found else {}


def entries_of_task(task: Task) -> QuerySet[DiaryEntry]:
    """Every entry of a task's satchels, the latest day first."""
    corrections = Prefetch("corrections", DiaryCorrection.objects.select_related("person"))
    entries = DiaryEntry.objects.filter(satchel__task=task).select_related("person", "agency")
    return entries.prefetch_related(corrections, "photos")


def running_satchel(task: Task) -> Satchel:
    """The task's latest satchel, or NotFound where none was opened."""
    satchel = Satchel.objects.filter(task=task).first()
    if satchel is None:
        raise NotFound
    return satchel
