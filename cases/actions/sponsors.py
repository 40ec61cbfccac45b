"""包案: a leader who answers for a task until its end, and the days on which they went there."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.standings import keep_task
from cases.models import SponsorVisit, Task
from cases.periods import Day
from cases.workflow import TASK
from kernel.actor import Actor
from kernel.days import local_day
from kernel.errors import FieldError, GuardUnmet
from kernel.events import digest, record
from kernel.verbs import given


@dataclass(frozen=True)
class AssignSponsor:
    """包案领导: who, as the list of sponsors prints it."""

    sponsor: str = given(gettext_lazy("包案领导（姓名、职务）"), most=64)


@dataclass(frozen=True)
class RecordVisit:
    """包案领导到场: when, and what they found."""

    date: Day = given(gettext_lazy("到场日期"))  # noqa: RUF009 -- it makes the field itself
    findings: str = given(gettext_lazy("现场情况和要求"), default="", long=True)


def assign_sponsor_task(task: Task, named: AssignSponsor, *, by: Actor, at: datetime) -> Task:
    """Name the leader who sponsors the task from now on."""
    move = TASK.advance(task, "assign_sponsor")
    task.sponsor = named.sponsor
    keep_task(task, "sponsor", at=at)
    record(task, move, by=by, at=at, remarks={"sponsor": named.sponsor})
    return task


def record_visit_task(task: Task, visit: RecordVisit, *, by: Actor, at: datetime) -> Task:
    """Write down that the sponsor went there."""
    move = TASK.advance(task, "record_visit")
    if not task.sponsor:
        raise GuardUnmet(errors=[FieldError("", "no_sponsor", _("尚未指定包案领导"))])
    if visit.date > local_day(at):
        raise GuardUnmet(errors=[FieldError("/date", "in_the_future", _("到场日期不能晚于今天"))])
    row = SponsorVisit(task=task, sponsor=task.sponsor, visited_on=visit.date, findings=visit.findings, recorded_at=at)
    keep_task(task, at=at)
    facts = {"date": str(visit.date), "findings_sha256": digest(visit.findings)}
    record(task, move, by=by, at=at, data=facts, rows=[row])
    return task
