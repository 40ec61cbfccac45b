"""What the weekly report tells beside the figures: pace by colour, checks on site, what is due, what did not come."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from cases.models import MissedReport, Pace, ProgressReport, TaskKind
from reports.counts import Family
from reports.queries.blocks import Block, Scope
from reports.queries.figures import with_state
from reports.queries.populations import population
from reports.queries.task_figures import task_population

AHEAD = timedelta(days=30)


def colours(scope: Scope) -> Block:
    """序时进度: green is on schedule or done, yellow behind, red overdue, grey not begun."""
    standings: QuerySet[Any] = task_population(scope.reader, scope.wanted, as_of=scope.as_of)
    told = {
        "green": (_("绿（达到序时进度、已完成）"), (Pace.ON_SCHEDULE, Pace.DONE)),
        "yellow": (_("黄（未达序时进度）"), (Pace.BEHIND,)),
        "red": (_("红（逾期）"), (Pace.OVERDUE,)),
        "grey": (_("灰（未开始）"), (Pace.NOT_STARTED,)),
    }
    block = Block(_("序时进度"))
    for name, (label, paces) in told.items():
        block.count_rows(f"tasks_{name}", label, standings.filter(pace__in=paces), Family.TASKS, "task")
    return block if any(block.kept.values()) else block.unprinted()


def ahead(scope: Scope) -> Block:
    """What falls due within the thirty days after, as it stood."""
    until = scope.as_of + AHEAD
    clues = population(scope.reader, scope.wanted, as_of=scope.as_of).clues
    near = clues.filter(Q(due_at__gt=scope.as_of, due_at__lte=until) | Q(cycle__gt=1))
    open_then: QuerySet[Any] = with_state(near, as_of=scope.as_of)
    due = open_then.filter(state="open", due__gt=scope.as_of, due__lte=until)
    tasks = unfinished(scope)
    block = Block(_("未来30天到期"))
    block.count_rows("clues_due_soon", _("将到期线索"), due, Family.CLUES)
    tasks = tasks.filter(deadline__gt=scope.day, deadline__lte=scope.day + AHEAD)
    block.count_rows("tasks_due_soon", _("将到期整改任务"), tasks, Family.TASKS, "task")
    return block


def unfinished(scope: Scope) -> QuerySet[Any]:
    """The tasks that were not done then."""
    standings: QuerySet[Any] = task_population(scope.reader, scope.wanted, as_of=scope.as_of)
    return standings.exclude(pace=Pace.DONE)


def on_site(scope: Scope) -> Block:
    """个性任务: how many were checked on site in the week, and whose report did not come."""
    standings = task_population(scope.reader, scope.wanted, as_of=scope.as_of)
    told = ProgressReport.objects.filter(
        task=OuterRef("task"), site_checked=True, submitted_at__gte=scope.begins, submitted_at__lte=scope.as_of
    )
    running = unfinished(scope).filter(task__kind=TaskKind.INDIVIDUAL)
    missed = MissedReport.objects.filter(
        task__in=standings.values("task"), ends_on__gte=scope.first_day, ends_on__lte=scope.day
    )
    block = Block(_("现场检查和填报"))
    every = block.keep("tasks_to_check", running, Family.TASKS, "task")
    checked = block.keep("tasks_checked", running.filter(Exists(told)), Family.TASKS, "task")
    numbers = block.number_of(checked.kept), block.number_of(every.kept)
    block.rate("site_checked_rate", _("个性任务现场检查率"), *numbers, replace(checked, of=every))
    # The rows are the tasks whose reports did not come, of which one may have missed several.
    block.keep("reports_missed", missed, Family.TASKS)
    late = block.number_of("reports_missed")
    block.count("reports_missed", _("未按期填报"), late, block.keep("reports_missed", missed, Family.TASKS, "task"))
    return block if standings.exists() else block.unprinted()
