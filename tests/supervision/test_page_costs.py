"""Cost: every list of supervision takes the same number of queries at one row and at ten."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from supervision.actions.mechanism import Inspect, Share, inspect_jointly, share_item
from supervision.actions.sections import read_sections, take_in_sections
from tests.cast import NOON, City
from tests.supervision.test_accountability import THREE, keep
from tests.supervision.test_mechanism import AT, DAY, held
from tests.supervision.test_sections import HEAD
from tests.web.readers import reader

COST = {"/letters/": 7, "/proposals/": 9, "/joint/": 19, "/sections/": 8, "/accountability/": 14}


def fill(city: City, first: int, last: int) -> None:
    """Sections that failed twice, with their letters and proposals, and records of the mechanism."""
    office = city.actor("director2")
    rows = [f"S{n:02d},断面{n},河,321181,Ⅲ,{month},劣Ⅴ" for n in range(first, last) for month in ("2020-04", "2020-05")]
    with transaction.atomic():
        take_in_sections(read_sections("\n".join([HEAD, *rows]).encode()), by=office, at=NOON)
        for number in range(first, last):
            share_item(Share("shared", DAY, f"第{number}条"), by=office, at=AT)
            inspect_jointly(Inspect(DAY, "秋冬季扬尘"), by=office, at=AT)
    for number in range(first, last):
        keep(city, THREE, title=f"第{number}份通报")
    for _number in range(first, last):
        held(city, "321181", "321112")


def cost_of(path: str) -> int:
    """How many queries the page takes."""
    client = reader("director2")
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("path", COST)
def test_a_list_of_supervision_costs_the_same_at_one_and_at_ten_rows(city: City, path: str) -> None:
    fill(city, 0, 1)
    at_one = cost_of(path)
    fill(city, 1, 10)

    at_ten = cost_of(path)

    assert at_one == at_ten
    assert at_ten <= COST[path]
