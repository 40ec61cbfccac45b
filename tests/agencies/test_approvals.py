"""What waits for a second person, on its page."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.actions.clues import Reason
from cases.actions.registration import ReporterEntry
from cases.actions.reporters import request_reveal_clue
from tests.cast import NOON, City, make_clue, read_the_directory
from tests.web.readers import reader

TOLD = ReporterEntry("演示甲", "13800000000", is_named=True)


def ask(city: City, times: int) -> None:
    """So many seals to be opened: of a complaint about a bureau, of a petition, of one about the reader's own house."""
    accused: list[dict[str, Any]] = [{"concerns_agency": city.agencies["321112-hb"]}, {"legal_path": "petition"},
                                     {"concerns_agency": city.agencies["321100-hb"]}]  # fmt: skip
    with transaction.atomic():
        for number in range(times):
            clue = make_clue(city, reporter=TOLD, **accused[number % 3])
            request_reveal_clue(clue, Reason("回访需要"), by=city.actor("intake"), at=NOON)


def cost(who: str) -> tuple[int, int]:
    """How many queries the page takes, and how many requests it offers to decide."""
    browser = reader(who)
    read_the_directory()
    with CaptureQueriesContext(connection) as queries:
        page = browser.get("/approvals").content.decode()
    return len(queries), page.count("/agree")


@pytest.mark.parametrize(("who", "may"), [("director", 0), ("director2", 30), ("intake", 0), ("unithead", 0)])
def test_thirty_that_wait_take_as_many_queries_as_three(city: City, who: str, may: int) -> None:
    ask(city, 3)
    at_three = cost(who)
    ask(city, 27)

    assert cost(who) == (at_three[0], may)
