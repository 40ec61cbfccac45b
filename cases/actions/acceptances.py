"""Acceptance: asked for with evidence, decided by another agency, made public, watched."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Person
from agencies.queries.directory import working_calendar
from agencies.queries.posts import holds_post_in
from cases.actions.clocks import end_clock, running_clocks
from cases.actions.clues import Reason
from cases.actions.evidence import evidence_facts, evidence_rows
from cases.actions.standings import keep_task, stand
from cases.deadlines import working_days_after
from cases.models import Acceptance, Clock, Disclosure, Task, TaskStatus
from cases.periods import Day
from cases.task_rules import answering_for
from cases.workflow import TASK
from kernel.actor import Actor
from kernel.days import local_day
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.uploads import Upload
from kernel.verbs import given

DONE = 100
# How many working days the public may object at least.
NOTICE_DAYS = 5
PHOTOS = "image/jpeg,image/png"
PAPERS = f"{PHOTOS},.pdf,.docx,.xlsx"


@dataclass(frozen=True)
class RequestAcceptance:
    """申请验收: what the unit says it has done, and by what that can be seen."""

    statement: str = given(gettext_lazy("自查情况"), long=True)
    evidence: tuple[str, ...] = given(gettext_lazy("佐证材料清单"), default=(), most=300)
    before: tuple[Upload, ...] = given(gettext_lazy("整改前照片"), default=(), accept=PHOTOS)
    after: tuple[Upload, ...] = given(gettext_lazy("整改后照片"), default=(), accept=PHOTOS)
    files: tuple[Upload, ...] = given(gettext_lazy("佐证文件（图片、PDF、Word、Excel）"), default=(), accept=PAPERS)


@dataclass(frozen=True)
class AddEvidence:
    """补充佐证材料: a list in words, files, or both."""

    evidence: tuple[str, ...] = given(gettext_lazy("佐证材料清单"), default=(), most=300)
    before: tuple[Upload, ...] = given(gettext_lazy("整改前照片"), default=(), accept=PHOTOS)
    after: tuple[Upload, ...] = given(gettext_lazy("整改后照片"), default=(), accept=PHOTOS)
    files: tuple[Upload, ...] = given(gettext_lazy("佐证文件（图片、PDF、Word、Excel）"), default=(), accept=PAPERS)


@dataclass(frozen=True)
class Verify:
    """验收通过: the verifier's opinion."""

    opinion: str = given(gettext_lazy("验收意见"), long=True)


@dataclass(frozen=True)
class Disclose:
    """公示: where and when the public could read it."""

    outlet: str = given(gettext_lazy("公示载体"), most=128)
    date: Day = given(gettext_lazy("公示日期"))  # noqa: RUF009 -- it makes the field itself
    link: str = given(gettext_lazy("网址"), default="", most=500)
    notice_days: int = given(gettext_lazy("公示期（工作日）"), default=NOTICE_DAYS, least=NOTICE_DAYS, most=60)


@dataclass(frozen=True)
class BeginMonitoring:
    """进入监测期: until which day the effect is watched."""

    until: Day = given(gettext_lazy("监测期至"))  # noqa: RUF009 -- it makes the field itself


def request_acceptance_task(task: Task, asked: RequestAcceptance, *, by: Actor, at: datetime) -> Task:
    """Ask another agency to look."""
    move = TASK.advance(task, "request_acceptance")
    keep_task(task, at=at)
    stand(task, at=at)
    request = Acceptance(
        task=task,
        statement=asked.statement,
        evidence=list(asked.evidence),
        requested_at=at,
        requested_by_id=by.person.pk if by.person else None,
    )
    files = evidence_rows(request, asked, stem=task.number, by=by, at=at)
    facts = evidence_facts(request, asked, files)
    record(task, move, by=by, at=at, data=facts, rows=[request, *files])
    return task


def add_evidence_task(task: Task, added: AddEvidence, *, by: Actor, at: datetime) -> Task:
    """Put more evidence to the last request of acceptance."""
    move = TASK.advance(task, "add_evidence")
    request = Acceptance.objects.filter(task=task).select_for_update().first()
    if request is None or not (added.evidence or added.before or added.after or added.files):
        raise GuardUnmet(errors=[FieldError("/evidence", "required", _("请列出佐证材料或上传文件"))])
    request.evidence = [*request.evidence, *added.evidence]
    request.save(update_fields=["evidence"])
    keep_task(task, at=at)
    files = evidence_rows(request, added, stem=task.number, by=by, at=at, known=request.files.count())
    record(task, move, by=by, at=at, data=evidence_facts(request, added, files), rows=files)
    return task


def return_acceptance_task(task: Task, why: Reason, *, by: Actor, at: datetime) -> Task:
    """验收不通过: it goes back to work."""
    move = TASK.advance(task, "return_acceptance")
    _decide(task, Acceptance.Decision.RETURNED, why.reason, by=by, at=at)
    keep_task(task, at=at)
    stand(task, at=at)
    record(task, move, by=by, at=at, remarks={"reason": why.reason})
    return task


def verify_task(task: Task, said: Verify, *, by: Actor, at: datetime) -> Task:
    """验收通过: another agency says that it is done; the deadline's clock ends."""
    move = TASK.advance(task, "verify")
    refuse_the_doer(task, by=by, at=at)
    _refuse_unproved(task)
    _decide(task, Acceptance.Decision.VERIFIED, said.opinion, by=by, at=at)
    task.verified_at, task.accepted_percent, task.asked_deadline = at, DONE, None
    keep_task(task, "verified_at", "accepted_percent", "asked_deadline", at=at)
    stand(task, at=at)
    clock = running_clocks(task).filter(kind=Clock.Kind.RECTIFICATION).first()
    end_clock(task, Clock.Kind.RECTIFICATION, at=at)
    facts = {"on_time": clock is None or at <= clock.due_at}
    record(task, move, by=by, at=at, data=facts, remarks={"opinion": said.opinion})
    return task


def _refuse_unproved(task: Task) -> None:
    """What is accepted was shown before: the evidence lies with the request that is decided."""
    request = Acceptance.objects.filter(task=task, decision="").first()
    if request is not None and not (request.evidence or request.files.exists()):
        raise GuardUnmet(errors=[FieldError("/evidence", "evidence_missing", _("没有佐证材料，不能通过验收"))])


def refuse_the_doer(task: Task, *, by: Actor, at: datetime) -> None:
    """Nobody who has to put it right, in whatever post, says that it was."""
    answering = answering_for(task)
    tied = isinstance(by.person, Person) and holds_post_in(by.person, answering, on=local_day(at))
    if by.agency_id in answering or tied:
        text = _("整改的牵头单位、责任单位及在其任职的人不得验收或核准销号")
        raise GuardUnmet(errors=[FieldError("", "responsible_unit", text)])


def _decide(task: Task, decision: str, opinion: str, *, by: Actor, at: datetime) -> None:
    open_request = Acceptance.objects.select_for_update().get(task=task, decision="")
    open_request.decision, open_request.opinion, open_request.decided_at = decision, opinion, at
    open_request.decided_by_id = by.person.pk if by.person else None
    open_request.decided_agency_id = by.agency_id
    open_request.save()


def disclose_task(task: Task, told: Disclose, *, by: Actor, at: datetime) -> Task:
    """公示: the public can read what was done; in the time of monitoring it stays there."""
    stays = task.status == TaskStatus.POST_MONITORING
    move = TASK.advance(task, "disclose", to=TaskStatus.POST_MONITORING if stays else TaskStatus.PUBLICISED)
    if told.date > local_day(at):
        raise GuardUnmet(errors=[FieldError("/date", "in_the_future", _("公示日期不能晚于今天"))])
    task.disclosed_at = task.disclosed_at or at
    ends = working_days_after(told.date, told.notice_days, working_calendar())
    task.notice_until = max(filter(None, (task.notice_until, ends)))
    keep_task(task, "disclosed_at", "notice_until", at=at)
    stand(task, at=at)
    row = Disclosure(task=task, outlet=told.outlet, link=told.link, published_on=told.date, recorded_at=at)
    facts = {"outlet": told.outlet, "link": told.link, "date": str(told.date), "until": str(ends)}
    record(task, move, by=by, at=at, data=facts, rows=[row])
    return task


def begin_monitoring_task(task: Task, watched: BeginMonitoring, *, by: Actor, at: datetime) -> Task:
    """进入监测期: verified, and watched until a day before it may be written off."""
    move = TASK.advance(task, "begin_monitoring")
    if watched.until < local_day(at):
        raise GuardUnmet(errors=[FieldError("/until", "before_start", _("监测期不能早于今天结束"))])
    task.monitored_until = watched.until
    keep_task(task, "monitored_until", at=at)
    stand(task, at=at)
    record(task, move, by=by, at=at, data={"until": str(watched.until)})
    return task
