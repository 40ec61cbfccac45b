"""挂图作战: every task on one wall, by region and owner, with the days it has left; units, and names by choice."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import COMPLETED, Task, TaskStatus
from cases.queries.tasks import tasks_visible_to
from kernel.actor import Actor
from reports.queries.figures import Wanted

MOST = 300
# How many days before its deadline a task turns blue and yellow, as its clock does.
BLUE, YELLOW = 30, 7


@dataclass(frozen=True)
class WallTask:
    """One task on the wall; `person` is empty where no names are wanted."""

    title: str
    unit: str
    person: str
    deadline: str
    left: str
    tone: str


@dataclass(frozen=True)
class WallRegion:
    """The tasks of one region."""

    name: str
    tasks: list[WallTask]


def wall_of(actor: Actor, wanted: Wanted, *, at: datetime, names: bool) -> list[WallRegion]:
    """The tasks that count, by region and the nearest deadline; those written off stand grey at the end."""
    chosen = {
        "source_system": wanted.source,
        "inspection": wanted.inspection,
        "lead_agency__region__code__startswith": wanted.region_code,
    }
    tasks = tasks_visible_to(actor).exclude(status__in=[TaskStatus.DRAFT, TaskStatus.CANCELLED])
    tasks = tasks.filter(lead_agency__isnull=False, **{name: value for name, value in chosen.items() if value})
    found = list(tasks.select_related("lead_agency__region").order_by("lead_agency__region", "deadline", "id")[:MOST])
    today = timezone.localdate(at)
    return [
        WallRegion(name, sorted((_shown(task, today, names=names) for task in group), key=_grey))
        for name, group in groupby(found, key=_region)
    ]


def _region(task: Task) -> str:
    return task.lead_agency.region.name if task.lead_agency else ""


def _grey(task: WallTask) -> bool:
    return task.tone == "grey"


def _shown(task: Task, today: date, *, names: bool) -> WallTask:
    left = (task.deadline - today).days if task.deadline else None
    return WallTask(
        title=task.title,
        unit=task.lead_agency.name if task.lead_agency else "",
        person=task.responsible_person if names else "",
        deadline=f"{task.deadline:%Y-%m-%d}" if task.deadline else "—",
        left=_left(task, left),
        tone=tone_of(task, left),
    )


def _left(task: Task, left: int | None) -> str:
    if task.status in COMPLETED:
        return str(task.get_status_display())
    if left is None:
        return "—"
    return _("剩%s天") % left if left >= 0 else _("逾期%s天") % -left


def tone_of(task: Task, left: int | None) -> str:
    """Grey once written off, green once completed, else blue, yellow or red by its clock."""
    if task.status == TaskStatus.WRITTEN_OFF:
        return "grey"
    if task.status in COMPLETED:
        return "green"
    if left is None or left > BLUE:
        return "plain"
    return "red" if left < 0 else "yellow" if left <= YELLOW else "blue"
