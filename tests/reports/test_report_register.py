"""The register of reports costs the same for one as for ten."""

from datetime import date, timedelta

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from reports.actions.reports import TakeReport, take_report
from tests.cast import City
from tests.reports.city import on
from tests.web.readers import reader

LATER = on("11-16", "00:10:00")


def take_weeks(city: City, *weeks: int) -> None:
    """The weekly reports so many weeks back."""
    with transaction.atomic():
        for back in weeks:
            day = date(2026, 11, 15) - timedelta(weeks=back)
            take_report(TakeReport("weekly", day), by=city.actor("director2"), at=LATER)


def cost(address: str) -> int:
    """How many queries the page takes."""
    browser = reader("director2")
    with CaptureQueriesContext(connection) as told:
        assert browser.get(address).status_code == 200
    return len(told)


def test_a_register_of_ten_reports_takes_as_many_queries_as_of_one(city: City) -> None:
    take_weeks(city, 0)
    one = cost("/reports/")

    take_weeks(city, *range(1, 10))

    assert cost("/reports/") == one
