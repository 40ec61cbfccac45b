"""挂图作战: every task on one wall, by region and owner, with the days it has left; units, and names by choice."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from cases.models import COMPLETED, Task, TaskStatus
from kernel.actor import Actor
from kernel.days import local_day
from kernel.listing import first_of
from reports.metrics import METRICS, Counts
from reports.queries.answers import answer_to
from reports.queries.figures import Wanted
from reports.queries.groups import Group, groups_of
from reports.queries.keys import NOBODY, WIDTHS
from reports.queries.questions import Question
from reports.queries.task_figures import NOT_COUNTED, tasks_wanted

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


@dataclass(frozen=True)
class Wall:
    """Everything on the wall, and the counts over all of it."""

    counts: Counts
    regions: list[WallRegion]


def wall_of(actor: Actor, wanted: Wanted, *, at: datetime, names: bool) -> Wall:
    """The tasks that count, by region: the unfinished first and all of them, by deadline; those written off last.

    How many there are says the registry; whatever is not shown of the completed ones is told by each region's `total`.
    """
    counts = answer_to(Question(METRICS["completion_rate"], wanted, at, actor, ("region",)))
    counted = tasks_wanted(actor, wanted).exclude(status__in=NOT_COUNTED)
    ordered = counted.select_related("lead_agency__region").order_by("deadline", "id")
    unfinished = ordered.exclude(status__in=COMPLETED)
    completed = first_of(ordered.filter(status__in=COMPLETED).order_by("-deadline", "id"), MOST_COMPLETED)
    found: dict[str, list[Task]] = {}
    for task in sorted((*unfinished, *completed), key=_place):
        found.setdefault(_region(task), []).append(task)
    today = local_day(at)
    regions = [
        _region_shown(group, [_shown(task, today, names=names) for task in found.get(group.key, [])])
        for group in groups_of(counts.by["region"], "region", actor=actor)
        if group.counts.tasks
    ]
    return Wall(counts.whole, regions)


def _region_shown(group: Group, tasks: list[WallTask]) -> WallRegion:
    name = _("未定牵头单位") if group.key == NOBODY else group.label
    return WallRegion(str(name), tasks, group.counts.tasks, group.counts.tasks_unfinished)


def _region(task: Task) -> str:
    return task.lead_agency.region_id[: WIDTHS["county"]] if task.lead_agency else NOBODY


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
