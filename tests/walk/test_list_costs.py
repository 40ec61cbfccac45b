"""What a list costs does not depend on how much is in it: every page of the URL conf that needs no record named."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.actions.approvals import Asked, ask_approval
from agencies.actions.tokens import TokenRequest, issue_token
from agencies.models import Agency, Approval, Person, Post, Region, RoutingRule
from cases.actions.clues import Reason
from cases.actions.expunctions import RequestExpunction, request_expunction
from cases.actions.registration import ReporterEntry
from cases.actions.reporters import request_reveal_clue
from cases.models import Clue, LedgerImport, MissedReport
from cases.web.register import BOOKS
from kernel.ids import new_id
from kernel.models import Delivery
from supervision.models import Reading
from tests.cases.situations import clue_in
from tests.cast import NOON, City, make_clue
from tests.reports.test_report_register import take_weeks
from tests.supervision.test_page_costs import fill as fill_supervision
from tests.walk.stages import staged
from tests.walk.test_every_page_after_every_verb import instant_of, lists
from tests.web.readers import reader
from tests.workers import drain

# Whoever of these may open a page first reads it; what a unit's head may open is read by them too, and so on.
READERS = ("director2", "unithead", "discipline", "sysadmin", "secadmin", "auditor", "jwauditor")
ALWAYS = ("unithead", "discipline")
# One record each of what other people's lists show.
EACH = (
    ("tasks", "comment"),
    ("satchels", "write_entry"),
    ("enforcement", "decide"),
    ("referrals", "receive"),
    ("letters", "edit"),
    ("letters", "register_reply"),
    ("proposals", "dismiss"),
    ("disclosures", "review"),
)
STATUSES = ("registered", "dispatched", "signed", "investigating", "reported", "closed", "interim_closed")
# Where a value stands in a statement, or a list of values.
VALUES = re.compile(r"\((?:'[^']*'(?:::\w+)?|-?\d+)(?:, (?:'[^']*'(?:::\w+)?|-?\d+))*\)|'[^']*'|\b\d+\b")
ROUNDS, GREW = 10, 1.05
# PostgreSQL tries every order of so many tables, and plans for longer than it reads.
TOO_MANY_JOINED = 6
# Forms, figures, and what a city has a fixed number of.
NO_LISTS = {
    "/accountability/new", "/clues/new", "/disclosures/new", "/enforcement/new", "/inspections/new",
    "/joint/inspections/new", "/joint/interviews/new", "/joint/items/new", "/joint/totals/new", "/letters/new",
    "/referrals/new", "/schemes/new", "/tasks/new", "/reports/take", "/password", "/second-factor", "/session",
    "/dashboard", "/dashboard/ahead", "/dashboard/compared", "/dashboard/outlook", "/dashboard/points",
    "/dashboard/quality", "/dashboard/since", "/dashboard/since/number", "/dashboard/tasks",
    "/referrals/figures", "/ladder/", "/register/calendar", "/reports/check", "/reports/settings", "/schemes/",
}  # fmt: skip
# Nothing to read there without saying more, or nothing but a way on.
UNREAD = {
    "/", "/dashboard/map", "/dashboard/since/rows", "/desk/confirm", "/desk/read", "/language", "/login", "/login/code",
    "/post", "/prove",
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """A page, and how often each of its questions was asked."""

    status: int
    length: int
    asked: Counter[str]


def pages() -> list[str]:
    """Every page that shows no one record, each book of the register by its name."""
    plain = [path for path in lists() if not path.startswith("/api/")]
    return [*plain, *(f"/register/{book}" for book in BOOKS)]


def fill(city: City, first: int, last: int) -> None:
    """So many of everything that a list shows."""
    for number in range(first, last):
        for plural, verb in EACH:
            with instant_of(plural):
                staged(city, plural, verb)
        _clues(city)
        _waiting_for_two(city, number)
        _registers(city, number)
    fill_supervision(city, first, last)
    take_weeks(city, *range(first, last))
    drain()
    Delivery.objects.filter(task="cases.route_clue").update(dead_at=timezone.now(), last_error="OSError")


def _clues(city: City) -> None:
    for status in STATUSES:
        Clue.objects.filter(pk=clue_in(city, status).pk).update(due_at=NOON - timedelta(days=2))
    missed = {"starts_on": NOON.date(), "ends_on": NOON.date(), "agency_id": "321181-hb", "recorded_at": NOON}
    task = staged(city, "tasks", "comment").row
    MissedReport.objects.create(task=task, period="2026-11-16", **missed)


def _waiting_for_two(city: City, number: int) -> None:
    """Each act that takes two, asked for; a seal of a complaint about a bureau and one of a petition."""
    office, told = city.actor("director"), ReporterEntry("演示甲", "13800000000", is_named=True)
    kinds = ({"concerns_agency": city.agencies["321112-hb"]}, {"legal_path": "petition"})
    with transaction.atomic():
        for facts in kinds:
            clue = make_clue(city, reporter=told, **facts)
            request_reveal_clue(clue, Reason("回访需要"), by=city.actor("intake"), at=NOON)
            request_expunction(clue, RequestExpunction("reporter", "误录"), by=office, at=NOON)
        for act in set(Approval.Act) - {Approval.Act.OPEN_SEAL}:
            asked = Asked(act, new_id(), f"第{number}件", "需要", FACTS)
            ask_approval(asked, by=city.actor("sysadmin"), at=NOON)


FACTS = {
    "person_id": None, "substitute_id": None, "agency": "321100-hq", "scopes": ["clues:read"], "clues": 1,
    "valid_from": "2026-11-16", "valid_to": None,
}  # fmt: skip


def _registers(city: City, number: int) -> None:
    lead = city.agencies["321181-hb"]
    person = Person.objects.create(username=f"person{number}", name=f"演示{number}")
    Agency.objects.create(code=f"321181-{number}", name=f"单位{number}", kind="other", region_id="321181")
    Post.objects.create(person=person, agency=lead, role="handler")
    Region.objects.create(code=f"3211810{number:02d}", name=f"镇{number}", level="township", parent_id="321181")
    RoutingRule.objects.create(name=f"规则{number}", position=100 + number, lead=lead, mode="propose")
    issue_token(TokenRequest(f"客户端{number}", "321181-hb", ("clues:read",)), by=city.actor("secadmin"), at=NOON)
    LedgerImport.objects.create(source=f"旧台账{number}", file_name="a.csv", started_at=NOON, agency=lead, created=1)
    facts = {"person_id": 1, "agency_id": "321100-jw", "at": NOON}
    Reading.objects.create(what=Reading.What.REFERRAL, **facts)


def asked(browser: Client, path: str) -> Answer:
    """The page to its end, and how often each of its questions to the database was asked, whatever their values."""
    with CaptureQueriesContext(connection) as queries:
        answer: Any = browser.get(path)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return Answer(answer.status_code, len(content), Counter(VALUES.sub("?", told["sql"]) for told in queries))


def read_by(browsers: dict[str, Client]) -> dict[tuple[str, str], Answer]:
    """What each page is for the first who may open it, and for a unit's head."""
    read: dict[tuple[str, str], Answer] = {}
    for path in pages():
        for who, browser in browsers.items():
            first = not any((other, path) in read for other in browsers)
            answer = asked(browser, path) if first or who in ALWAYS else None
            if answer and answer.status == 200:
                read[who, path] = answer
    return read


def test_each_list_asks_no_question_oftener_for_ten_rows_than_for_one_nor_joins_many_tables(city: City) -> None:
    with time_machine.travel(NOON, tick=False):
        fill(city, 0, 1)
        browsers = {who: reader(who) for who in READERS}
        at_one = read_by(browsers)
        fill(city, 1, ROUNDS)
        at_ten = read_by(browsers)

    oftener = {
        one: [question[:200] for question, times in after.asked.items() if times > max(before.asked[question], 1)]
        for one, before in at_one.items()
        for after in [at_ten[one]]
    }
    wide = {
        (path, question[:200])
        for (_who, path), answer in at_ten.items()
        for question in answer.asked
        if question.count(" JOIN ") >= TOO_MANY_JOINED
    }
    grown = {path for (who, path), before in at_one.items() if at_ten[who, path].length > before.length * GREW}

    assert {one: questions for one, questions in oftener.items() if questions} == {}
    assert wide == set()
    assert {path for _who, path in at_one} - grown <= NO_LISTS
    assert set(pages()) - {path for _who, path in at_one} == UNREAD
