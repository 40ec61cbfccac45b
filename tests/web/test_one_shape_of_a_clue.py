"""One shape of a clue: the page refuses what the REST door refuses, and takes what it takes."""

from typing import Any

import pytest

from cases.models import Clue, PollutionType
from tests.cast import City
from tests.conftest import ApiOf
from tests.web.readers import reader

BASE = {"description": "夜间异味", "channel": "call", "region_code": "321181"}
PLACE = {"lon": "119.6", "lat": "32.0", "coord_sys": "wgs84"}
CASES: list[tuple[dict[str, Any], bool]] = [
    ({}, True),
    (PLACE, True),
    *(({name: PLACE[name] for name in kept}, False) for kept in (["lon"], ["lat"], ["coord_sys"], ["lon", "lat"])),
    ({"lon": "119.6", "coord_sys": "wgs84"}, False),
    ({"lat": "32.0", "coord_sys": "wgs84"}, False),
    ({"pollution_types": PollutionType.values[:12]}, True),
    ({"pollution_types": PollutionType.values[:13]}, len(PollutionType.values) < 13),
    ({"description": "\u200b \u3000"}, False),
    ({"lon": "181", "lat": "32", "coord_sys": "wgs84"}, False),
]


@pytest.mark.parametrize(("said", "fits"), CASES)
def test_page_and_rest_take_and_refuse_the_same_clue(
    city: City,
    api: ApiOf,
    said: dict[str, Any],
    fits: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    usual = {"priority": "general", "legal_path": "env_business"}

    page = reader("intake").post("/clues/new", {**BASE, **usual, **said}).status_code
    by_page = Clue.objects.count()
    rest = api("intake").post("/api/v1/clues", {**BASE, **said}).status_code

    assert (page, rest) == ((302, 201) if fits else (422, 400))
    assert (by_page, Clue.objects.count()) == ((1, 2) if fits else (0, 0))
