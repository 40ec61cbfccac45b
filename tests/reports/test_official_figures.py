"""Figures that officials printed come out of rows that were loaded as they were."""

from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from config.scenarios.zhenjiang_ledger import write_ledger
from kernel.seals import seal_events
from reports.actions.reports import office_reader
from reports.actions.rollups import follow_log
from reports.metrics import METRICS, Counts
from reports.queries.figures import Wanted, population
from reports.queries.recount import recount
from reports.queries.rollups import rolled_tally
from reports.queries.tallies import tally
from tests.cases.ledgers import imported

AS_OF = datetime.fromisoformat("2021-11-30T23:59:59+08:00")


@pytest.mark.django_db
def test_lianyungang_closed_97451_of_97876_clues(tmp_path: Path, settings: Settings) -> None:
    settings.HOME = tmp_path
    call_command("load_demo", stdout=StringIO())
    ledger = write_ledger(tmp_path / "ledger.csv", rows=97_876, still_open=425)
    imported(ledger, source="lianyungang")
    while seal_events() or follow_log(at=timezone.now()):
        pass

    lianyungang = Wanted(source="lianyungang")
    rolled = rolled_tally(lianyungang, as_of=AS_OF, actor=office_reader())
    counted = tally(population(office_reader(), lianyungang, as_of=AS_OF), as_of=AS_OF, actor=office_reader())

    assert rolled is not None
    assert rolled.whole == counted.whole
    assert printed(rolled.whole) == (97_451, 97_876, "99.57")
    assert recount(as_of=AS_OF, position=10**9, scope="source:lianyungang") == rolled.whole


def printed(counts: Counts) -> tuple[object, object, object]:
    """The closure rate with what it was made from."""
    figure = METRICS["platform_closure_rate"].of(counts)
    return figure.numerator, figure.denominator, figure.value
