"""Every number that is a link opens exactly as many rows as it says, also after much was told later."""

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
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
from cases.models import Batch, Clue, PublicFacts
from kernel.actor import SYSTEM
from kernel.verbs import Nothing
from reports.actions.reports import TakeReport, take_report
from reports.metrics import METRICS, Unit
from reports.models import Report
from tests.cases.situations import clue_in
from tests.cast import City, make_batch, make_clue
from tests.databases import analyse
from tests.reports.city import make_counted_city, on, tell
from tests.web.readers import reader

ROWS = re.compile(r"^/(dashboard/rows|reports/[^/]+/rows)\?")
NUMBER = re.compile(r"(?:.*（)?([\d,]+)$")
COUNTED, NOUGHT = re.compile(r"[\d,.]+"), re.compile(r"0(?:\.00%（0)?(?![\d,.])")
# What a row stands for several of: days, yuan, copies, and reports by the task that they are of.
SUMMED = {Unit.DAYS, Unit.YUAN, Unit.COPIES, Unit.PERSONS}
OF_ITEMS = {"document_items", "missed_report_rate", "reports_missed", "acceptance_returned_rate"}
# One task may have missed several reports; the agencies that lead are found through their tasks.
KEPT_FOR_SEVERAL = {"reports_missed", "tasks_led"}
# What is counted in units other than rows, and sums of what stands in them.
OF_ITEMS |= {"units_ordered", "criminal_cases", "penalties_filed", "diary_completeness"}
# Printed numbers that open no rows, by block or table and line or column, and why.
UNLINKED = {
    ("本期变化", "净增"): "a difference of two figures, each of which opens its own rows",
    ("本期变化", "较期初"): "as above",
    ("单位排名", "名次"): "a place among others, and no count",
    ("各县市区事实", "断面达标"): "read in the report's own month; the table of sections lists the readings",
    ("绿书包日记", ""): "days of one satchel, whose page shows each of them",
    ("督察支撑", "批次"): "the inspection's page lists its batches",
    ("督察支撑", "谈话"): "the inspection's page lists its talks",
    ("督察支撑", "走访"): "the inspection's page lists its visits",
    ("水质断面", "函"): "letters have a register of their own",
    ("函件", ""): "letters have a register of their own",
    ("断面水质", "上月"): "the report of the month before opens its own readings",
    ("边督边改", "拘留合计"): "the sum of the two lines above, each of which opens its orders",
    ("本日交办", "来"): "told by the batches' sheets where the orders do not say it",
    ("责任追究", ""): "the notices have a page of their own, for whoever may read them",
}


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
        number = NUMBER.match(words)
        if number and counts_its_rows(address):
            yield address, int(number[1].replace(",", ""))


def counts_its_rows(address: str) -> bool:
    """Say whether a number stands for one row each."""
    query = parse_qs(urlsplit(address).query)
    if "block" in query:
        return query["block"][0] not in KEPT_FOR_SEVERAL
    metric = METRICS[query["metric"][0]]
    return metric.about not in SUMMED and metric.name not in OF_ITEMS


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
    analyse()
    return list(Report.objects.exclude(kind="mechanism").defer(None))


@pytest.mark.usefixtures("frozen")
def test_every_number_of_every_report_opens_its_own_rows_after_later_news_too(frozen: list[Report]) -> None:
    client, followed = reader("director2"), 0

    for report in first_and_last_of_each_kind(frozen):
        for address, printed in told_by(client, f"/reports/{report.pk}"):
            assert rows_at(client, address) == printed, (str(report), address)
            followed += 1

    monthly = next(one for one in frozen if one.kind == "monthly" and not one.source)
    received = next(one["value"] for one in monthly.content["figures"] if one["metric"] == "clues_received")
    now = client.get("/dashboard/rows?metric=clues_received&as_of=2026-10-31")
    assert (followed > 200, now.context["count"]) == (True, received + 7)


def first_and_last_of_each_kind(reports: list[Report]) -> list[Report]:
    """The earliest and the latest of each kind and source: between them lie only more of the same."""
    found: dict[tuple[str, str], list[Report]] = defaultdict(list)
    for report in sorted(reports, key=lambda one: (one.as_of, one.pk)):
        found[report.kind, report.source].append(report)
    return [one for those in found.values() for one in dict.fromkeys((those[0], those[-1]))]


PAGES = ("/dashboard", "/dashboard/quality", "/dashboard/tasks", "/dashboard/compared",
         *(f"/dashboard/by/{name}" for name in ("region", "agency", "month", "pollution_type", "channel")))  # fmt: skip


@pytest.mark.usefixtures("frozen")
def test_every_number_of_every_dashboard_page_opens_its_own_rows(city: City) -> None:
    followed = 0
    past = ("?as_of=2026-10-31", "?source=anyang&as_of=2022-11-30")
    for who, queries in (("director2", ("", *past)), ("leader", past[:1]), ("unithead", ("",))):
        client = reader(who)
        for path in PAGES:
            for query in queries:
                for address, printed in told_by(client, path + query):
                    assert rows_at(client, address) == printed, (who, address)
                    followed += 1

    assert followed > 200


def unlinked(page: Any) -> Iterator[tuple[str, str, str]]:
    """Each printed number of a report that is no way to its rows: block or table, line or column, and the words."""
    for title, label, pieces in printed_on(page.context):
        yield from ((title, label, words) for words in plain_numbers(pieces))


def printed_on(shown: Any) -> Iterator[tuple[str, str, Any]]:
    """Each line and each cell in its pieces."""
    yield from ((one["label"], "", pieces) for one, pieces in shown["standing"])
    yield from (("本期变化", label, pieces) for label, pieces in shown["period"])
    for block in shown["blocks"]:
        yield from ((block["title"], label, pieces) for label, pieces in block["lines"])
    for table in shown["tables"]:
        for _label, cells in table["rows"]:
            named = zip(table["columns"], cells, strict=True)
            yield from ((table["title"], column, pieces) for column, pieces in named)


def plain_numbers(pieces: Iterable[Any]) -> Iterator[str]:
    """The pieces that begin with a number, other than nought, and are no link."""
    for piece in pieces:
        if not piece.address and COUNTED.match(piece.words) and not NOUGHT.match(piece.words):
            yield piece.words


def is_excused(title: str, label: str) -> bool:
    """Say whether a reason is written down."""
    return any(title.startswith(mine) and theirs in label for mine, theirs in UNLINKED)


@pytest.mark.usefixtures("frozen")
def test_every_printed_number_of_every_report_is_a_way_to_its_rows_or_says_why_not(
    city: City, frozen: list[Report]
) -> None:
    with transaction.atomic():
        frozen += [a_daily(city), take_report(TakeReport("sections", on("10-31").date()), by=SYSTEM, at=on("11-10"))]
    client = reader("director2")

    lost = {
        (report.kind, *number)
        for report in frozen
        for number in unlinked(client.get(f"/reports/{report.pk}"))
        if not is_excused(*number[:2])
    }

    assert lost == set()


def a_daily(city: City) -> Report:
    """The daily of an inspection on 15 November, with an order that its unit reported."""
    batch = Batch.objects.get(inspection__case="")
    clue = clue_in(city, "reported", at=on("11-15"), channel="inspection", batch=batch)
    PublicFacts.objects.create(clue=clue, ordered_to_rectify=2, interviewed=1)
    Clue.objects.filter(pk=clue.pk).update(first_reported_at=on("11-15"))
    tell(Clue.objects.filter(pk=clue.pk))
    order = TakeReport("daily", on("11-15").date(), inspection=batch.inspection)
    return take_report(order, by=city.actor("director2"), at=on("11-20"))


@pytest.mark.usefixtures("frozen")
def test_every_number_of_a_daily_opens_its_own_rows(city: City) -> None:
    with transaction.atomic():
        daily = a_daily(city)
    client, followed = reader("director2"), 0

    for address, printed in told_by(client, f"/reports/{daily.pk}"):
        assert rows_at(client, address) == printed, address
        followed += 1

    assert followed > 30
