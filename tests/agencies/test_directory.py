"""The directory in memory: nothing that was changed is remembered as it was, whoever changed it and however."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency, CalendarDay, CalendarYear, Person, Post, Region, RoutingRule
from agencies.queries.directory import Directory, directory
from tests.cast import NOON, City, read_the_directory


def facts() -> dict[str, Any]:
    """All that is asked of the directory."""
    known = directory()
    return {
        "regions": {code: region.name for code, region in known.regions.items()},
        "agencies": {code: agency.name for code, agency in known.agencies.items()},
        "parents": {code: sorted(known.above(code)) for code in known.agencies},
        "rules": [(rule.name, sorted(one.pk for one in rule.co_agencies.all())) for rule in known.rules],
        "people": {code: sorted(known.people_in([code])) for code in known.agencies},
        "calendar": (known.calendar.version, sorted(known.calendar.overrides)),
    }


CHANGES: dict[str, Callable[[], object]] = {
    "a region is renamed": lambda: Region.objects.filter(pk="321181").update(name="丹阳"),
    "an agency comes": lambda: Agency.objects.create(code="X1", name="新局", kind="bureau", region_id="321181"),
    "an agency moves": lambda: Agency.objects.filter(pk="321181-hb").update(line_parent=None),
    "a rule goes": lambda: RoutingRule.objects.filter(position=10).delete(),
    "a rule gets a helper": lambda: RoutingRule.objects.all()[0].co_agencies.add(Agency.objects.get(pk="321112-hb")),
    "somebody is renamed": lambda: Person.objects.filter(username="handler").update(name="另一人"),
    "a post ends": lambda: Post.objects.filter(person__username="handler").update(valid_to=date(2020, 1, 1)),
    "a notice is loaded": lambda: CalendarYear.objects.create(year=2099, source="notice"),
    "a day is corrected": lambda: CalendarDay.objects.create(day="2099-01-01", is_working=False),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_is_read_again(city: City, change: str) -> None:
    before = facts()

    CHANGES[change]()

    after = facts()
    fresh = Directory(directory().today)
    assert after != before
    assert after["agencies"] == {code: one.name for code, one in fresh.agencies.items()}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_taken_back_is_forgotten(city: City, change: str) -> None:
    before = facts()

    with transaction.atomic():
        CHANGES[change]()
        assert facts() != before
        transaction.set_rollback(True)

    assert facts() == before
    with transaction.atomic():
        Agency.objects.create(code="X2", name="另局", kind="bureau", region_id="321181")
    assert "X2" in facts()["agencies"]


def test_signing_in_changes_nothing_in_it(city: City) -> None:
    read_the_directory()
    person = Person.objects.get(username="handler")
    person.set_password("another-long-password-1")
    person.save(update_fields=["password", "last_login"])

    with CaptureQueriesContext(connection) as queries:
        directory().people_in(city.agencies)

    assert len(queries) == 1


def test_every_table_it_is_made_from_changes_its_version(city: City) -> None:
    read = CaptureQueriesContext(connection)
    with read:
        known = Directory(NOON.date())
        known.rules, known.calendar, known.people_in(known.agencies), known.regions, known.below("")
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'directory_changes'")
        watched = {table for (table,) in cursor.fetchall()}
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'agencies%'")
        tables = {table for (table,) in cursor.fetchall()}

    asked = {table for table in tables if any(f'"{table}"' in told["sql"] for told in read.captured_queries)}
    assert asked <= watched
    assert "agencies_person" in asked
