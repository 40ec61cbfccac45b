"""The monthly report of the joint mechanism: for the city's organ, and for people of the office without a tie."""

from datetime import date

import pytest
import time_machine
from django.db import transaction

from kernel.actor import SYSTEM
from kernel.errors import Forbidden
from kernel.models import Event
from reports.actions.reports import TakeReport, office_reader, take_report
from reports.models import Report
from reports.queries.reports import reports_visible_to
from reports.tasks import take_mechanism_reports
from tests.cast import City
from tests.conftest import ApiOf
from tests.reports.city import on

LATER = on("11-16", "00:01:00")
OCTOBER = TakeReport("mechanism", date(2026, 10, 1))


@pytest.fixture
def report(city: City) -> Report:
    """October's report of the mechanism."""
    with transaction.atomic():
        return take_report(OCTOBER, by=SYSTEM, at=LATER)


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("director2", True),
        ("discipline", True),
        ("director", False),
        ("discipline2", False),
        ("leader", False),
        ("unithead", False),
    ],
)
def test_only_the_city_s_organ_and_the_office_s_untied_people_read_it(
    city: City, api: ApiOf, report: Report, who: str, *, reads: bool
) -> None:
    listed = [one["id"] for one in api(who).get("/api/v1/reports").json()["results"]]

    assert (str(report.pk) in listed) is reads
    assert api(who).get(f"/api/v1/reports/{report.pk}").status_code == (200 if reads else 404)
    assert api(who).get(f"/api/v1/reports/{report.pk}/file?type=pdf").status_code == (200 if reads else 404)


def test_whoever_does_not_read_it_does_not_take_it_either(city: City) -> None:
    with pytest.raises(Forbidden), transaction.atomic():
        take_report(OCTOBER, by=city.actor("director"), at=LATER)

    assert not Report.objects.exists()
    assert not Event.objects.filter(type="report.taken").exists()


def test_it_is_taken_by_the_clock_with_the_month(city: City) -> None:
    with time_machine.travel(LATER, tick=False):
        take_mechanism_reports()

    kinds = Report.objects.filter(first_day=date(2026, 10, 1)).values_list("kind", flat=True)
    assert list(kinds) == ["mechanism"]


def test_a_program_of_the_office_never_reads_it(city: City, report: Report) -> None:
    assert office_reader().agency_id == city.actor("director2").agency_id
    assert not reports_visible_to(office_reader()).filter(pk=report.pk).exists()
