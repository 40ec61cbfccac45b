"""Tasks in every situation, brought there by the verbs that people use."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from cases.actions.acceptances import AddEvidence, BeginMonitoring, Disclose, RequestAcceptance, Verify
from cases.actions.clues import Reason, Words
from cases.actions.milestones import AddMilestone, RemoveMilestone
from cases.actions.objections import AnswerObjection, RegisterObjection
from cases.actions.progress import AcceptProgress, ReportProgress
from cases.actions.rebounds import Look, MarkFake
from cases.actions.satchels import OpenSatchel
from cases.actions.schemes import StampItem
from cases.actions.sponsors import AssignSponsor, RecordVisit
from cases.actions.task_extensions import AskDeadline
from cases.actions.tasks import DraftTask, draft_task
from cases.models import Task
from cases.queries.schemes import items_in_use
from cases.verbs import TASK_VERBS
from kernel.days import local_day
from kernel.verbs import Nothing
from tests.cast import NOON, City

LEAD, ACCEPTANCE = "321181-hb", "321100-hb"
DEADLINE = date(2026, 12, 31)
EVIDENCE = ("整改前后对比照片",)
# Who takes each step of the way from a draft to the end, and what they say.
WAY: dict[str, tuple[str, Any, str]] = {
    "approve": ("director2", Nothing(), "approved"),
    "issue": ("dispatcher", Nothing(), "issued"),
    "start": ("handler", Nothing(), "in_progress"),
    "request_acceptance": ("unithead", RequestAcceptance("已完成整改", EVIDENCE), "acceptance_requested"),
    "verify": ("verifier", Verify("同意通过验收"), "verified"),
    "disclose": ("handler", Disclose("市政府网站", NOON.date(), "https://example.invalid/1"), "publicised"),
    "begin_monitoring": ("verifier", BeginMonitoring(date(2026, 12, 1)), "post_monitoring"),
}
PLAN: dict[str, Any] = {
    "title": "沿江化工园区废水直排问题整改",
    "origin": "inspection_feedback",
    "goal": "园区废水全部纳管达标排放",
    "measures": ("封堵排口", "建成污水管网"),
    "deadline": DEADLINE,
    "responsible_leader": "演示责任领导",
    "responsible_person": "演示责任人",
}
# What each verb says over REST; those not named here say nothing.
BODIES: dict[str, dict[str, object]] = {
    "report_progress": {
        "text": "完成管网铺设",
        "claimed_percent": 60,
        "site_checked": True,
        "checked_on": "2026-11-16",
    },
    "accept_progress": {"percent": 50},
    "request_acceptance": {"statement": "已完成整改", "evidence": list(EVIDENCE)},
    "verify": {"opinion": "同意通过验收"},
    "return_acceptance": {"reason": "排口未封堵"},
    "add_evidence": {"evidence": ["检测报告"]},
    "disclose": {"outlet": "市政府网站", "date": "2026-11-16", "link": "https://example.invalid/1"},
    "begin_monitoring": {"until": "2027-03-31"},
    "register_objection": {"raised_on": "2026-11-16", "text": "排口仍有污水"},
    "answer_objection": {"result": "refuted", "answer": "现场核查为雨水"},
    "add_milestone": {"name": "完成管网铺设", "due_on": "2026-12-01", "weight": 2},
    "look_back": {"date": "2026-11-16", "result": "kept"},
    "mark_fake": {"failure": "fake", "reason": "现场仍在直排"},
    "reopen": {"reason": "问题反弹"},
    "request_extension": {"deadline": "2027-06-30", "reason": "汛期无法施工"},
    "refuse_extension": {"reason": "理由不足"},
    "open_satchel": {
        "signed_by": "演示市领导",
        "decision_number": "演示〔2026〕1号",
        "decided_on": "2026-11-16",
        "ends_on": "2026-12-15",
    },
    "assign_sponsor": {"sponsor": "演示县领导"},
    "record_visit": {"date": "2026-11-16"},
    "urge": {"text": "请加快"},
    "comment": {"text": "已电话核实"},
    "cancel": {"reason": "重复立项"},
}


def new_task(city: City, *, at: datetime = NOON, by: str = "rectifier", **changes: Any) -> Task:
    """A draft whose plan is complete, led by 丹阳 and accepted by the city's bureau."""
    agencies = {
        "lead_agency": city.agencies[LEAD],
        "responsible_agencies": (city.agencies[LEAD],),
        "acceptance_agency": city.agencies[ACCEPTANCE],
    }
    clue, source = changes.pop("clue", None), changes.pop("source", None)
    with transaction.atomic():
        plan = DraftTask(**{**PLAN, **agencies, **changes})
        return draft_task(plan, by=city.actor(by), at=at, clue=clue, source=source)


def do(city: City, task: Task, verb: str, what: Any = None, *, by: str = "", at: datetime = NOON) -> Task:
    """Somebody who may does it."""
    who, said, _status = WAY.get(verb, ("director2", Nothing(), ""))
    with transaction.atomic():
        row = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
        done: Task = TASK_VERBS[verb].do(row, said if what is None else what, by=city.actor(by or who), at=at)
    return done


def task_in(city: City, status: str, *, at: datetime = NOON, **changes: Any) -> Task:
    """A task that was brought to `status` by everybody whose turn it was."""
    task = new_task(city, at=at, **changes)
    if status == "cancelled":
        return do(city, task, "cancel", Reason("重复立项"), at=at)
    for verb in () if status == "draft" else WAY:
        said = Disclose("市政府网站", at.date()) if verb == "disclose" else None
        until = BeginMonitoring(at.date()) if verb == "begin_monitoring" else None
        task = do(city, task, verb, said or until, at=at)
        if task.status == status:
            return task
    if status == "written_off":
        return written_off(city, task, at=at + timedelta(days=1))
    return do(city, task, "reopen", Reason("问题反弹"), at=at) if status == "reopened" else task


def written_off(city: City, task: Task, *, at: datetime) -> Task:
    """Asked for by the lead after the public notice has run its days, confirmed by the office."""
    prepare(task, "request_write_off", at=at)
    do(city, task, "request_write_off", by="unithead", at=at)
    return do(city, task, "confirm_write_off", by="rectifier", at=at)


def prepare(task: Task, verb: str, *, at: datetime = NOON) -> Task:
    """What the verb needs besides the status: a report that claims, a notice that is over, an objection to answer."""
    if verb == "accept_progress":
        task.reports.create(period="2026-W46", text="完成管网铺设", claimed_percent=60, submitted_at=at)
    if verb in {"request_write_off", "confirm_write_off"}:
        Task.objects.filter(pk=task.pk).update(notice_until=local_day(at) - timedelta(days=1))
    if verb == "answer_objection":
        task.objections.create(raised_on=local_day(at), text="排口仍有污水", recorded_at=at)
        Task.objects.filter(pk=task.pk).update(notice_left=3)
    return Task.objects.get(pk=task.pk)


def input_of_task(verb: str, task: Task) -> object:
    """A valid input of the verb."""
    inputs: dict[str, object] = {
        "report_progress": ReportProgress("完成管网铺设", 60, site_checked=True, checked_on=NOON.date()),
        "accept_progress": AcceptProgress(50),
        "add_evidence": AddEvidence(("检测报告",)),
        "register_objection": RegisterObjection(NOON.date(), "排口仍有污水"),
        "answer_objection": AnswerObjection(task.objections.first(), "refuted", "现场核查为雨水"),  # type: ignore[arg-type]
        "add_milestone": AddMilestone("完成管网铺设", date(2026, 12, 1)),
        "remove_milestone": RemoveMilestone(task.milestones.first()),  # type: ignore[arg-type]
        "look_back": Look(NOON.date(), "kept"),
        "mark_fake": MarkFake("fake", "现场仍在直排"),
        "request_extension": AskDeadline(date(2027, 6, 30), "汛期无法施工"),
        "open_satchel": OpenSatchel("演示市领导", "演示〔2026〕1号", NOON.date(), date(2026, 12, 15)),
        "stamp": StampItem(items_in_use().first()),  # type: ignore[arg-type]
        "assign_sponsor": AssignSponsor("演示县领导"),
        "record_visit": RecordVisit(NOON.date()),
        "urge": Words("请加快"),
        "comment": Words("已电话核实"),
    }
    reasoned = {"return_acceptance", "reopen", "refuse_extension", "cancel"}
    return inputs.get(verb) or (Reason("确有需要") if verb in reasoned else WAY.get(verb, ("", Nothing(), ""))[1])
