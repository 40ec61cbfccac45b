"""Every page in English: from link to link, nothing of the program's own words is left in Chinese."""

import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client

from cases.actions.registration import ReporterEntry
from config.page_urls import urlpatterns
from reports.actions.reports import TakeReport, take_report
from supervision.actions.mechanism import (
    Inspect,
    ProposeInterview,
    PublishTotal,
    inspect_jointly,
    propose_interview,
    publish_total,
)
from tests.cases.situations import clue_in
from tests.cases.tasks import do, input_of_task, task_in
from tests.cast import NOON, City, make_clue
from tests.reports import disclosures
from tests.reports.city import on
from tests.supervision.crawl import crawled
from tests.supervision.situations import referral_in
from tests.supervision.test_letters import drafted
from tests.web.readers import reader
from tests.workers import drain

READERS = ("director", "dispatcher", "unithead", "discipline", "sysadmin", "secadmin", "auditor")
HAN = re.compile(r"[\u4e00-\u9fff]+")
ORNAMENT = ("aria-hidden", "true")
WITHOUT_END = {"br", "input", "img", "meta", "link"}
READ_ALOUD = {"aria-label", "title", "placeholder", "alt", "value", "data-label"}
NOT_PAGES = re.compile(r"\.(csv|xlsx)|/file\?|/attachments/|/files/|/package$|/materials/.*/file$|type=")


class Words(HTMLParser):
    """What a page shows or reads aloud, without the parts that say which language they are in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.foreign: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what is read aloud; step over what is marked as Chinese."""
        told = dict(attrs)
        if self.foreign or ORNAMENT in attrs or (tag != "html" and str(told.get("lang")).startswith("zh")):
            self.foreign += [] if tag in WITHOUT_END else [tag]
            return
        self.found += [value for name, value in attrs if name in READ_ALOUD and value]

    def handle_endtag(self, tag: str) -> None:
        """Come back from what was stepped over."""
        if self.foreign and tag in self.foreign:
            self.foreign.pop()

    def handle_data(self, data: str) -> None:
        """Keep what is shown."""
        if not self.foreign and data.strip():
            self.found.append(data.strip())


def words_in_rows() -> list[str]:
    """Every Chinese word that somebody wrote or the register holds, the longest first."""
    found: set[str] = set()
    for model in apps.get_models():
        for row in model._default_manager.values():
            for value in strings_in(row):
                found |= set(HAN.findall(value))
    return sorted(found, key=len, reverse=True)


def strings_in(value: Any) -> Iterator[str]:
    """All strings in a row, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings_in(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from strings_in(part)


@pytest.fixture
def furnished(city: City) -> City:
    """A city with something on every page."""
    office = city.actor("director2")
    for status in ("registered", "dispatched", "investigating", "reported", "closed", "interim_closed"):
        clue_in(city, status)
    make_clue(city, reporter=ReporterEntry(name="演示群众", phone="13800000000", is_named=True), channel="letter")
    task = task_in(city, "in_progress")
    do(city, task, "open_satchel", input_of_task("open_satchel", task))
    disclosures.published(disclosures.with_publicity(city), disclosures.batch_of(city))
    drafted(city)
    for status in ("drafted", "sent", "released"):
        referral_in(status)
    with transaction.atomic():
        inspect_jointly(Inspect(on=date(2026, 11, 2), theme="主题甲"), by=office, at=NOON)
        publish_total(
            PublishTotal(on=date(2026, 11, 2), scope="范围甲", persons=6), by=city.actor("discipline"), at=NOON
        )
        units = (city.agencies["321181-hb"],)
        propose_interview(ProposeInterview(date(2026, 11, 2), "key_task_not_done", units), by=office, at=NOON)
        take_report(TakeReport("monthly", date(2026, 10, 15)), by=office, at=on("11-16", "00:01:00"))
    drain()
    return city


def english_reader(username: str) -> Client:
    """A browser in which this person has chosen English."""
    client = reader(username)
    client.post("/language", {"language": "en"})
    return client


def starts() -> list[str]:
    """Every page that needs no more than its address."""
    routes = [str(pattern.pattern) for pattern in urlpatterns]
    return [f"/{route}" for route in routes if "<" not in route and "^" not in route and not NOT_PAGES.search(route)]


@pytest.mark.parametrize("username", READERS)
def test_no_word_of_the_programs_own_is_left_in_chinese(furnished: City, username: str) -> None:
    pages = crawled(english_reader(username), starts())

    rows = re.compile("|".join(map(re.escape, words_in_rows())))
    left = {
        f"{path.partition('?')[0]}: {words}"
        for path, (_status, headers, page) in pages.items()
        if headers.get("Content-Type", "").startswith("text/html")
        for words in Words(page).found
        if HAN.search(rows.sub("", words))
    }
    assert left == set(), "put it into {% translate %} or _()"
