"""What the weekly report tells beside the figures: pace by colour, checks on site, what is due, what did not come."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from cases.models import MissedReport, Pace, ProgressReport, TaskKind
from reports.queries.blocks import Block, Scope
from reports.queries.figures import with_state
from reports.queries.populations import population
from reports.queries.task_figures import task_population

AHEAD = timedelta(days=30)


def colours(scope: Scope) -> Block:
    """序时进度: green is on schedule or done, yellow behind, red overdue, grey not begun."""
    standings = task_population(scope.reader, scope.wanted, as_of=scope.as_of)
    paces = Counter(standings.values_list("pace", flat=True))  # type: ignore[misc]  # annotated
    block = Block(_("序时进度"))
    block.count("tasks_green", _("绿（达到序时进度、已完成）"), paces[Pace.ON_SCHEDULE] + paces[Pace.DONE])
    block.count("tasks_yellow", _("黄（未达序时进度）"), paces[Pace.BEHIND])
    block.count("tasks_red", _("红（逾期）"), paces[Pace.OVERDUE])
    block.count("tasks_grey", _("灰（未开始）"), paces[Pace.NOT_STARTED])
    return block if paces else block.unprinted()


def ahead(scope: Scope) -> Block:
    """What falls due within the thirty days after, as it stood."""
    until = scope.as_of + AHEAD
    clues = population(scope.reader, scope.wanted, as_of=scope.as_of).clues
    near = clues.filter(Q(due_at__gt=scope.as_of, due_at__lte=until) | Q(cycle__gt=1))
    open_then: QuerySet[Any] = with_state(near, as_of=scope.as_of)
    due = open_then.filter(state="open", due__gt=scope.as_of, due__lte=until)
    tasks = unfinished(scope)
    block = Block(_("未来30天到期"))
    block.count("clues_due_soon", _("将到期线索"), due.count())
    tasks = tasks.filter(deadline__gt=scope.day, deadline__lte=scope.day + AHEAD)
    block.count("tasks_due_soon", _("将到期整改任务"), tasks.count())
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
    block.rate("site_checked_rate", _("个性任务现场检查率"), running.filter(Exists(told)).count(), running.count())
    block.count("reports_missed", _("未按期填报"), missed.count())
    return block if standings.exists() else block.unprinted()
