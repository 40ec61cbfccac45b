"""Figures that officials printed come out of rows that were loaded as they were."""

from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from config.scenarios.zhenjiang_ledger import write_ledger
from reports.actions.reports import office_reader
from reports.metrics import METRICS
from reports.queries.figures import Wanted
from reports.queries.rollups import counts_in
from tests.cases.ledgers import imported
from tests.databases import analyse

AS_OF = datetime.fromisoformat("2021-11-30T23:59:59+08:00")


@pytest.mark.django_db
def test_lianyungang_closed_97451_of_97876_clues(tmp_path: Path, settings: Settings) -> None:
    settings.HOME = tmp_path
    call_command("load_demo", stdout=StringIO())
    ledger = write_ledger(tmp_path / "ledger.csv", rows=97_876, still_open=425)
    imported(ledger, source="lianyungang")
    analyse()

    counts = counts_in(Wanted(source="lianyungang"), as_of=AS_OF, actor=office_reader()).whole
    figure = METRICS["platform_closure_rate"].of(counts)

    assert (figure.numerator, figure.denominator, figure.value) == (97_451, 97_876, "99.57")
