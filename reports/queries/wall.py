"""挂图作战: every task on one wall, by region and owner, with the days it has left; units, and names by choice."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.utils.translation import gettext as _

from cases.models import COMPLETED, Task, TaskStatus
from cases.queries.tasks import tasks_visible_to
from kernel.actor import Actor
from kernel.apart import ordinary
from kernel.days import local_day
from kernel.listing import first_of
from reports.queries.figures import Wanted

# So many completed tasks have room beside the unfinished ones, the latest deadlines first.
MOST_COMPLETED = 1_000
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
    """The tasks of one region: every unfinished one, and of the completed ones as many as there is room for."""

    name: str
    tasks: list[WallTask]
    total: int
    unfinished: int


def wall_of(actor: Actor, wanted: Wanted, *, at: datetime, names: bool) -> list[WallRegion]:
    """The tasks that count, by region: the unfinished first and all of them, by deadline; those written off last.

    Whatever is not shown of the completed ones is told by each region's `total`.
    """
    chosen = {
        "source_system": wanted.source,
        "inspection": wanted.inspection,
        "lead_agency__region__code__startswith": wanted.region_code,
    }
    mine = tasks_visible_to(actor) if wanted.is_one_order else ordinary(tasks_visible_to(actor), source=wanted.source)
    tasks = mine.exclude(status__in=[TaskStatus.DRAFT, TaskStatus.CANCELLED])
    tasks = tasks.filter(**{name: value for name, value in chosen.items() if value})
    ordered = tasks.select_related("lead_agency__region").order_by("lead_agency__region", "deadline", "id")
    unfinished = list(ordered.exclude(status__in=COMPLETED))
    completed = first_of(ordered.filter(status__in=COMPLETED).order_by("-deadline", "id"), MOST_COMPLETED)
    totals = dict(tasks.order_by().values_list("lead_agency__region__name").annotate(count=Count("pk")))
    today = local_day(at)
    return [
        _region_shown(name, [one for one in (*unfinished, *completed) if _region(one) == name], total, today, names)
        for name, total in sorted(totals.items(), key=lambda told: told[0] or "")
    ]


def _region_shown(name: str | None, tasks: list[Task], total: int, today: date, names: bool) -> WallRegion:  # noqa: FBT001 -- as the wall was asked for
    shown = [_shown(task, today, names=names) for task in sorted(tasks, key=_place)]
    unfinished = sum(task.status not in COMPLETED for task in tasks)
    return WallRegion(name or str(_("未定牵头单位")), shown, total, unfinished)


def _region(task: Task) -> str | None:
    return task.lead_agency.region.name if task.lead_agency else None


def _place(task: Task) -> tuple[int, date, str]:
    """Unfinished, completed, written off; the nearest deadline first."""
    rank = 2 if task.status == TaskStatus.WRITTEN_OFF else int(task.status in COMPLETED)
    return rank, task.deadline or date.max, str(task.pk)


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
