"""Who hears what: the whole table, by hand; a line that goes or comes without its row here is noticed."""

import ast
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import transaction
from django.utils import timezone

from agencies.actions.approvals import Asked, ask_approval
from agencies.models import Approval, Post, Role
from cases.models import Clue, CoHandling, Notice
from cases.web.register import BOOKS
from config.subscriptions import SUBSCRIPTIONS
from kernel.actor import SYSTEM
from kernel.events import Named, record
from kernel.ids import new_id
from kernel.models import Event
from kernel.news import NEWS, NewsLine, UnknownEvent, Urgency, heard, unheard
from kernel.nouns import NOUN_OF
from kernel.workflow import Workflow
from reports.models import ReportReceipt
from supervision.models import ReferralEvent
from tests.architecture.test_house import ROOT, modules
from tests.cases.situations import clue_in
from tests.cases.tasks import do, input_of_task, task_in
from tests.cast import NOON, City
from tests.config.news_matrix import ASIDE, HEARD, POSTS, UNHEARD
from tests.supervision.situations import referral_in
from tests.supervision.test_letters import signed
from tests.supervision.test_mechanism import interview
from tests.walk.stages import staged
from tests.web.readers import reader
from tests.workers import drain


def posts(names: str) -> set[str]:
    """The posts behind short names."""
    return {POSTS[name] for name in names.split()}


def clue_of_all(city: City) -> Clue:
    """A clue with everybody whom an event of it may concern."""
    handler = Post.objects.get(agency="321181-hb", role=Role.HANDLER).person
    clue = clue_in(city, "investigating", handler=handler, filed_by_agency="321100-hb")
    CoHandling.objects.create(clue=clue, agency_id="321112-hb")
    return clue


def subjects(city: City) -> dict[str, Any]:
    """A record of each noun of which somebody hears."""
    task = task_in(city, "in_progress")
    satchel = do(city, task, "open_satchel", input_of_task("open_satchel", task))
    referral = referral_in("sent")
    ReferralEvent.objects.create(
        type="referral.drafted", subject_type="referral", subject_id=referral.pk, post=POSTS["dispatcher"],
        occurred_at=NOON,
    )  # fmt: skip
    report = staged(city, "reports", "edit").row
    ReportReceipt.objects.create(report_id=report.pk, post=POSTS["receiver"], delivered_at=NOON)
    asked = Asked(Approval.Act.OPEN_SEAL, new_id(), "一件线索", "回访需要")
    return {
        "approval": ask_approval(asked, by=city.actor("intake"), at=NOON),
        "clue": clue_of_all(city), "task": task, "satchel": satchel, "referral": referral, "letter": signed(city),
        "interview": interview(city, "321181-hb"), "report_text": report,
    }  # fmt: skip


def event_of(name: str, found: dict[str, Any]) -> Any:
    """An unsaved event of that type about its record, red where it has levels."""
    noun = name.partition(".")[0]
    subject = found.get(noun)
    facts = {"relieved": ["321112-hb"], "post": POSTS["leader"], "clock": "closing"}
    notice = NEWS[name].notice
    facts |= {"level": "red"} if isinstance(notice, Mapping) and "red" in notice else {}
    return Event(
        id=new_id(), type=name, subject_type=noun, subject_id=subject.pk if subject else new_id(), post=POSTS["asker"],
        data=facts, occurred_at=NOON, recorded_at=NOON,
    )  # fmt: skip


def test_each_event_is_heard_by_exactly_the_posts_of_the_table(city: City) -> None:
    found = subjects(city)

    told = {name: line.kinds_of(event_of(name, found)) for name, line in NEWS.items() if line.audience}

    assert {name: {post for _kind, posts in kinds for post in posts} for name, kinds in told.items()} == {
        name: posts(names)
        | {post for aside, who in ASIDE.items() if aside.startswith(f"{name}:") for post in posts(who)}
        for name, names in HEARD.items()
    }
    asides = {kind: set(who) for kinds in told.values() for kind, who in kinds[1:]}
    assert asides == {kind: posts(names) for kind, names in ASIDE.items()}


@pytest.mark.parametrize(("days", "heard"), [(1, True), (7, True), (8, False), (2000, False)])
def test_reports_of_periods_long_past_fill_nobodys_inbox(city: City, days: int, heard: bool) -> None:  # noqa: FBT001 -- a column of the table
    event = event_of("report.taken", {})
    event.data |= {"as_of": (NOON - timedelta(days=days)).isoformat()}

    assert bool(NEWS["report.taken"].kinds_of(event)[0][1]) is heard


def test_what_nobody_hears_is_named_with_its_reason() -> None:
    assert {name for name, line in NEWS.items() if not line.audience} == UNHEARD
    assert [name for name in UNHEARD if len(NEWS[name].nobody_because) < 10] == []


def written_events() -> Iterator[str]:
    """Every event that the code names, of a noun that the news knows."""
    nouns = {name.partition(".")[0] for name in NEWS}
    for path in modules():
        for node in ast.walk(ast.parse((ROOT / path).read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found = re.fullmatch(r"([a-z_]+)\.[a-z_]+", node.value)
                if found and found[1] in nouns and not node.value.endswith(".typ"):
                    yield node.value


def test_every_event_that_the_code_names_has_a_line() -> None:
    kept = {f"{book.noun}.{done}" for book in BOOKS.values() for done in ("added", "changed")}
    assert {*written_events(), *kept} - set(NEWS) == set()


def test_the_program_does_not_start_with_an_event_nobody_thought_of(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = [error.id for error in run_checks() if error.id == "qingyuan.E020"]
    Workflow("thing", shake=({"still"}, None, "shaken"))
    monkeypatch.delitem(NEWS, "clue.merged")

    missing = [error.msg for error in run_checks() if error.id == "qingyuan.E020"]

    assert sound == []
    assert missing == ["clue.merged has no line in the news", "thing.shaken has no line in the news"]


@pytest.mark.django_db
def test_an_event_of_an_unknown_type_is_not_recorded() -> None:
    with transaction.atomic(), pytest.raises(UnknownEvent):
        record(Named("clue", new_id()), "clue.forgotten", by=SYSTEM, at=timezone.now())


@pytest.mark.parametrize(
    "made",
    [
        lambda: NewsLine("x"),
        lambda: NewsLine("x", lambda _event: [], nobody_because="both"),
        lambda: heard("x", lambda _event: [], "", Urgency.READ),
    ],
)
def test_a_line_says_who_hears_in_words_or_why_nobody_does(made: Any) -> None:
    with pytest.raises(ValueError, match="somebody hears"):
        made()


def test_everything_heard_is_carried_there(city: City) -> None:
    carried = {
        name for name, hearers in SUBSCRIPTIONS.items() if any(h.name == "cases.tell_those_concerned" for h in hearers)
    }
    apart = {noun.name for noun in NOUN_OF.values() if noun.apart} | {"mechanism"}

    assert carried == {name for name in HEARD if name.partition(".")[0] not in apart}
    assert unheard("x", "for a reason").audience is None


# Somebody of each who had heard nothing: what they do now finds its line on a desk.
SEEN = {
    ("clues", "merge"): ("colleague", "线索已并案，不再单独办理"),
    ("clues", "assign"): ("handler", "指定由您承办"),
    ("clues", "instruct"): ("unithead", "有新的批示"),
    ("clues", "send_back"): ("handler", "被退回重办"),
    ("letters", "sign"): ("unithead", "收到函件，请查阅"),
    ("referrals", "send"): ("discipline", "收到移送，请接收"),
}


@pytest.mark.parametrize("verb", list(SEEN), ids="-".join)
def test_a_deed_finds_its_line_on_the_desk_of_whom_it_concerns(city: City, verb: tuple[str, str]) -> None:
    plural, name = verb
    stage = staged(city, plural, name)
    if plural == "clues":
        handler = city.actor("handler").person
        Clue.objects.filter(pk=stage.row.pk).update(handler=handler.pk if handler else None)
        CoHandling.objects.get_or_create(clue=stage.row, agency_id="321112-hb")
    reader(stage.who).post(f"/{plural}/{stage.row.pk}/actions/{name}", stage.form)
    drain()
    username, words = SEEN[verb]

    desk = reader(username).get("/desk").content.decode()

    assert words in desk
    assert "没有待办事项" not in desk


def test_a_referral_that_waits_stands_on_the_desk_of_the_organ_and_of_nobody_tied(city: City) -> None:
    referral_in("sent")
    referral_in("drafted", concerned_agency_id="321100-hb", ground="adverse_effect")
    with transaction.atomic():
        staged_row = staged(city, "referrals", "send").row
    reader("director2").post(f"/referrals/{staged_row.pk}/actions/send", {"letter_number": "演〔2026〕9号"})

    organ = reader("discipline").get("/desk").content.decode()
    untied, tied = (reader(name).get("/desk").content.decode() for name in ("director2", "director"))

    assert "移送待接收" in organ
    assert "移送待审批" in untied
    assert "移送待审批" not in tied


def test_a_notice_about_a_referral_is_shown_to_nobody_with_a_tie(city: City) -> None:
    row = referral_in("drafted", concerned_agency_id="321100-hb")
    line = {"event_id": new_id(), "post": POSTS["director"], "kind": "referral.drafted", "at": NOON}
    Notice.objects.create(subject_type="referral", subject_id=row.pk, **line)

    pages = {name: reader(name).get("/desk").content.decode() for name in ("director", "director2")}

    assert ("移送稿待审批" in pages["director2"], "移送稿待审批" in pages["director"]) == (True, False)


def test_what_is_for_now_stands_before_what_is_only_to_be_read(city: City) -> None:
    clue = clue_in(city, "investigating")
    for number, kind in enumerate(["clue.urged", "clue.corrected"]):
        urgency = NEWS[kind].urgency
        at = NOON.replace(minute=number)
        Notice.objects.create(
            event_id=new_id(), post=POSTS["lead"], subject_id=clue.pk, kind=kind, urgency=urgency, at=at
        )

    desk = reader("unithead").get("/desk").content.decode()

    assert desk.index("被催办") < desk.index("线索内容已更正")
