"""Tables that come with the program: published and statutory days, the demo city's divisions, where regions lie."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypedDict

FOLDER = Path(__file__).parent


class DayRow(NamedTuple):
    """A day that is not what its weekday says, or that has a name."""

    day: date
    is_working: bool
    name: str


class RegionRow(NamedTuple):
    """A division as the national tables have it."""

    code: str
    name: str
    level: str
    parent: str


class RegionPlace(TypedDict):
    """Where a division is, as fields of a region."""

    centre_lon: Decimal
    centre_lat: Decimal
    reach_km: int


def published_days() -> list[DayRow]:
    """Every override of the State Council's notices for 2004 to 2026."""
    return list(_days("published_days.csv"))


def statutory_days() -> list[DayRow]:
    """The days off that the law itself gives from 2027 to 2050, lunar ones reckoned."""
    return list(_days("statutory_days.csv"))


def demo_regions() -> list[RegionRow]:
    """Zhenjiang, its six counties and their townships, parents before children."""
    return [RegionRow(*row) for row in _rows("regions.csv")]


@cache
def known_reaches() -> dict[str, RegionPlace]:
    """The approximate places of the regions that come with the program, as fields of a region, by code.

    Read off public maps to a few kilometres; each reach is taken so wide that no point of the region is outside it.
    """
    return {
        code: RegionPlace(centre_lon=Decimal(lon), centre_lat=Decimal(lat), reach_km=int(reach))
        for code, lon, lat, reach in _rows("reaches.csv")
    }


def _days(name: str) -> Iterator[DayRow]:
    return (DayRow(date.fromisoformat(day), working == "1", title) for day, working, title in _rows(name))


def _rows(name: str) -> list[list[str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]
