"""What stands beside a closure rate, told once: asked together, by county, by unit, on the page and in the monthly."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from cases.models import Clue, MissedReport
from reports.actions.reports import TakeReport, take_report
from reports.metrics import METRICS, Counts
from reports.models import Report
from reports.queries.answers import answer_to
from reports.queries.figures import Wanted
from reports.queries.quality import QUALITY, with_quality
from reports.queries.questions import Question
from reports.queries.rollups import counts_in
from tests.cases.tasks import task_in
from tests.cast import City, make_clue
from tests.conftest import ApiOf
from tests.reports.city import on, tell
from tests.web.readers import reader

AS_OF = on("10-31", "23:59:59")


@pytest.fixture
def october(city: City) -> None:
    """Three clues of 丹阳, one of them returned and reopened, and a task whose last report of October never came."""
    for day in ("10-10", "10-11", "10-12"):
        make_clue(city, at=on(day))
    clue = Clue.objects.order_by("received_at").first()
    assert clue is not None
    Clue.objects.filter(pk=clue.pk).update(first_returned_at=on("10-20"), first_reopened_at=on("10-25"))
    Clue.objects.update(status="dispatched", lead_agency="321181-hb")
    tell(Clue.objects.all())
    task = task_in(city, "in_progress", at=on("10-01"))
    ends = date(2026, 10, 31)
    with transaction.atomic():
        MissedReport.objects.create(
            task=task, period="2026-10", starts_on=ends.replace(day=1), ends_on=ends, recorded_at=on("11-01")
        )


def asked(city: City, *names: str, by: str = "") -> Question:
    """Metrics asked together as of the end of October."""
    first, *others = (METRICS[name] for name in names)
    actor = city.actor("director2")
    return Question(first, Wanted(), AS_OF, actor, (by,) if by else (), also=tuple(others))


@pytest.mark.usefixtures("october")
def test_metrics_asked_together_count_once_what_they_share(city: City) -> None:
    together = answer_to(asked(city, "on_time_rate", "returned_rate", "reopened_rate", "rebound_rate", by="region"))

    for name in ("on_time_rate", "returned_rate", "reopened_rate", "rebound_rate"):
        alone = answer_to(asked(city, name, by="region"))
        assert METRICS[name].of(together.whole) == METRICS[name].of(alone.whole)
        assert METRICS[name].of(together.by["region"]["321181"]) == METRICS[name].of(
            alone.by["region"].get("321181", Counts())
        )


def test_what_two_tallies_know_of_the_same_records_stands_once() -> None:
    one, other = Counts(received=3, returned=1), Counts(received=3, tasks=2)

    assert one.beside(other) == Counts(received=3, returned=1, tasks=2)


@pytest.mark.usefixtures("october")
def test_the_quality_of_a_county_is_that_of_the_registry(city: City, api: ApiOf) -> None:
    actor = city.actor("director2")
    found = counts_in(Wanted(), ["region"], as_of=AS_OF, actor=actor)
    county = with_quality(found, "region", Wanted(), as_of=AS_OF, actor=actor)["321181"]

    told = {name: METRICS[name].of(county) for name in QUALITY}
    for name in QUALITY:
        body = api("director2").get(f"/api/v1/metrics?metric={name}&group_by=region&as_of=2026-10-31").json()
        group = next(one for one in body["groups"] if one["key"] == "321181")
        assert (told[name].numerator, told[name].denominator) == (group["numerator"], group["denominator"])
    assert (told["returned_rate"].numerator, told["reopened_rate"].denominator) == (1, 3)


@pytest.mark.parametrize(("instant", "missed"), [(AS_OF, 1), (AS_OF - timedelta(hours=1), 0)])
@pytest.mark.usefixtures("october")
def test_a_report_is_missed_when_its_period_ends_and_not_when_it_is_written_down(
    city: City, instant: Any, missed: int
) -> None:
    question = Question(METRICS["reports_missed"], Wanted(), instant, city.actor("director2"))

    assert answer_to(question).whole.reports_missed == missed


@pytest.mark.parametrize("dimension", ["region", "agency"])
@pytest.mark.usefixtures("october")
def test_the_boards_of_counties_and_units_print_the_quality_beside_the_closure_rate(dimension: str) -> None:
    client = reader("director2")
    board = client.get(f"/dashboard/by/{dimension}?as_of=2026-10-31").context["board"]
    row = next(cells for label, cells in board.rows if "丹阳" in str(label))

    told = {cell.figure.metric.name: cell for cell in row}
    assert set(QUALITY) | {"closure_rate_strict"} <= told.keys()
    assert (told["missed_report_rate"].numerator, told["missed_report_rate"].denominator) == ("1", "1")
    shown = client.get(told["missed_report_rate"].address)
    assert (shown.context["count"], len(shown.context["lines"])) == (1, 1)


@pytest.mark.usefixtures("october")
def test_the_monthly_prints_the_quality_of_each_county_and_unit(city: City) -> None:
    with transaction.atomic():
        order = TakeReport("monthly", date(2026, 10, 1))
        report = take_report(order, by=city.actor("director2"), at=on("11-16"))

    county, unit = (_row_of(report, title) for title in ("按县市区", "按牵头单位"))
    assert (county["returned_rate"]["value"], county["missed_report_rate"]["value"]) == ("33.33", "100.00")
    assert (unit["returned_rate"]["text"], unit["missed_report_rate"]["text"]) == ("1/3", "1/1")


def _row_of(report: Report, title: str) -> dict[str, Any]:
    """What a table prints of 丹阳, by metric."""
    table = next(one for one in report.content["tables"] if one["title"] == title)
    row = next(one for one in table["rows"] if "丹阳" in one["label"])
    return dict(zip(table["metrics"], row["cells"], strict=True))
