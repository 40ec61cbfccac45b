"""Cost: every list takes the same number of queries at one row of each status and at ten."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.situations import clue_in
from tests.cast import City
from tests.web.readers import reader

STATUSES = ("registered", "dispatched", "signed", "investigating", "reported", "closed")
# Session, person and posts are three of each. What clues share, their regions and units, is fetched beside them: two
# small questions more, where one join of all would be planned for longer than they take.
COST = {
    "/clues/": 10,
    "/desk": 20,
    "/dashboard": 11,
    "/dashboard/by/region": 21,
    "/dashboard/by/agency": 21,
    "/dashboard/rows?metric=clues_received": 11,
    "/reports/meeting": 11,
    "/reports/supervision": 5,
}


def cost_of(path: str) -> int:
    """How many queries the page takes."""
    client = reader("dispatcher")
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("path", COST)
def test_a_list_costs_the_same_at_one_and_at_ten_rows_of_a_kind(city: City, path: str) -> None:
    for status in STATUSES:
        clue_in(city, status)
    at_one = cost_of(path)
    for status in STATUSES * 9:
        clue_in(city, status)

    at_ten = cost_of(path)

    assert at_one == at_ten
    assert at_ten <= COST[path]
