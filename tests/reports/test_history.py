"""The months behind today: what came, what was closed, what stood open, and how it compares."""

from datetime import date

import pytest
from django.test import Client

from agencies.models import Person
from cases.models import Clue
from reports.queries.figures import Wanted
from reports.queries.history import Month, change, history_of
from reports.queries.rollups import counts_in
from tests.cast import City, make_clue
from tests.reports.city import make_counted_city, on, roll_up, tell

AS_OF = on("10-31", "23:59:59")


def months(city: City, who: str = "director") -> dict[date, Month]:
    """The months as of the end of October."""
    actor = city.actor(who)
    now = counts_in(Wanted(), as_of=AS_OF, actor=actor).whole
    return {month.first_day: month for month in history_of(Wanted(), now, as_of=AS_OF, actor=actor)}


def test_each_month_says_what_it_brought_and_how_it_ended(city: City) -> None:
    make_counted_city(city)
    roll_up()

    found = months(city)

    assert len(found) == 13
    august, september, october = (found[date(2026, month, 1)] for month in (8, 9, 10))
    assert [one.received for one in (august, september, october)] == [2, 4, 3]
    assert [one.closed for one in (august, september, october)] == [0, 2, 2]
    assert [one.then.open for one in (august, september, october)] == [2, 4, 3]
    assert (august.on_last_month, september.on_last_month, october.on_last_month) == ("—", "+100.00%", "−25.00%")
    assert october.on_last_year == "—"


def test_a_month_in_which_nothing_happened_stands_among_them(city: City) -> None:
    make_counted_city(city)
    roll_up()

    quiet = months(city)[date(2026, 3, 1)]

    assert (quiet.received, quiet.then.open, quiet.on_last_month) == (0, 0, "—")


def test_a_leader_s_months_leave_out_what_a_leader_does_not_see(city: City) -> None:
    make_counted_city(city)
    clue = make_clue(city, at=on("09-02"))
    Clue.objects.filter(pk=clue.pk).update(concerns_agency="321100")
    tell(Clue.objects.filter(pk=clue.pk))
    roll_up()

    assert months(city)[date(2026, 9, 1)].received == 5
    assert months(city, "leader")[date(2026, 9, 1)].received == 4
    assert months(city, "unithead") == {}


def test_the_dashboard_shows_them_with_their_table(city: City, client: Client) -> None:
    make_counted_city(city)
    roll_up()
    client.force_login(Person.objects.get(username="director"))

    page = client.get("/dashboard?as_of=2026-10-31").content.decode()

    assert 'data-chart="table-history"' in page
    assert "−25.00%" in page


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [(3, 2, "+50.00%"), (2, 3, "−33.33%"), (2, 2, "0.00%"), (2, 0, "—"), (2, None, "—"), (0, 4, "−100.00%")],
)
def test_a_change_has_its_sign_and_a_dash_where_it_is_not_defined(now: int, before: int | None, said: str) -> None:
    assert change(now, before) == said
