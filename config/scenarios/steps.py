"""The steps that scenarios have in common: a clue handled to its end, a task put right, a figure as it is printed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from agencies.models import Agency, Role
from cases.actions.acceptances import (
    Disclose,
    RequestAcceptance,
    Verify,
    disclose_task,
    request_acceptance_task,
    verify_task,
)
from cases.actions.dispatches import Dispatch, dispatch_clue, sign_clue
from cases.actions.investigations import Report, investigate_clue, report_clue
from cases.actions.milestones import AddMilestone, add_milestone_task
from cases.actions.progress import AcceptProgress, ReportProgress, accept_progress_task, report_progress_task
from cases.actions.registration import Entry, register_clue
from cases.actions.source_names import Source
from cases.actions.tasks import DraftTask, approve_task, draft_task, issue_task, start_task
from cases.models import Clock, Clue, Inspection, Task
from config.scenarios.stage import Stage, instant
from kernel.days import local_day
from kernel.verbs import Nothing
from reports.actions.reports import TakeReport, office_reader, take_report
from reports.actions.rollups import catch_up
from reports.metrics import METRICS, Figure
from reports.models import ReportKind
from reports.queries.figures import Wanted
from reports.queries.rollups import counts_in
from reports.queries.task_figures import tally_tasks, task_population

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
LATER = timedelta(days=40)
NOTHING = Nothing()


@dataclass(frozen=True)
class Handled:
    """How a clue is handled: by whom, dispatched when, and with what result."""

    lead: Agency
    dispatched_at: datetime
    verdict: str = ""
    findings: str = "经现场核查，情况如实记录，已落实整改措施。"
    measures: str = "责令立即整改，并举一反三开展排查。"


def investigated_clue(stage: Stage, entry: Entry, how: Handled) -> Clue:
    """A clue registered, dispatched, signed and being investigated."""
    intake, dispatcher = stage.office(Role.INTAKE), stage.office(Role.DISPATCHER)
    head = stage.actor(how.lead, Role.UNITHEAD)
    clue = register_clue(entry, by=intake, at=entry.received_at or how.dispatched_at)
    summary = entry.handling_summary or entry.description
    dispatch_clue(clue, Dispatch(how.lead, handling_summary=summary), by=dispatcher, at=how.dispatched_at)
    sign_clue(clue, NOTHING, by=head, at=how.dispatched_at + MINUTE)
    return investigate_clue(clue, NOTHING, by=head, at=how.dispatched_at + 2 * MINUTE)


def reported_clue(stage: Stage, entry: Entry, how: Handled) -> Clue:
    """A clue whose result was reported a day after its dispatch."""
    clue = investigated_clue(stage, entry, how)
    head = stage.actor(how.lead, Role.UNITHEAD)
    report_clue(clue, Report(how.verdict, how.findings, how.measures), by=head, at=how.dispatched_at + DAY)
    return clue


def source_of(stage: Stage, number: str) -> Source:
    """Under which number the city knows the record."""
    return Source(stage.name, number)


def begun_task(stage: Stage, plan: DraftTask, *, at: datetime, number: str) -> Task:
    """A task whose plan was approved, issued and begun, half a day each."""
    director, office = stage.office(Role.DIRECTOR), stage.office(Role.RECTIFICATION)
    task = draft_task(plan, by=office, at=at, source=source_of(stage, number))
    approve_task(task, NOTHING, by=director, at=at + DAY / 2)
    issue_task(task, NOTHING, by=office, at=at + DAY)
    start_task(task, NOTHING, by=_worker(stage, task), at=at + DAY * 1.5)
    return task


def planned_task(stage: Stage, task: Task, planned: AddMilestone, *, at: datetime) -> Task:
    """The task with one more day on its planned curve: without any, nobody could be behind."""
    return add_milestone_task(task, planned, by=stage.office(Role.RECTIFICATION), at=at)


def progressed_task(stage: Stage, task: Task, percent: int, *, at: datetime) -> Task:
    """The task with so much of it reported, checked on site and accepted."""
    told = ReportProgress("按节点推进。", percent, site_checked=True, checked_on=local_day(at))
    report_progress_task(task, told, by=_worker(stage, task), at=at)
    return accept_progress_task(task, AcceptProgress(percent), by=stage.office(Role.RECTIFICATION), at=at + MINUTE)


def completed_task(stage: Stage, task: Task, *, at: datetime, outlet: str) -> Task:
    """The task accepted by another agency and made public."""
    asked = RequestAcceptance("已按方案完成全部整改措施。", ("整改前后对比照片", "验收监测报告"))
    request_acceptance_task(task, asked, by=_worker(stage, task), at=at)
    judge = stage.actor(_agency(task.acceptance_agency), Role.UNITHEAD)
    verify_task(task, Verify("现场核查，整改到位。"), by=judge, at=at + DAY / 4)
    told = Disclose(outlet, local_day(at + DAY / 2))
    disclose_task(task, told, by=_worker(stage, task), at=at + DAY / 2)
    return task


def _worker(stage: Stage, task: Task) -> Any:
    return stage.actor(_agency(task.lead_agency), Role.UNITHEAD)


def _agency(agency: Agency | None) -> Agency:
    if agency is None:
        raise ValueError("the plan names the agency")
    return agency


def quiet_clocks(records: list[UUID]) -> None:
    """No clock of history warns anybody."""
    Clock.objects.filter(subject_id__in=records).update(next_at=None)


def reported(stage: Stage, kind: str, day: str, inspection: Inspection | None = None) -> None:
    """The frozen report of the city's own records over the period that holds the day, taken once that is over."""
    at = instant(day) + LATER
    catch_up(at=at)
    take_report(
        TakeReport(ReportKind(kind), on(day), inspection, "" if inspection else stage.name),
        by=stage.office(),
        at=at,
    )


def figure(stage: Stage, metric: str, as_of: datetime, **narrowed: Any) -> Figure:
    """A metric over the city's own records, by the one registry."""
    wanted, reader = Wanted(source=stage.name, **narrowed), office_reader()
    definition = METRICS[metric]
    if metric.startswith("task") or metric in {"completion_rate", "on_schedule_rate", "overdue_rate"}:
        return definition.of(tally_tasks(task_population(reader, wanted, as_of=as_of)).whole)
    return definition.of(counts_in(wanted, as_of=as_of, actor=reader).whole)


def value(stage: Stage, metric: str, as_of: datetime, **narrowed: Any) -> object:
    """Its printed value."""
    return figure(stage, metric, as_of, **narrowed).value


def end_of(day: str) -> datetime:
    """The last second of a day on the office's wall clock."""
    return instant(day, "23:59:59")


def on(day: str) -> date:
    """A civil day."""
    return date.fromisoformat(day)
