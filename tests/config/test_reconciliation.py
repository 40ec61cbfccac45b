"""Both sides count a day's clues alike."""

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.actions.source_names import Source
from tests.cases.situations import program_of
from tests.cast import City, make_clue

RECONCILE = "/api/v1/changes/reconcile"


def test_a_days_clues_are_counted_and_hashed_by_source(city: City) -> None:
    now = timezone.now()
    for system, external_id, version in (("b", "甲2", "7"), ("b", "甲10", ""), ("a", "1", "3")):
        make_clue(city, at=now, source=Source(system, external_id, version))
    make_clue(city, at=now - timedelta(days=1), source=Source("a", "0"))
    make_clue(city, at=now)

    answer = program_of("321100-hq", "changes:read").get(RECONCILE, {"date": timezone.localdate(now).isoformat()})

    expected = hashlib.sha256("甲10\n甲2 7\n".encode()).hexdigest()
    assert [(row["source"], row["count"]) for row in answer.json()["results"]] == [("a", 1), ("b", 2)]
    assert answer.json()["results"][1]["hash"] == expected


def test_an_agency_counts_what_it_may_see_alone(city: City) -> None:
    make_clue(city, at=timezone.now(), source=Source("a", "1"))

    assert program_of("321181-hb", "changes:read").get(RECONCILE).json()["results"] == []


@pytest.mark.parametrize("date", ["yesterday", "2026-02-30", "2999-01-01", ""])
def test_a_day_that_is_none_or_to_come_is_refused(city: City, date: str) -> None:
    answer = program_of("321100-hq", "changes:read").get(RECONCILE, {"date": date})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/date")
