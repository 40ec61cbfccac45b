"""How the work of the background stands: what waits in each queue, what failed, what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from django.db.models import Count, Max, Min, QuerySet
from django.utils.translation import gettext_lazy as _

from kernel.broker import queue_names
from kernel.deliveries import known_tasks
from kernel.liveness import last_beat
from kernel.models import WAITING, Delivery
from kernel.republishing import read_marks
from kernel.turns import calendar, next_turn

QUEUE_LABELS = {
    "routing": _("线索分派"),
    "clocks": _("时限"),
    "notices": _("通知"),
    "figures": _("统计"),
    "reports": _("报告"),
    "files": _("文件"),
    "imports": _("导入"),
}


@dataclass(frozen=True)
class QueueStanding:
    """One queue: its messages (None while the broker does not answer), and the rows that wait for it."""

    name: str
    label: str
    messages: int | None
    rows: int
    oldest: datetime | None
    read_up_to: datetime | None


def queues(messages: Mapping[str, int] | None) -> list[QueueStanding]:
    """Every queue, with how many messages the broker says."""
    told = Delivery.objects.filter(WAITING).order_by().values_list("queue").annotate(Count("id"), Min("run_at"))
    waiting = {queue: (rows, oldest) for queue, rows, oldest in told}
    read = read_marks()
    return [
        QueueStanding(
            name,
            str(QUEUE_LABELS[name]),
            messages.get(name) if messages is not None else None,
            *waiting.get(name, (0, None)),
            read.get(name),
        )
        for name in queue_names()
    ]


def failing() -> "QuerySet[Delivery]":
    """What failed and will be tried again, the next first."""
    return Delivery.objects.filter(WAITING, attempts__gt=0).order_by("run_at", "id")


def unknown() -> "QuerySet[Delivery]":
    """What waits for a task that this release does not know, as an older or a newer one left it; oldest first."""
    return Delivery.objects.filter(WAITING).exclude(task__in=known_tasks()).order_by("id")


def parked() -> "QuerySet[Delivery]":
    """What was given up, newest first."""
    return Delivery.objects.filter(dead_at__isnull=False).order_by("-dead_at", "-id")


def coming(now: datetime) -> list[tuple[str, datetime, datetime | None]]:
    """The tasks of the calendar: their next turn, and when the last one was done; the next first."""
    lines = calendar()
    opened = Delivery.objects.filter(task__in=lines, turn_at__isnull=False).order_by()
    done = dict(opened.values_list("task").annotate(Max("done_at")))
    turns = [(name, next_turn(line, now), done.get(name)) for name, line in lines.items()]
    return sorted(turns, key=itemgetter(1))


def beat_seen() -> datetime | None:
    """When beat's word came last."""
    return last_beat("beat")
