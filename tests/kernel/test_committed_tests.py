"""Tests that commit leave nothing behind."""

import pytest

from agencies.models import CalendarDay, CalendarYear, Person
from cases.models import Clue
from kernel.models import Event
from tests.cast import make_city, make_clue
from tests.databases import restore_seed_rows


@pytest.mark.django_db(transaction=True)
def test_what_a_test_commits_is_taken_back_and_the_calendar_stands() -> None:
    days = set(CalendarDay.objects.values_list("day", "is_working"))
    make_clue(make_city())
    CalendarYear.objects.filter(year=2026).update(source="changed by a test")
    CalendarDay.objects.filter(day__year=2026).delete()

    restore_seed_rows()

    assert [model.objects.count() for model in (Clue, Event, Person)] == [0, 0, 0]
    assert set(CalendarDay.objects.values_list("day", "is_working")) == days
    assert not CalendarYear.objects.filter(source="changed by a test").exists()
