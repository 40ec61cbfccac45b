"""Where each verb of each noun starts: a record on which it is open, somebody who may, and what their form says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from cases.actions.diaries import WriteEntry
from cases.actions.enforcement import Decide, decide_enforcement
from cases.actions.inspections import NewBatch, receive_batch
from cases.actions.satchels import AcceptItems
from cases.models import Batch, ChecklistScheme, EnforcementCase, Task
from cases.nouns import CLUES, ENFORCEMENT_CASES, SATCHELS, SCHEMES, TASKS
from config import nouns as _lent  # noqa: F401 -- verbs that are lent to nouns below
from kernel.actor import SYSTEM
from kernel.ids import new_id
from kernel.nouns import NOUN_OF, Noun
from reports.actions.reports import TakeReport, take_report
from reports.models import DisclosureBatch, ReportText
from reports.nouns import DISCLOSURES, TEXTS
from supervision.actions.proposals import Proposed, propose
from supervision.models import ProposalKind
from supervision.nouns import INTERVIEWS, LETTERS, PROPOSALS, REFERRALS
from tests.cases import test_clue_permissions as clue_matrix
from tests.cases import test_enforcement as enforcement
from tests.cases import test_satchels as satchels
from tests.cases import test_task_permissions as task_matrix
from tests.cases.situations import BODIES as CLUE_BODIES
from tests.cases.tasks import task_in
from tests.cast import NOON, City
from tests.reports import disclosures
from tests.reports.city import on
from tests.supervision import situations as referrals
from tests.supervision import test_letters as letters
from tests.supervision import test_mechanism as mechanism
from tests.web.readers import form_of
from tests.web.test_task_pages import doer_of as doer_of_task

Form = dict[str, Any]
REFERRAL_PAPER = {"ground": "duty_neglected", "subject_summary": "属地未处理", "direction": "hq_to_discipline"}


@dataclass(frozen=True)
class Stage:
    """A record before a verb, who performs it, and the form they send."""

    row: Any
    who: str
    form: Form = field(default_factory=dict)


def _lines(body: Form) -> Form:
    """A body as a form sends it: several texts stand in one field, a line each."""
    return form_of({name: "\n".join(value) if _texts(value) else value for name, value in body.items()})


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _clue(city: City, verb: str) -> Stage:
    if verb == "refer":
        return Stage(clue_matrix.seen_by_all(city, "comment"), "dispatcher", REFERRAL_PAPER)
    marks = zip(clue_matrix.CALLERS, clue_matrix.MATRIX[verb], strict=True)
    who = next(caller for caller, mark in marks if mark == "y")
    return Stage(clue_matrix.seen_by_all(city, verb), who, form_of(CLUE_BODIES.get(verb, {})))


def _task(city: City, verb: str) -> Stage:
    if verb == "refer":
        return Stage(task_in(city, "in_progress"), "rectifier", REFERRAL_PAPER)
    task, body = task_matrix.ready(city, verb)
    return Stage(task, doer_of_task(verb), _lines(body))


def _satchel(city: City, verb: str) -> Stage:
    satchel = satchels.opened(city)
    if verb != "write_entry":
        satchels.act(city, satchel, "write_entry", WriteEntry("第一天"), at=satchels.OPENED)
    if verb == "archive":
        Task.objects.filter(pk=satchel.task_id).update(monitored_until=date(2021, 10, 24), verified_at=satchels.OPENED)
        satchels.act(city, satchel, "accept_items", AcceptItems(satchels.YEAR_END), at=satchels.OPENED)
    entry = satchel.entries.first()
    forms: dict[str, Form] = {
        "write_entry": {"findings": "现场正常", "day": "2021-10-25"},
        "revise_entry": {"entry": entry and str(entry.pk), "findings": "补记"},
        "correct_entry": {"entry": entry and str(entry.pk), "text": "应为三处"},
        "accept_items": {"until": "2021-12-31"},
    }
    # Whoever wrote an entry does not clear its items.
    return Stage(satchel, "rectifier" if verb in {"archive", "accept_items"} else "verifier", forms.get(verb, {}))


def _scheme(city: City, verb: str) -> Stage:
    scheme = ChecklistScheme.objects.get(name="六个一" if verb == "turn_off" else "456标准")
    item = scheme.items.order_by("-position")[0]
    if verb == "turn_on":
        scheme.items.filter(text="").update(text="演示内容")
    return Stage(scheme, "rectifier", {"item": str(item.pk), "text": "演示内容"} if verb == "define_item" else {})


def _enforcement(city: City, verb: str) -> Stage:
    case = enforcement.filed(city, EnforcementCase.objects.count() + 1)
    if verb == "close":
        with transaction.atomic():
            decide_enforcement(case, Decide(date(2026, 11, 10)), by=city.actor("unithead"), at=NOON)
    forms: dict[str, Form] = {
        "decide": {"decided_on": "2026-11-10", "fine": "20500.5"},
        "close": {"closed_on": "2026-11-12"},
        "transfer": {"to_police_on": "2026-11-12"},
        "correct": {"number": "演2号", "party": "演示企业", "filed_on": "2026-11-02", "reason": "笔误"},
        "withdraw": {"reason": "错立"},
    }
    return Stage(case, "unithead", forms[verb])


def _referral(city: City, verb: str) -> Stage:
    row = referrals.referral_in(referrals.STARTS[verb])
    who = "discipline" if verb in {"receive", "return", "release"} else "director2"
    return Stage(row, who, form_of(referrals.BODIES.get(verb, {})))


def _letter(city: City, verb: str) -> Stage:
    row = letters.signed(city) if verb == "register_reply" else letters.drafted(city)
    forms: dict[str, Form] = {
        "edit": {"title": "改过的标题", "reply_due": "2026-12-01"},
        "sign": {"letter_number": "演〔2026〕1号"},
        "void": {"reason": "已办结"},
        "register_reply": {"replied_on": "2026-11-16", "reply_number": "演复1号"},
    }
    return Stage(row, "director2", forms[verb])


def _proposal(city: City, verb: str) -> Stage:
    clue = clue_matrix.seen_by_all(city, "comment")
    wish = Proposed(ProposalKind.INTERVIEW, new_id(), ("clue", clue.pk), "建议约谈", "逾期", clue.lead_agency)
    with transaction.atomic():
        row = propose(wish, by=SYSTEM, at=NOON)
    return Stage(row, "director2", {"reason": "已整改"} if verb == "dismiss" else {})


def _interview(city: City, verb: str) -> Stage:
    row = mechanism.held(city, "321181-hb") if verb == "register_report" else mechanism.interview(city, "321181-hb")
    if verb == "hold":
        for username in ("director2", "discipline"):
            mechanism.approve(row, city.actor(username))
    forms: dict[str, Form] = {"cancel": {"reason": "不再需要"}, "register_report": {"reported_on": "2021-11-30"}}
    return Stage(row, "director2", forms.get(verb, {}))


def _batch(city: City) -> Batch:
    """A batch with two closed orders, of the one inspection there is."""
    first = Batch.objects.order_by("received_at", "pk").first()
    if first is None:
        return disclosures.batch_of(disclosures.with_publicity(city))
    count = Batch.objects.count()
    with transaction.atomic():
        said = NewBatch(first.inspection, f"第{count}批次", NOON)
        batch = receive_batch(said, by=city.actor("intake"), at=NOON)
    for number in (100 * count, 100 * count + 1):
        disclosures.complaint(city, batch, number, lead_agency_id="321181-hb", **disclosures.CLOSED)
    return batch


def _disclosure(city: City, verb: str) -> Stage:
    batch = _batch(city)
    if verb in {"record_outlet", "withdraw"}:
        row = disclosures.published(city, batch)
    elif verb in {"review", "send_back"}:
        row = disclosures.do(city, disclosures.drafted(city, batch), "submit")
    else:
        row = disclosures.reviewed(city, batch) if verb == "publish" else disclosures.drafted(city, batch)
    who = {"review": disclosures.REVIEWER, "send_back": disclosures.REVIEWER, "publish": disclosures.REVIEWER}
    return Stage(
        DisclosureBatch.objects.get(pk=row.pk),
        "director2" if verb == "withdraw" else who.get(verb, disclosures.AUTHOR),
        DISCLOSURE_FORMS.get(verb, {}),
    )


DISCLOSURE_FORMS: dict[str, Form] = {
    "edit": {"title": "第一批公开", "note": "说明"},
    "edit_row": {"row": "1", "problem": "某厂废气"},
    "remove_row": {"row": "1", "reason": "待核实"},
    "send_back": {"reason": "措辞"},
    "publish": {"outlet": "市政府网站"},
    "record_outlet": {"outlet": "今日镇江", "put_out_on": "2026-11-16", "link": "https://example.invalid/1"},
    "withdraw": {"reason": "数字有误"},
    "discard": {"reason": "不再需要"},
}


def _text(city: City, verb: str) -> Stage:
    with transaction.atomic():
        taken = TakeReport("monthly", date(2026, 10 - ReportText.objects.count(), 15))
        report = take_report(taken, by=city.actor("director2"), at=on("11-16", "00:01:00"))
    row = ReportText.objects.get(pk=report.pk)
    return Stage(row, "director2", {"body": row.body + "\n特此报告。"} if verb == "edit" else {})


BY_PLURAL: dict[str, Callable[[City, str], Stage]] = {
    noun.plural: stage
    for noun, stage in (
        (CLUES, _clue),
        (TASKS, _task),
        (SATCHELS, _satchel),
        (SCHEMES, _scheme),
        (ENFORCEMENT_CASES, _enforcement),
        (REFERRALS, _referral),
        (LETTERS, _letter),
        (PROPOSALS, _proposal),
        (INTERVIEWS, _interview),
        (DISCLOSURES, _disclosure),
        (TEXTS, _text),
    )
}
NOUNS: dict[str, Noun[Any]] = {noun.plural: noun for noun in NOUN_OF.values()}


def staged(city: City, plural: str, verb: str) -> Stage:
    """The stage of that noun's verb."""
    return BY_PLURAL[plural](city, verb)


def every_verb() -> list[tuple[str, str]]:
    """Each noun's plural with each of its verbs, as the registers have them."""
    return [(plural, verb) for plural, noun in sorted(NOUNS.items()) for verb in noun.verbs]
