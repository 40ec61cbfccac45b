"""Reports that did not come: each is a row of its own, written after its period, never twice."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from cases.actions.clocks import office_zone
from cases.models import MissedReport, ProgressReport, Standing, Task, TaskKind, TaskStatus
from cases.periods import ONE_DAY, Period, periods_within
from kernel.actor import SYSTEM
from kernel.apart import ordinary
from kernel.days import local_day, start_of
from kernel.events import record

# How far back a turn looks: whoever starts late still finds what was missed meanwhile.
LOOK_BACK = timedelta(days=62)
Run = tuple[date, date]


def sweep_missed_reports(*, at: datetime) -> int:
    """Write down every period of the last two months for which an active task has no report in time; says how many."""
    since = local_day(at) - LOOK_BACK
    expected = {(task.pk, period.name): (task, period) for task, period in _expected(since, at)}
    told = ProgressReport.objects.filter(task__in={pk for pk, _name in expected}, is_late=False)
    known = MissedReport.objects.filter(task__in={pk for pk, _name in expected})
    answered = {*told.values_list("task", "period"), *known.values_list("task", "period")}
    missed = [expected[key] for key in expected if key not in answered]
    for task, period in missed:
        _miss(task, period, at=at)
    return len(missed)


def _expected(since: date, at: datetime) -> Iterator[tuple[Task, Period]]:
    """Each task with each whole period through which work was under way."""
    yesterday = local_day(at) - ONE_DAY
    runs = _runs(since, at)
    for task in ordinary(Task.objects.filter(pk__in=runs)).order_by("id"):
        weekly = task.kind == TaskKind.INDIVIDUAL
        for first, last in runs[task.pk]:
            for period in periods_within(max(first, since), min(last, yesterday), weekly=weekly):
                yield task, period


def _runs(since: date, at: datetime) -> dict[UUID, list[Run]]:
    """From which day to which each task was being worked on; standings that follow each other are one run."""
    midnight = start_of(since)
    working = Standing.objects.filter(state=TaskStatus.IN_PROGRESS, since__lt=at).exclude(until__lt=midnight)
    rows = working.order_by("task_id", "since", "id")
    return {pk: list(_joined(list(standings))) for pk, standings in groupby(rows, key=attrgetter("task_id"))}


def _joined(standings: list[Standing]) -> Iterator[Run]:
    first = standings[0]
    for present, following in zip(standings, [*standings[1:], None], strict=True):
        if following is None or following.since != present.until:
            end = local_day(present.until) - ONE_DAY if present.until else date.max - ONE_DAY
            yield local_day(first.since), end
            first = following or first


def _miss(task: Task, period: Period, *, at: datetime) -> None:
    row = MissedReport(
        task=task,
        period=period.name,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        agency_id=task.lead_agency_id,
        recorded_at=at,
    )
    facts = {"period": period.name, "happened": period.ends_at(office_zone()).isoformat()}
    record(task, "task.report_missed", by=SYSTEM, at=at, data=facts, rows=[row])
