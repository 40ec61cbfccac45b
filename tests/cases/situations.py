"""Clues in every situation: rows put there directly, so that a verb is tried from each status alone."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from rest_framework.test import APIClient

from agencies.actions.tokens import TokenRequest, issue_token
from cases.actions.clues import Instruct, Present, Reason, Reject, Words
from cases.actions.corrections import Correct
from cases.actions.dispatches import Assign, Dispatch, ReleaseFiles
from cases.actions.extensions import RequestExtension
from cases.actions.handling_starts import StartHandling
from cases.actions.interim import CloseInterim, OrderTask
from cases.actions.investigations import Report
from cases.actions.merges import Merge, Part, Split
from cases.actions.ratings import Rate
from cases.actions.source_words import AdoptSource
from cases.actions.supervisions import Supervise
from cases.models import Attachment, Clock, Clue, LedgerImport, Reporter
from cases.policies import AS_PRINTED
from kernel.actor import SYSTEM
from kernel.verbs import Nothing
from tests.cases.tasks import new_task
from tests.cast import NOON, City, make_clue

LEAD = "321181-hb"
THE_OTHER = UUID("00000000-0000-7000-8000-000000000001")
THE_FILE = UUID("00000000-0000-7000-8000-000000000002")
WITHOUT_LEAD = {"registered", "not_accepted", "merged", "void"}
INSTANTS = {"closed": "closed_at", "not_accepted": "not_accepted_at", "interim_closed": "interim_closed_at"}
# What each verb says over REST; those not named here say nothing.
BODIES: dict[str, dict[str, object]] = {
    "present": {"post": "321100:leader"},
    "instruct": {"text": "请抓紧办理", "by_post": "321100:leader"},
    "dispatch": {"lead_agency": LEAD},
    "release": {"release_attachments": [str(THE_FILE)]},
    "adopt_source": {"handling_summary": "云阳街道一厂夜间排放废气"},
    "keep_source": {"reason": "与原内容一致"},
    "confirm_place": {"reason": "跨界排口"},
    "recall": {"reason": "转错单位"},
    "assign": {"person": "handler"},
    "contest": {"reason": "不属本单位职责"},
    "report": {"verdict": "substantiated", "findings": "属实", "measures": "已停产整改"},
    "send_back": {"reason": "证据不足"},
    "reject": {"reason_code": "out_of_remit"},
    "order_task": {"title": "废水直排问题整改"},
    "close_interim": {"reason": "工程量大", "planned_finish": "2027-06-30"},
    "reopen": {"reason": "问题反弹"},
    "start_handling": {"since": "2026-11-16", "reason": "恢复办理"},
    "merge": {"into": str(THE_OTHER)},
    "unmerge": {"reason": "并非同一问题"},
    "split": {"parts": [{"description": "夜间废气"}, {"description": "雨水口黑臭"}]},
    "supervise": {"level": "key", "reply_due": "2099-01-01"},
    "rate": {"answer": "satisfied"},
    "correct": {"field": "pollution_types", "value": "air,water", "reason": "核对原件"},
    "request_extension": {"days": 10, "reason": "需检测"},
    "refuse_extension": {"reason": "理由不足"},
    "urge": {"text": "请加快办理"},
    "comment": {"text": "已电话核实"},
    "void": {"reason": "测试件"},
    "request_reveal": {"reason": "回访需要"},
    "reveal_reporter": {"reason": "回访需要"},
}


def clue_in(city: City, status: str, *, at: datetime = NOON, **changes: Any) -> Clue:
    """A clue that stands in `status`, led by 丹阳 where somebody must lead, with a verdict where one is needed."""
    clue = make_clue(city, at=at)
    facts: dict[str, object] = {"status": status, "rules_off": True}
    if status not in WITHOUT_LEAD:
        facts["lead_agency"] = LEAD
    if status in {"reported", "closed", "interim_closed"}:
        facts |= {"verdict": "substantiated", "findings": "属实", "planned_finish": at.date()}
    if status in INSTANTS:
        facts[INSTANTS[status]] = at + timedelta(days=1)
    if status == "merged":
        facts["duplicate_of"] = the_other_clue()
        Clock.objects.filter(subject_id=clue.pk).update(state="cancelled", ended_at=at)
    Clue.objects.filter(pk=clue.pk).update(**{**facts, **changes})
    return Clue.objects.get(pk=clue.pk)


def input_of(verb: str, city: City) -> object:
    """A valid input of the verb."""
    inputs: dict[str, object] = {
        "present": Present("321100:leader"),
        "instruct": Instruct("请抓紧办理", "321100:leader"),
        "dispatch": Dispatch(city.agencies[LEAD]),
        "release": ReleaseFiles(tuple(Attachment.objects.filter(pk=THE_FILE))),
        "adopt_source": AdoptSource("云阳街道一厂夜间排放废气"),
        "assign": Assign(city.actor("handler").person),  # type: ignore[arg-type]
        "report": Report("substantiated", "属实", "已停产整改"),
        "reject": Reject("out_of_remit"),
        "rate": Rate("satisfied"),
        "order_task": OrderTask("废水直排问题整改"),
        "start_handling": StartHandling(NOON.date(), "恢复办理"),
        "close_interim": CloseInterim("工程量大", date(2027, 6, 30)),
        "request_extension": RequestExtension(10, "需检测"),
        "merge": Merge(the_other_clue()),
        "split": Split((Part("夜间废气"), Part("雨水口黑臭"))),
        "supervise": Supervise("key", date(2099, 1, 1)),
        "correct": Correct("pollution_types", "air,water", "核对原件"),
        "urge": Words("请加快办理"),
        "comment": Words("已电话核实"),
    }
    reasoned = {
        "keep_source",
        "confirm_place",
        "recall",
        "contest",
        "send_back",
        "reopen",
        "unmerge",
        "refuse_extension",
        "void",
        "request_reveal",
        "reveal_reporter",
    }
    return inputs.get(verb) or (Reason("确有需要") if verb in reasoned else Nothing())


def prepared_for(verb: str, status: str = "closed") -> dict[str, Any]:
    """What a clue needs besides its status: something asked for, or another clue to be merged into."""
    if verb in {"approve_extension", "refuse_extension"}:
        return {"extension_asked_days": 10}
    if verb == "confirm_write_off" and status == "closed":
        return {"write_off_asked_agency": "321112-hb"}
    if verb in {"adopt_source", "keep_source"}:
        return {"source_updated_at": NOON}
    if verb == "confirm_place":
        return {"outside_region_km": 900}
    if verb == "merge":
        the_other_clue()
    return {"channel": "discipline_transfer"} if verb == "request_reveal" else {}


def with_its_task(city: City, clue: Clue, verb: str) -> Clue:
    """The clue with what the verb takes besides its status: a task, a reporter, a file, or its import."""
    if verb == "start_handling":
        run = LedgerImport.objects.get_or_create(source="old", file_name="台账.csv", started_at=NOON)[0]
        Clue.objects.filter(pk=clue.pk).update(ledger_import=run)
        Clock.objects.filter(subject_id=clue.pk, kind="closing").update(policy=AS_PRINTED)
        return Clue.objects.get(pk=clue.pk)
    if verb == "release":
        the_file_of(clue)
    if verb == "close_interim":
        new_task(city, clue=clue)
    if verb == "request_reveal":
        Reporter.objects.create(clue=clue, identity=b"sealed")
    return clue


def the_file_of(clue: Clue) -> Attachment:
    """A file of this clue that no unit reads yet, always under the same id."""
    facts = {
        "clue": clue, "name": "1.jpg", "media_type": "image/jpeg", "size": 1, "sha256": "0" * 64,
        "path": "attachments/1", "created_at": NOON, "released_at": None,
    }  # fmt: skip
    return Attachment.objects.update_or_create(pk=THE_FILE, defaults=facts)[0]


def the_other_clue() -> Clue:
    """A clue about the same matter, always under the same id."""
    facts = {
        "number": "321181-the-other", "status": "registered", "description": "同一化工厂异味", "region_id": "321181",
        "channel": "letter", "received_at": NOON, "created_at": NOON, "updated_at": NOON, "rules_off": True,
    }  # fmt: skip
    return Clue.objects.get_or_create(pk=THE_OTHER, defaults=facts)[0]


def program_of(agency: str, *scopes: str, systems: tuple[str, ...] = ()) -> APIClient:
    """A REST client of another bureau's program, with these scopes or with those of clues."""
    wish = TokenRequest(f"{agency}的程序", agency, scopes or ("clues:read", "clues:write"), systems=systems)
    client = APIClient()
    client.default_format = "json"
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_token(wish, by=SYSTEM, at=NOON, agreed=True)}")
    return client
