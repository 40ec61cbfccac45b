"""Every number that is a link opens exactly as many rows as it says, also after much was told later."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from cases.actions.clues import Reason, void_clue
from cases.actions.corrections import Correct, correct_clue
from cases.actions.dispatches import Dispatch, dispatch_clue
from cases.actions.investigations import close_clue, reopen_clue
from cases.actions.merges import Merge, Part, Split, merge_clue, split_clue
from cases.models import Clue
from kernel.verbs import Nothing
from reports.actions.reports import TakeReport, take_report
from reports.metrics import METRICS, Unit
from reports.models import Report
from tests.cases.situations import clue_in
from tests.cast import City, make_batch, make_clue
from tests.reports.city import make_counted_city, on
from tests.web.readers import reader

ROWS = re.compile(r"^/(dashboard/rows|reports/[^/]+/rows)\?")
NUMBER = re.compile(r"(?:.*（)?([\d,]+)$")
# What a row stands for several of: days, yuan, copies, and reports by the task that they are of.
SUMMED = {Unit.DAYS, Unit.YUAN, Unit.COPIES, Unit.PERSONS}
OF_ITEMS = {"document_items", "missed_report_rate", "reports_missed", "acceptance_returned_rate"}


class Links(HTMLParser):
    """The ways to rows on a page, each with the words that are printed on it."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.open = ""
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") or ""
        if tag == "a" and ROWS.match(address):
            self.open = address
            self.found.append((address, ""))

    def handle_data(self, data: str) -> None:
        if self.open:
            self.found[-1] = (self.open, self.found[-1][1] + data.strip())

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.open = ""


def rows_at(client: Client, address: str) -> int:
    """How many rows an address lists, page after page."""
    count, following = 0, f"{address}&page_size=200"
    while following:
        page = client.get(following)
        assert page.status_code == 200, following
        count += len(page.context["lines"])
        following = page.context["addresses"]["next"]
    return count


def told_by(client: Client, path: str) -> Iterator[tuple[str, int]]:
    """Each link of a page with the number printed on it, once."""
    page = client.get(path)
    assert page.status_code == 200
    for address, words in dict.fromkeys(Links(page.content.decode()).found):
        metric = METRICS[parse_qs(urlsplit(address).query)["metric"][0]]
        number = NUMBER.match(words)
        if number and metric.about not in SUMMED and metric.name not in OF_ITEMS:
            yield address, int(number[1].replace(",", ""))


def a_full_month(city: City) -> None:
    """Everything that can happen to a clue, in October."""
    make_counted_city(city)
    batch = make_batch(city, at=on("10-02"))
    for number in range(4):
        at = on("10-03") + timedelta(days=number)
        make_clue(city, at=at, channel="inspection", batch=batch, pollution_types=("air", "water"))
    with transaction.atomic():
        closed = clue_in(city, "reported", at=on("10-04"))
        close_clue(closed, Nothing(), by=city.actor("director2"), at=on("10-10"))
        reopen_clue(closed, Reason("反弹"), by=city.actor("director2"), at=on("10-20"))
        whole = make_clue(city, at=on("10-05"))
        split_clue(whole, Split((Part("甲"), Part("乙"))), by=city.actor("dispatcher"), at=on("10-06"))


def much_later(city: City) -> None:
    """What is told after the reports are frozen: late letters, merges, corrections, closings, voids."""
    with transaction.atomic():
        for number in range(7):
            make_clue(city, at=on("11-20"), received_at=on("10-08") + timedelta(hours=number))
        open_ones = list(Clue.objects.filter(status="registered").order_by("received_at", "id").select_for_update())
        first, second, third, fourth, *_others = open_ones
        dispatcher, director = city.actor("dispatcher"), city.actor("director2")
        merge_clue(first, Merge(second), by=dispatcher, at=on("11-21"))
        void_clue(third, Reason("误录"), by=director, at=on("11-21"))
        correct_clue(fourth, Correct("region_code", "321112", "写错"), by=dispatcher, at=on("11-21"))
        lead = city.agencies["321112-hb"]
        second.refresh_from_db()
        dispatch_clue(second, Dispatch(lead, handling_summary="摘要"), by=dispatcher, at=on("11-22"))


@pytest.fixture
def frozen(city: City) -> list[Report]:
    """Reports of two cities and of a city of our own, and what came after they were frozen."""
    for name in ("lanzhou", "anyang"):
        call_command("load_scenario", name, stdout=io.StringIO())
    a_full_month(city)
    director = city.actor("director2")
    with transaction.atomic():
        for kind in ("monthly", "weekly", "assessment"):
            take_report(TakeReport(kind, on("10-31").date()), by=director, at=on("11-10"))
    much_later(city)
    return list(Report.objects.exclude(kind="mechanism").defer(None))


@pytest.mark.usefixtures("frozen")
def test_every_number_of_every_report_opens_its_own_rows_after_later_news_too(frozen: list[Report]) -> None:
    client, followed = reader("director2"), 0

    for report in frozen:
        for address, printed in told_by(client, f"/reports/{report.pk}"):
            assert rows_at(client, address) == printed, (str(report), address)
            followed += 1

    monthly = next(one for one in frozen if one.kind == "monthly" and not one.source)
    received = next(one["value"] for one in monthly.content["figures"] if one["metric"] == "clues_received")
    now = client.get("/dashboard/rows?metric=clues_received&as_of=2026-10-31")
    assert (followed > 200, now.context["count"]) == (True, received + 7)


PAGES = ("/dashboard", "/dashboard/quality", "/dashboard/tasks", "/dashboard/compared",
         *(f"/dashboard/by/{name}" for name in ("region", "agency", "month", "pollution_type", "channel")))  # fmt: skip


@pytest.mark.usefixtures("frozen")
def test_every_number_of_every_dashboard_page_opens_its_own_rows(city: City) -> None:
    followed = 0
    for who in ("director2", "leader", "unithead"):
        client = reader(who)
        for path in PAGES:
            for query in ("", "?as_of=2026-10-31", "?source=anyang&as_of=2022-11-30"):
                for address, printed in told_by(client, path + query):
                    assert rows_at(client, address) == printed, (who, address)
                    followed += 1

    assert followed > 200
