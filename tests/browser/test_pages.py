"""Every page in a browser: no wider than a phone, open to everybody, and without a complaint in the console."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from playwright.sync_api import Page

from cases.actions.enforcement import FiledCase, file_case
from cases.actions.registration import ReporterEntry
from tests.browser.conftest import DESK, PHONE, SignedIn, reveal
from tests.cases.situations import clue_in
from tests.cases.tasks import do, input_of_task, task_in
from tests.cast import NOON, City, make_clue
from tests.workers import drain

pytestmark = pytest.mark.browser
WIDER = "document.documentElement.scrollWidth - window.innerWidth"
OFFICE = (
    "/desk", "/clues/", "/clues/?overdue=true&q=%E9%BB%91%E8%87%AD", "/clues/{led}", "/clues/{led}/actions/urge",
    "/clues/{led}/edit",
    "/clues/{free}/actions/dispatch", "/clues/{led}/papers/registration", "/clues/{led}/papers/presentation",
    "/clues/{led}/papers/dispatch", "/clues/new", "/import", "/dashboard", "/dashboard/rows?metric=clues_open",
    "/tasks/", "/tasks/new", "/tasks/missed", "/tasks/{task}", "/tasks/{task}/actions/urge", "/schemes/",
    "/enforcement/", "/enforcement/{case}",
    "/satchels/{satchel}", "/satchels/{satchel}/diary/new", "/referrals/", "/reports/", "/reports/supervision",
    "/reports/meeting", "/reports/check", "/reports/settings", "/reports/templates/weekly", "/password", "/nowhere",
)  # fmt: skip
OTHERS = {
    "handler": ("/desk", "/clues/", "/clues/{led}"),
    "sysadmin": ("/desk", "/background", "/ladder/", "/ladder/clue/leg/new"),
    "leader": ("/desk",),
}
VISITS = [("dispatcher", path) for path in OFFICE] + [(who, path) for who, paths in OTHERS.items() for path in paths]


@pytest.fixture
def addresses(town: City) -> dict[str, object]:
    """Clues in every situation, and the two that addresses name."""
    told = ReporterEntry(name="演示群众", phone="13800000000", is_named=True)
    for status in ("registered", "signed", "reported", "closed"):
        clue_in(town, status)
    make_clue(town, channel="call")
    led, free = clue_in(town, "dispatched"), make_clue(town, reporter=told, channel="letter")
    task = task_in(town, "in_progress")
    satchel = do(town, task, "open_satchel", input_of_task("open_satchel", task))
    with transaction.atomic():
        filed = FiledCase("演示罚立1号", town.agencies["321181-hb"], "演示企业", date(2026, 11, 2))
        case = file_case(filed, by=town.actor("unithead"), at=NOON)
    drain()
    return {"case": case.pk, "task": task.pk, "satchel": satchel.pk, "led": led.pk, "free": free.pk}


def faults_of(page: Page) -> list[str]:
    """What a judge of accessibility finds on the page."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in found.response["violations"]]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_fits_is_accessible_and_breaks_no_policy(
    as_person: SignedIn, addresses: dict[str, object], complaints: list[str], size: dict[str, int]
) -> None:
    faults: dict[str, object] = {}
    pages = {username: as_person(username, size) for username in ("dispatcher", *OTHERS)}

    for username, path in VISITS:
        page = pages[username]
        page.goto(path.format(**addresses))
        page.wait_for_load_state("networkidle")
        faults[f"{username} {path}"] = (max(0, page.evaluate(WIDER)), faults_of(page))

    assert {where: found for where, found in faults.items() if found != (0, [])} == {}
    assert [words for words in complaints if "404" not in words] == []


def test_a_chart_is_drawn_from_the_table_behind_it(as_person: SignedIn, addresses: dict[str, object]) -> None:
    page = as_person("dispatcher", DESK)

    page.goto("/dashboard")
    reveal(page, "region")
    page.wait_for_selector("[data-chart='table-region'] svg")

    assert "丹阳市" in str(page.locator("[data-chart='table-region'] svg").text_content())
    assert page.locator("#table-region").count() == 1
